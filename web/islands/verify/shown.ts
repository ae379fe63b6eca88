/** Writes a verdict into the page as the server would: one sentence, then one line for each step, what was compared folded under it. */
import type { Bundle } from "../verifier/form";
import type { Outcome, Step } from "../verifier/verdict";
import { handed } from "../words";

export interface Known {
  readonly registry: { readonly chainId: string; readonly addresses: Record<string, string> };
  readonly certificate: number | null;
  readonly titles: Readonly<Record<string, string>>;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly language: string;
  /** What stands before a path of ours in the reader's language: "", "/th" or "/vi". */
  readonly prefix: string;
}
export type Words = Readonly<Record<string, string>>;

export const known = handed<Known>("verify-known");
export const words = handed<Words>("verify-words");

export interface Link {
  readonly path: string;
  readonly text: string;
  readonly download?: string;
}

export interface Verdict {
  readonly subject: string;
  readonly outcome: Outcome;
  readonly sentence: string;
  readonly steps: readonly Step[];
  readonly links: readonly Link[];
  readonly bundle?: Bundle | undefined;
  /** True where subject and sentence come from the server, which speaks English. */
  readonly english?: boolean;
}

export function verdictSection(verdict: Verdict): HTMLElement {
  const section = element("section", "", { class: `verdict verdict-${verdict.outcome.replace(" ", "-")}`, "aria-live": "polite" });
  const language: Record<string, string> = verdict.english ? { lang: "en" } : {};
  const head = element("h2");
  head.append(sign(verdict.outcome), " ", element("span", verdict.subject, language));
  section.append(head, element("p", verdict.sentence, { class: "lede", ...language }));
  if (verdict.bundle) section.append(...said(verdict.bundle));
  if (verdict.links.length > 0) section.append(linksOf(verdict.links, language));
  const list = element("ol", "", { class: "steps" });
  list.append(...verdict.steps.map(line));
  section.append(list);
  return section;
}

/** A sentence in place of a verdict. */
export function refusalSection(sentence: string): HTMLElement {
  const section = element("section", "", { class: "verdict verdict-not-checked", "aria-live": "polite" });
  section.append(element("h2", words.cannot), element("p", sentence));
  return section;
}

function said(bundle: Bundle): HTMLElement[] {
  const of = bundle.statement;
  const facts: readonly (readonly [string | undefined, string])[] = [
    [words.retired, `${grouped(of.kg!)} kg CO2e`],
    [words.serials, of.serials!],
    [words.project, `${of.projectName} (${of.project}, ${of.country})`],
    [words.methodology, of.methodology!],
    [words.vintage, `${day(of.vintageStart!)} – ${day(of.vintageEnd!)}`],
    [words.beneficiary, of.beneficiary!],
    [words.when, `${day(of.retiredAt!)} UTC`],
  ];
  const list = element("dl", "", { class: "facts said", "aria-label": words.facts! });
  list.append(...facts.map(([name, value]) => pair(name ?? "", value)));
  const notice = bundle.notice === "" ? [] : [element("p", bundle.notice, { class: "notice", lang: "en", title: words.notes! })];
  return [list, ...notice];
}

function line(step: Step): HTMLElement {
  const item = element("li");
  const title = known.titles[step.name] ?? step.name;
  const text = element("p");
  text.append(sign(step.outcome), " ", element("strong", title), " ", element("code", step.name, { lang: "en" }), " ");
  text.append(element("span", step.sentence, { lang: "en" }));
  item.append(text);
  const inputs = Object.entries(step.inputs);
  if (inputs.length > 0) {
    const folded = element("details");
    const summary = element("summary", words.compared);
    summary.append(element("span", `: ${title}`, { class: "hidden" }));
    const raw = element("dl", "", { class: "raw", lang: "en" });
    raw.append(...inputs.map(([name, value]) => (name === "page" ? leading(name, value) : pair(name, value))));
    folded.append(summary, raw);
    item.append(folded);
  }
  return item;
}

function pair(name: string, value: string): HTMLElement {
  const whole = element("div");
  whole.append(element("dt", name), element("dd", value));
  return whole;
}

function leading(name: string, path: string): HTMLElement {
  const whole = pair(name, "");
  whole.lastElementChild!.append(element("a", path, { href: placed(path) }));
  return whole;
}

function linksOf(links: readonly Link[], language: Record<string, string>): HTMLElement {
  const line = element("p", "", { class: "actions", ...language });
  for (const link of links) {
    const download: Record<string, string> = link.download === undefined ? {} : { download: link.download, class: "button button-plain" };
    line.append(element("a", link.text, { href: link.path.startsWith("blob:") ? link.path : placed(link.path), ...download }));
  }
  return line;
}

/** A path of ours in the reader's language; only such paths are ever made into links. */
function placed(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return known.prefix + "/verify";
  return path.startsWith("/api/") ? path : known.prefix + path;
}

function sign(outcome: Outcome): HTMLElement {
  return element("span", known.outcomes[outcome], { class: `outcome outcome-${outcome.replace(" ", "-")}` });
}

function element(name: string, text = "", attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** `2016-07-01`; beyond the calendar, the bare number of seconds. */
function day(seconds: string): string {
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? seconds : time.toISOString().slice(0, 10);
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `200 MB`, in units of a thousand. */
export function sized(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}
