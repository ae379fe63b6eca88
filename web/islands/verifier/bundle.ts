/**
 * Tells whether a proof bundle is genuine inside: the steps of registry/usecases/verify_bundle.py that need no chain, computed in the
 * reader's browser under the same names, in the same order, with the same sentences.
 */
import { canonicalBytes, type Json, parseCanonical } from "./canonical";
import { attestationDigest, fromHex, keccakText, recover, reportHash, textDigest, toHex } from "./ethereum";
import { type Bundle, FORMAT, formFault, LAYERS } from "./form";
import { hashOf, leafHash, verifyInclusion } from "../merkle";
import { DEMONSTRATION_NOTICE } from "./notice";
import { failed, passed, skipped, type Step, STEPS } from "./verdict";

export const LARGEST_BUNDLE_BYTES = 1_000_000;
const ONE_CREDIT_KG = 1000n;
const SERIALS = /^(?:CNX|DEMO)-([A-Z]{2})-([0-9]+)-([0-9]{4})-([0-9]+)-([0-9]+)$/;
const LAST_YEAR = 9999;

export interface Inside {
  readonly steps: readonly Step[];
  /** What the file says, if it can be read. */
  readonly bundle: Bundle | undefined;
}

/** The steps canonical to inclusion; all of them, or as many as a file that cannot be read lets us take. */
export async function verifyInside(data: Uint8Array): Promise<Inside> {
  const { steps, bundle } = read(data);
  if (bundle === undefined) return { steps: [...steps, ...skipped(STEPS.slice(steps.length), "the file cannot be read")], bundle };
  const checked = [await issuer(bundle), report(bundle), attestations(bundle), serials(bundle), await inclusion(bundle)];
  return { steps: [...steps, ...checked], bundle };
}

function read(data: Uint8Array): Inside {
  if (data.length > LARGEST_BUNDLE_BYTES) {
    const sentence = `The file has ${data.length} bytes, a bundle has at most ${LARGEST_BUNDLE_BYTES}.`;
    return { steps: [failed("canonical", sentence)], bundle: undefined };
  }
  let value: Json;
  try {
    value = parseCanonical(data);
  } catch (fault) {
    return { steps: [failed("canonical", sentenceOf(fault))], bundle: undefined };
  }
  const first = passed("canonical", `The file is canonical JSON, ${data.length} bytes; no other bytes say the same.`);
  const malformed = formFault(value);
  if (malformed !== undefined) return { steps: [first, failed("schema", `The form is wrong: ${malformed}.`)], bundle: undefined };
  const bundle = value as unknown as Bundle;
  const fault = disagreement(bundle);
  if (fault !== undefined) return { steps: [first, failed("schema", `The parts disagree: ${fault}.`)], bundle };
  return { steps: [first, passed("schema", "Every part is there, nothing else is, and they speak of one chain.")], bundle };
}

/** Where two parts of one bundle speak of different things. */
function disagreement(bundle: Bundle): string | undefined {
  const said = bundle.statement;
  const { chainId, addresses } = bundle.contracts;
  if (said.chainId !== chainId) return `the statement is of chain ${said.chainId}, the contracts of chain ${chainId}`;
  if (said.contract !== addresses.RetirementCertificate) {
    return `the statement is of contract ${said.contract}, not ${addresses.RetirementCertificate}`;
  }
  const due = said.serials!.startsWith("DEMO-") ? DEMONSTRATION_NOTICE : "";
  return bundle.notice === due ? undefined : "the notice is not the one that these serials carry";
}

async function issuer(bundle: Bundle): Promise<Step> {
  const { issuer: signed, ...unsigned } = bundle;
  const hash = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", canonicalBytes(unsigned as unknown as Json))));
  const text = `${FORMAT}\n${hash}`;
  const sealer = bundle.seal.sealer!;
  const inputs = { address: signed.address, sealer, text };
  let signer: string;
  try {
    signer = recover(textDigest(text), fromHex(signed.signature));
  } catch (fault) {
    return failed("issuer", sentenceOf(fault), inputs);
  }
  if (signer !== signed.address) return failed("issuer", `${signer} signed this content, the file names ${signed.address}.`, inputs);
  if (signer !== sealer) return failed("issuer", `${signer} signed, but ${sealer} sealed the root.`, inputs);
  return passed("issuer", `The account that sealed the root, ${signer}, signed every byte of this file.`, inputs);
}

function report(bundle: Bundle): Step {
  const { report: of, statement: said } = bundle;
  const inputs = { reportHash: toHex(reportHash(of)) };
  const pairs: readonly (readonly [string, string, string])[] = [
    ["hash of the report", inputs.reportHash, said.reportHash!],
    ["project", of.project!, said.project!],
    ["start of the period", of.periodStart!, said.vintageStart!],
    ["end of the period", of.periodEnd!, said.vintageEnd!],
    ["methodology", of.methodology!, toHex(keccakText(said.methodology!))],
  ];
  for (const [what, ofReport, ofStatement] of pairs) {
    if (ofReport !== ofStatement) return failed("report", `The ${what} is ${ofReport} by the report, ${ofStatement} by the certificate.`, inputs);
  }
  if (BigInt(of.lowerBoundKg!) > BigInt(of.pointKg!)) {
    return failed("report", `The lower bound ${of.lowerBoundKg} kg is above the estimate ${of.pointKg} kg.`, inputs);
  }
  return passed("report", `The units come from this report: at least ${of.lowerBoundKg} kg by ${said.methodology}.`, inputs);
}

