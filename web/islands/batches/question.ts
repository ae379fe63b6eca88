/** What the page hands to the browser that checks a batch; numbers are text, kilograms. */
export interface Contract {
  readonly address: string;
  readonly codeHash: string;
}

export interface Shown {
  readonly issuedKg: string;
  readonly heldKg: string;
  readonly escrowKg: string;
  readonly retiredKg: string;
  readonly cancelledKg: string;
  readonly poolKg: string;
  readonly frozenKg: string;
  readonly listedKg: string | null;
}

export interface Question {
  readonly chainId: string;
  readonly block: { readonly number: string; readonly hash: string } | null;
  readonly batch: string;
  readonly contracts: Readonly<Record<string, Contract>>;
  readonly escrows: readonly string[];
  readonly pool: string;
  readonly holders: readonly string[];
  readonly frozen: readonly string[];
  readonly page: Shown;
}

export type Outcome = "pass" | "fail" | "not checked";
export type StepName = "chain" | "block" | "code" | "supply" | "accounts" | "identity" | "parts" | "retirements" | "listed" | "page";

/** One step; `facts` fill the sentence that the page handed over for this step and outcome, and are shown as they are. */
export interface Step {
  readonly name: StepName;
  readonly outcome: Outcome;
  readonly facts: Readonly<Record<string, string>>;
}
