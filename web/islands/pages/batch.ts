/** Checks a batch in the reader's browser and shows each step as it is decided. */
import { recompute } from "../batches/recompute";
import type { Outcome, Question, Step } from "../batches/question";
import type { Node } from "../node";
import { installNodeChoice } from "../node_choice";
import { filled, found, handed } from "../words";

interface Words {
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly names: Readonly<Record<string, string>>;
  /** By step and outcome. */
  readonly sentences: Readonly<Record<string, string>>;
  /** Why nothing could be checked, by the kind of fault. */
  readonly faults: Readonly<Record<string, string>>;
  readonly running: string;
  readonly whole: Readonly<Record<Outcome, string>>;
  readonly raw: string;
}

const question = handed<Question>("question");
const words = handed<Words>("batch-words");
const list = found("steps");
const verdict = found("verdict");
const heading = found("verdict-word");
const said = found("verdict-sentence");
const GROUPED = new Intl.NumberFormat("en");
const HASHES = new Set(["chain", "block", "code"]);
let run = 0;

installNodeChoice((node) => void check(node));

async function check(node: Node): Promise<void> {
  const mine = ++run;
  const steps: Step[] = [];
  list.replaceChildren();
  list.setAttribute("aria-busy", "true");
  show("not checked", words.running);
  await recompute(node, question, (step) => {
    if (mine !== run) return;
    steps.push(step);
    list.append(lineOf(step));
  });
  if (mine !== run) return;
  list.removeAttribute("aria-busy");
  // What no chain can tell (orders stand off chain) does not weigh on what it can.
  const weighed = steps.filter((step) => step.name !== "listed");
  const whole = weighed.some((step) => step.outcome === "fail") ? "fail" : weighed.every((step) => step.outcome === "pass") ? "pass" : "not checked";
  show(whole, words.whole[whole]);
}

function show(outcome: Outcome, sentence: string): void {
  verdict.className = `verdict verdict-${outcome.replace(" ", "-")}`;
  heading.replaceChildren(tag(outcome));
  said.textContent = sentence;
}

function lineOf(step: Step): HTMLLIElement {
  const line = document.createElement("li");
  const text = document.createElement("p");
  const name = document.createElement("strong");
  name.textContent = words.names[step.name] ?? step.name;
  text.append(tag(step.outcome), " ", name, ` ${sentenceOf(step)}`);
  line.append(text, rawOf(step));
  return line;
}

function sentenceOf(step: Step): string {
  const fault = step.facts["fault"];
  const sentence = fault === undefined ? words.sentences[`${step.name} ${step.outcome}`] : words.faults[fault];
  const facts = HASHES.has(step.name) ? step.facts : Object.fromEntries(Object.entries(step.facts).map(([key, value]) => [key, grouped(value)]));
  return filled(sentence ?? "", facts);
}

function grouped(value: string): string {
  return /^\d{1,30}$/.test(value) ? GROUPED.format(BigInt(value)) : value;
}

function rawOf(step: Step): HTMLElement {
  const entries = Object.entries(step.facts).filter(([, value]) => value !== "");
  if (entries.length === 0) return document.createElement("span");
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = words.raw;
  const rows = document.createElement("dl");
  rows.className = "raw";
  for (const [key, value] of entries) {
    const row = document.createElement("div");
    const [term, fact] = [document.createElement("dt"), document.createElement("dd")];
    [term.textContent, fact.textContent] = [key, value];
    row.append(term, fact);
    rows.append(row);
  }
  details.append(summary, rows);
  return details;
}

function tag(outcome: Outcome): HTMLElement {
  const element = document.createElement("span");
  element.className = `outcome outcome-${outcome.replace(" ", "-")}`;
  element.textContent = words.outcomes[outcome];
  return element;
}
