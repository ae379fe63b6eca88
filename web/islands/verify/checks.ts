/** What is done with each thing that a reader holds: a bundle, a PDF, any other file, or a text that only the server can look up. */
import type { Node } from "../node";
import type { Registry } from "../verifier/verify";
import { verifyBundle } from "../verifier/verify";
import { LARGEST_BUNDLE_BYTES } from "../verifier/bundle";
import { failed, notChecked, type Outcome, outcomeOf, passed, type Step } from "../verifier/verdict";
import { filled } from "../words";
import { bundleInPdf, hashFile, isBundle } from "./files";
import { known, type Link, sized, type Verdict, words } from "./shown";

const LOOK_UP_MS = 20_000;
const TOO_MANY = 429;
const SERVER_FAULT = 500;
/** Where the papers of our languages stand; the reader's own is the likeliest. */
const PRINTS = new Set([known.prefix, "", "/th", "/vi"]);

/** Somebody of ours did not answer; what was typed stays where it is. */
export class ServerSilent extends Error {}

/** The server's own sentence about what was typed. */
export class NotAnswered extends Error {}

/** Every step of a bundle, named for what it is. */
export async function checkBundle(data: Uint8Array<ArrayBuffer>, subject: string, node: Node, extra: readonly Step[] = []): Promise<Verdict> {
  const { steps: found, bundle } = await verifyBundle(data, known.registry as Registry, node.url);
  const steps = [...extra, ...found];
  const outcome = outcomeOf(steps);
  const number = bundle?.statement.certificate;
  const links: Link[] = [];
  if (number !== undefined && outcome !== "fail") {
    links.push({ path: `/c/${number}`, text: words.page! });
    const url = URL.createObjectURL(new Blob([data], { type: "application/json" }));
    links.push({ path: url, text: words.download!, download: `certificate-${number}.json` });
  }
  return { subject, outcome, sentence: sentenceOf(steps, outcome), steps, links, bundle };
}

function sentenceOf(steps: readonly Step[], outcome: Outcome): string {
  const titles = (those: readonly Step[]): string => those.map((step) => known.titles[step.name] ?? step.name).join(", ");
  if (outcome === "fail") return filled(words.notGenuine!, { step: titles(steps.filter((step) => step.outcome === "fail").slice(0, 1)) });
  if (outcome === "not checked") return words.nothingProved!;
  const open = steps.filter((step) => step.outcome === "not checked");
  const genuine = open.length === 0 ? words.genuine! : filled(words.genuineInPart!, { steps: titles(open) });
  return steps.some((step) => step.inputs.status === "impaired") ? `${genuine} ${words.impaired}` : genuine;
}

/** A file: a bundle, a PDF that carries one, or a document whose hash is looked up. */
export async function checkFile(file: File, node: Node, told: (part: number) => void): Promise<Verdict> {
  if (file.size <= LARGEST_BUNDLE_BYTES) {
    const data = new Uint8Array(await file.arrayBuffer());
    if (isBundle(data)) return checkBundle(data, `${words.bundle}: ${file.name}`, node);
  }
  const attached = await bundleInPdf(file);
  if (attached !== undefined) return checkPdf(file, new Uint8Array(attached), node);
  return checkDocument(file, told);
}

async function checkPdf(file: File, bundle: Uint8Array<ArrayBuffer>, node: Node): Promise<Verdict> {
  const { sha256 } = await hashFile(file, () => undefined);
  return checkBundle(bundle, filled(words.inPdf!, { name: file.name }), node, [await printed(sha256, certificateIn(bundle))]);
}

/** The number that a bundle's statement names; empty where it names none. */
function certificateIn(bundle: Uint8Array): string {
  return /"certificate":"(\d{1,78})"/.exec(new TextDecoder().decode(bundle))?.[1] ?? "";
}