function attestations(bundle: Bundle): Step {
  const inputs = Object.fromEntries(bundle.attestations.map((entry) => [`${entry.layer} signature`, entry.signature!]));
  for (const fault of attestationFaults(bundle)) return failed("attestations", `${fault}.`, inputs);
  const signers = bundle.attestations.map((entry) => `${entry.layer!.toLowerCase()} ${entry.signer}`).join(", ");
  return passed("attestations", `Distinct organisations signed the report on all three layers: ${signers}.`, inputs);
}

function* attestationFaults(bundle: Bundle): Generator<string> {
  const entries = bundle.attestations;
  const signers = entries.map((entry) => entry.signer!);
  if ([...new Set(signers)].sort().join() !== signers.join()) yield "The signers are not in order, each once";
  if (new Set(entries.map((entry) => entry.organisation)).size !== signers.length) yield "Two attestations come from one organisation";
  for (const layer of LAYERS) {
    if (!entries.some((entry) => entry.layer === layer)) yield `Nobody signed for the ${layer.toLowerCase()} layer`;
  }
  const hash = reportHash(bundle.report);
  const { chainId, addresses } = bundle.contracts;
  for (const entry of entries) {
    const layer = entry.layer!;
    const digest = attestationDigest(BigInt(chainId), addresses.VerifierSet, hash, layer, entry.organisation!);
    try {
      const signer = recover(digest, fromHex(entry.signature!));
      if (signer !== entry.signer) yield `The ${layer.toLowerCase()} signature is that of ${signer}, the file names ${entry.signer}`;
    } catch (fault) {
      yield `${layer}: ${(fault as Error).message}`;
    }
  }
}

function serials(bundle: Bundle): Step {
  const said = bundle.statement;
  const keys = ["kgStart", "kgEnd", "kg", "serialStart", "serialEnd", "serials"];
  const inputs = Object.fromEntries(keys.map((key) => [key, said[key]!]));
  for (const fault of arithmeticFaults(said)) return failed("serials", `The numbers contradict each other: ${fault}.`, inputs);
  return passed("serials", `${said.kg} kg are kilograms ${said.kgStart} to ${said.kgEnd}: ${said.serials}.`, inputs);
}

/** As registry/domain/certificate.py: each number of a statement that contradicts another one. */
function* arithmeticFaults(said: Bundle["statement"]): Generator<string> {
  const [start, end, kg] = [BigInt(said.kgStart!), BigInt(said.kgEnd!), BigInt(said.kg!)];
  const [first, last] = [BigInt(said.serialStart!), BigInt(said.serialEnd!)];
  if (end - start !== kg || kg < 1n) {
    yield `kilograms ${start} to ${end} are ${end - start} kg, the certificate says ${kg} kg`;
    return;
  }
  const tonnes = (end - 1n) / ONE_CREDIT_KG - start / ONE_CREDIT_KG + 1n;
  if (last - first + 1n !== tonnes) yield `the kilograms touch ${tonnes} tonnes, serials ${first} to ${last} are ${last - first + 1n}`;
  const before = start / ONE_CREDIT_KG;
  if (first <= before) yield `kilogram ${start} lies ${before} tonnes into its batch, its serial cannot be ${first}`;
  const expected = [said.country, said.project, vintageYear(BigInt(said.vintageEnd!)), String(first), String(last)].join("-");
  const printed = SERIALS.exec(said.serials!)?.slice(1).join("-");
  if (printed !== expected) yield `${said.serials} does not read back as ${expected}`;
}

/** Gregorian year, UTC, of the vintage's last second; empty beyond what the calendar holds. */
function vintageYear(vintageEnd: bigint): string {
  const year = new Date(Number(vintageEnd - 1n) * 1000).getUTCFullYear();
  return year >= 1 && year <= LAST_YEAR ? String(year).padStart(4, "0") : "";
}

async function inclusion(bundle: Bundle): Promise<Step> {
  const { index, size, path } = bundle.inclusion;
  const root = bundle.seal.root!;
  const leaf = await leafHash(canonicalBytes(bundle.statement));
  const inputs = { leaf: toHex(leaf), index, size, root };
  if (bundle.seal.size !== size) return failed("inclusion", `The proof is for ${size} leaves, the seal for ${bundle.seal.size}.`, inputs);
  try {
    const holds = await verifyInclusion(leaf, BigInt(index), BigInt(size), path.map(hashOf), hashOf(root));
    if (!holds) return failed("inclusion", "The path from the certificate's leaf does not lead to the root.", inputs);
  } catch (fault) {
    return failed("inclusion", sentenceOf(fault), inputs);
  }
  return passed("inclusion", `The certificate is leaf ${index} of ${size} under ${root}.`, inputs);
}

function sentenceOf(fault: unknown): string {
  const { message } = fault as Error;
  return `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`;
}
