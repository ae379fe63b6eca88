/** The exact form of a proof bundle, as in registry/domain/bundle_schema.py: nothing may be missing or added. */
import type { Json } from "./canonical";

export const FORMAT = "carbonix/retirement-proof/1";
export const CONTRACTS = [
  "CarbonCredit",
  "CreditRegistry",
  "RetirementCertificate",
  "SealRegistry",
  "VerificationOracle",
  "VerifierSet",
] as const;
export type ContractName = (typeof CONTRACTS)[number];
export const LAYERS = ["Sensor", "Model", "Expert"] as const;
export const REPORT_KINDS = ["Gain", "Loss", "Immobilisation"] as const;
export const USE_CASES = ["Voluntary", "Compliance", "Corsia", "Article6", "Contribution"] as const;

type Facts = Readonly<Record<string, string>>;

export interface Bundle {
  readonly format: string;
  readonly notice: string;
  readonly statement: Facts;
  readonly inclusion: { readonly index: string; readonly size: string; readonly path: readonly string[] };
  readonly seal: Facts;
  readonly contracts: { readonly chainId: string; readonly addresses: Readonly<Record<ContractName, string>>; readonly codeHashes: Readonly<Record<ContractName, string>> };
  readonly report: Facts;
  readonly attestations: readonly Facts[];
  readonly issuer: { readonly address: string; readonly signature: string };
}

interface Text {
  readonly rule: string;
  readonly admits: (value: string) => boolean;
}
interface ListOf {
  readonly item: Form;
  readonly longest: number;
}
interface Members {
  readonly members: { readonly [key: string]: Form };
}
type Form = Text | ListOf | Members;

const LONGEST_PATH = 64;
const LONGEST_QUORUM = 64;
const LONGEST_TEXT = 500;
const MOST_SHOWN = 80;

const matching = (rule: string, pattern: RegExp): Text => ({ rule, admits: (value) => pattern.test(value) });
const oneOf = (...values: readonly string[]): Text => ({
  rule: `one of ${values.map((value) => `'${value}'`).join(", ")}`,
  admits: (value) => values.includes(value),
});
const hex = (size: number): Text => matching(`${size} bytes as lower-case 0x hex`, new RegExp(`^0x[0-9a-f]{${2 * size}}$`));
const number = (bits: number): Text => ({
  rule: `a decimal number below 2^${bits}`,
  admits: (value) => /^(0|[1-9][0-9]{0,77})$/.test(value) && BigInt(value) < 1n << BigInt(bits),
});
const every = (keys: readonly string[], form: Form): Members => ({ members: Object.fromEntries(keys.map((key) => [key, form])) });

const ADDRESS = hex(20);
const HASH = hex(32);
const SIGNATURE = hex(65);
const TEXT = matching(`text of 1 to ${LONGEST_TEXT} characters`, new RegExp(`^.{1,${LONGEST_TEXT}}$`, "su"));
const NOTICE = matching(`text of at most ${LONGEST_TEXT} characters`, new RegExp(`^.{0,${LONGEST_TEXT}}$`, "su"));
const U64 = number(64);
const U128 = number(128);
const U256 = number(256);

const STATEMENT: Members["members"] = {
  type: oneOf("carbonix/certificate/1"), chainId: U256, contract: ADDRESS, kind: oneOf("certificate"), certificate: U256,
  batch: U256, project: U128, projectName: TEXT, country: matching("two capital letters", /^[A-Z]{2}$/), methodology: TEXT,
  vintageStart: U64, vintageEnd: U64, kgStart: U64, kgEnd: U64, kg: U64, serialStart: U64, serialEnd: U64, serials: TEXT,
  retiree: ADDRESS, beneficiary: ADDRESS, retiredAt: U64, useCase: oneOf(...USE_CASES), detailsHash: HASH, reportHash: HASH,
  transaction: HASH, block: U64,
};
const REPORT: Members["members"] = {
  kind: oneOf(...REPORT_KINDS), project: U128, periodStart: U64, periodEnd: U64, methodology: HASH, pointKg: U64,
  lowerBoundKg: U64, modelHash: HASH, dataRoot: HASH, dataSize: U64, claimsRoot: HASH, claimsKg: U64, configDigest: HASH,
  nonce: U64, deadline: U64,
};
const SEAL: Members["members"] = {
  id: U64, kind: oneOf("certificate"), root: HASH, size: U64, sequence: U64, previousRoot: HASH, sealer: ADDRESS,
  transaction: HASH, block: U64,
};
const ATTESTATION: Members["members"] = { signer: ADDRESS, layer: oneOf(...LAYERS), organisation: HASH, signature: SIGNATURE };
const BUNDLE: Members = {
  members: {
    format: oneOf(FORMAT),
    notice: NOTICE,
    statement: { members: STATEMENT },
    inclusion: { members: { index: U64, size: U64, path: { item: HASH, longest: LONGEST_PATH } } },
    seal: { members: SEAL },
    contracts: { members: { chainId: U256, addresses: every(CONTRACTS, ADDRESS), codeHashes: every(CONTRACTS, HASH) } },
    report: { members: REPORT },
    attestations: { item: { members: ATTESTATION }, longest: LONGEST_QUORUM },
    issuer: { members: { address: ADDRESS, signature: SIGNATURE } },
  },
};

/** The first place where a JSON value departs from the form, in a sentence; undefined if it has the form of a bundle. */
export function formFault(value: Json): string | undefined {
  for (const fault of faults(value, BUNDLE, "the bundle")) return fault;
  return undefined;
}

function* faults(value: Json | undefined, form: Form, place: string): Generator<string> {
  if ("rule" in form) {
    if (typeof value !== "string" || !form.admits(value)) yield `${place} is ${shown(value)}, it must be ${form.rule}`;
  } else if ("item" in form) {
    if (!Array.isArray(value) || value.length > form.longest) yield `${place} must be a list of at most ${form.longest} items`;
    else for (const [at, item] of (value as readonly Json[]).entries()) yield* faults(item, form.item, `${place}[${at}]`);
  } else if (typeof value !== "object" || value === null || Array.isArray(value)) {
    yield `${place} must be an object`;
  } else {
    yield* memberFaults(value as { readonly [key: string]: Json }, form.members, place);
  }
}

function* memberFaults(value: { readonly [key: string]: Json }, members: Members["members"], place: string): Generator<string> {
  const needed = Object.keys(members).sort();
  const there = Object.keys(value).sort();
  for (const key of needed) if (!Object.hasOwn(value, key)) yield `${place} lacks '${key}'`;
  for (const key of there) if (!Object.hasOwn(members, key)) yield `${place} has '${key}', unknown to the format`;
  for (const key of needed) {
    if (Object.hasOwn(value, key)) yield* faults(value[key], members[key]!, place === "the bundle" ? key : `${place}.${key}`);
  }
}

function shown(value: Json | undefined): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `'${text.slice(0, MOST_SHOWN)}'`;
}