/** The pages of a PDF are proved by nothing inside of it: they are compared with what this registry prints. */
async function printed(sha256: string, certificate: string): Promise<Step> {
  try {
    for (const prefix of PRINTS) {
      const answer = await asked(`${prefix}/c/${certificate}/certificate.pdf`);
      if (answer.status >= SERVER_FAULT || answer.status === TOO_MANY) throw new ServerSilent();
      if (!answer.ok) continue;
      const { sha256: ours } = await hashFile(await answer.blob(), () => undefined);
      if (ours === sha256) return passed("print", words.samePrint!, { sha256 });
    }
  } catch (fault) {
    if (fault instanceof ServerSilent) return notChecked("print", words.unknownPrint!);
    throw fault;
  }
  return failed("print", words.otherPrint!, { sha256 });
}

async function checkDocument(file: File, told: (part: number) => void): Promise<Verdict> {
  const { sha256, leaf } = await hashFile(file, told);
  const inputs = { sha256, ...(leaf === undefined ? {} : { leaf }), bytes: String(file.size) };
  const subject = filled(words.document!, { name: file.name, size: sized(file.size) });
  const isLarge = file.size > LARGEST_BUNDLE_BYTES;
  const large = isLarge ? `${filled(words.tooLarge!, { size: sized(file.size) })} ` : "";
  try {
    const found = (await lookUpKnown(sha256)) ?? (leaf === undefined ? undefined : await lookUpKnown(leaf));
    const hashed = passed("document", large || words.private!, inputs);
    if (found !== undefined) return { ...found, subject, steps: [hashed, ...found.steps] };
    return { subject, outcome: "fail", sentence: large + words.unknown!, steps: [failed("document", words.unknown!, inputs)], links: [] };
  } catch (fault) {
    if (!(fault instanceof ServerSilent)) throw fault;
    const steps = [passed("document", large || words.private!, inputs), notChecked("lookup", words.silentHash!)];
    return { subject, outcome: "not checked", sentence: large + words.silentHash!, steps, links: [] };
  }
}

async function lookUpKnown(hash: string): Promise<Verdict | undefined> {
  const found = await lookUp(hash);
  return found.verdict.steps.some((step) => step.name === "search") ? undefined : found.verdict;
}

interface Looked {
  readonly verdict: Verdict;
  /** The certificate that the text names, whose bundle can be checked here. */
  readonly certificate: string | null;
}

/** What the server says of a text. Raises ServerSilent, NotAnswered. */
export async function lookUp(text: string): Promise<Looked> {
  const answer = await asked(`/verify?${new URLSearchParams({ q: text, format: "json" })}`);
  const said = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new NotAnswered(String(said.detail ?? answer.statusText));
  const rows = said.rows as readonly { step: string; outcome: Outcome; sentence: string; inputs: string }[];
  const steps = rows.map(({ step, outcome, sentence, inputs }) => ({ name: step, outcome, sentence, inputs: JSON.parse(inputs) as Record<string, string> }));
  const { subject, sentence, outcome, links } = said as unknown as Verdict;
  return { verdict: { subject, sentence, outcome, links, steps, english: true }, certificate: said.certificate as string | null };
}

/** A genuine bundle proves nothing of a certificate that it is not about: the server must give the one that was asked for. */
export function otherThanAsked(certificate: string, data: Uint8Array): readonly Step[] {
  const given = certificateIn(data);
  if (given === certificate) return [];
  return [failed("proof", `The bundle of certificate ${certificate} was asked for, the server gave one of certificate ${given}.`, { asked: certificate, given })];
}

/** The proof bundle of a certificate; undefined if there is none yet. Raises ServerSilent. */
export async function bundleOf(certificate: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const answer = await asked(`/api/v1/certificates/${certificate}/proof`);
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
}

async function asked(path: string): Promise<Response> {
  try {
    return await fetch(path, { headers: { Accept: "application/json, */*" }, signal: AbortSignal.timeout(LOOK_UP_MS) });
  } catch {
    throw new ServerSilent();
  }
}
