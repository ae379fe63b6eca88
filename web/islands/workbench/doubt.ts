/** What a verifier signs, built from what the page shows; a server that gives something else to sign is caught by the field that differs. */
import { type Members, strayIn } from "../stray";
import { canonicalBytes, type Json } from "../verifier/canonical";
import { reportHash, toHex } from "../verifier/ethereum";

type Facts = Readonly<Record<string, string>>;

/** The claim and the inspection as the page shows them; `document` as registered, with the answers of when the page was made. */
export interface Shown {
  readonly chainId: number;
  readonly verifierSet: string;
  readonly reportHash: string;
  readonly organisation: string;
  readonly report: Facts;
  readonly document: Json;
}

/** What the server gives to be signed. */
export interface ToSign {
  readonly document: Json;
  readonly inspection: Json;
  readonly attestation: Json;
}

/** Fields of a form: `said.<point>` and `note.<point>`. */
export type Answers = Facts;

const EXPERT_LAYER = 2;
const DOMAIN_MEMBERS = "string name,string version,uint256 chainId,address verifyingContract";
const INSPECTION_MEMBERS = "bytes32 reportHash,bytes32 documentHash,bytes32 organisation";
const ATTESTATION_MEMBERS = "bytes32 reportHash,uint8 layer,bytes32 organisation";

/** Both messages and the document under the first one (chapter 28, 28.16), built here from what is shown. */
export async function expectedOf(shown: Shown, answers: Answers): Promise<ToSign> {
  const document = answered(shown.document as Members, answers);
  const documentHash = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", canonicalBytes(document))));
  const { reportHash: report, organisation } = shown;
  return {
    document,
    inspection: typed(shown, "CarboniX Inspections", "Inspection", INSPECTION_MEMBERS, { reportHash: report, documentHash, organisation }),
    attestation: typed(shown, "CarboniX VerifierSet", "Attestation", ATTESTATION_MEMBERS, { reportHash: report, layer: EXPERT_LAYER, organisation }),
  };
}

/** The field of the claim that is not as the page shows it, or null: every kilogram, date and root stands in the hash that is signed. */
export function strayOfClaim(claim: Facts, shown: Shown): string | null {
  const stray = strayIn(claim, shown.report, "");
  if (stray !== null) return stray;
  return toHex(reportHash(shown.report)) === shown.reportHash ? null : "reportHash";
}

function answered(document: Members, answers: Answers): Members {
  const checklist = document["checklist"] as Members;
  const points = (checklist["points"] as readonly Members[]).map((point) => {
    const [id, text] = [point["id"] as string, point["text"] as string];
    const said = answers[`said.${id}`];
    return said === undefined ? { id, text } : { id, text, answer: said, note: answers[`note.${id}`] ?? "" };
  });
  return { ...document, checklist: { ...checklist, points } };
}

function typed(shown: Shown, name: string, kind: string, members: string, message: Members): Json {
  const domain = { name, version: "1", chainId: shown.chainId, verifyingContract: shown.verifierSet };
  return { types: { EIP712Domain: listed(DOMAIN_MEMBERS), [kind]: listed(members) }, primaryType: kind, domain, message };
}

function listed(members: string): Json {
  return members.split(",").map((pair) => ({ type: pair.split(" ")[0]!, name: pair.split(" ")[1]! }));
}
