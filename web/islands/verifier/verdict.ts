/** The result of a verification, step by step, under the names and in the sentences of registry/domain/verdict.py. */

export type Outcome = "pass" | "fail" | "not checked";
export type Inputs = Readonly<Record<string, string>>;

/** One check; `inputs` are the raw values that it compared, so that anybody can repeat it. */
export interface Step {
  readonly name: string;
  readonly outcome: Outcome;
  readonly sentence: string;
  readonly inputs: Inputs;
}

export const STEPS = [
  "canonical",
  "schema",
  "issuer",
  "report",
  "attestations",
  "serials",
  "inclusion",
  "root",
  "contracts",
  "certificate",
  "standing",
  "provenance",
  "corrections",
  "supply",
] as const;
export const CHAIN_STEPS = STEPS.slice(STEPS.indexOf("root"));

export function passed(name: string, sentence: string, inputs: Inputs = {}): Step {
  return { name, outcome: "pass", sentence, inputs };
}

export function failed(name: string, sentence: string, inputs: Inputs = {}): Step {
  return { name, outcome: "fail", sentence, inputs };
}

export function notChecked(name: string, sentence: string): Step {
  return { name, outcome: "not checked", sentence, inputs: {} };
}

export function skipped(names: readonly string[], reason: string): Step[] {
  return names.map((name) => notChecked(name, `Not checked: ${reason}.`));
}

/** Fail if a step fails; pass if none does and the root was checked; else nothing is proved. */
export function outcomeOf(steps: readonly Step[]): Outcome {
  if (steps.some((step) => step.outcome === "fail")) return "fail";
  return steps.some((step) => step.name === "root" && step.outcome === "pass") ? "pass" : "not checked";
}
