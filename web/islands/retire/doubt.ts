/** What a holder's wallet sends, worked out from the rows that the page shows; a server that prepared something else is caught by the field. */
import { type Hash, leafHash, nodeHash } from "../merkle";
import { type Members, strayIn } from "../stray";
import { canonicalBytes, type Json } from "../verifier/canonical";
import { joined, keccakText, toHex, utf8, word } from "../verifier/ethereum";
import { USE_CASES } from "../verifier/form";

export interface Row {
  readonly name: string;
  readonly beneficiary: string;
  readonly kg: string;
}

/** The plan as the page shows it; `certificates` is RetirementCertificate, which every portion names. */
export interface Shown {
  readonly contract: string;
  readonly certificates: string;
  readonly chainId: number;
  readonly batch: string;
  readonly holder: string;
  readonly purpose: string;
  readonly use: string;
  readonly rows: readonly Row[];
}

export type Transaction = { readonly from: string; readonly to: string; readonly data: string };

type Salted = { readonly salt: string };
type Portion = { index: string; beneficiary: string; kg: string; detailsHash: string; details: { name: string }; salt: string };

const RETIRE = "retireInBulk(uint256,address,uint64,(address,bytes32,uint8,bytes32,bool),bytes32,uint64)";
const ARGUMENTS = ["batch", "holder", "kg", "beneficiary", "detailsHash", "useCase", "footprint", "beyond", "root", "size"] as const;
const DOCUMENT = "carbonix/portions/1";
const PORTION_TAG = "CarboniX/portion/1";
const ZERO_HASH = `0x${"0".repeat(64)}`;
const SELECTOR_DIGITS = 10;
const WORD_BYTES = 32;
const WORD_DIGITS = 64;

/** The first field of the transaction or of the portions file that is not as shown, or null. Only the file's salts are taken from it. */
export async function strayOf(transaction: Transaction, file: Json, shown: Shown): Promise<string | null> {
  const { document, detailsHash } = await planOf(shown, file as Members);
  return strayIn(file, document, "portions") ?? strayIn(named(transaction), named(transactionOf(shown, document, detailsHash)), "");
}

/** CarbonCredit.retireInBulk as planned; each of its arguments, members of the struct included, is one word. */
function transactionOf(shown: Shown, document: Members, detailsHash: string): Transaction {
  const use = BigInt(USE_CASES.indexOf(shown.use as (typeof USE_CASES)[number]));
  const [kg, root, size] = [BigInt(document["kg"] as string), document["root"] as string, BigInt(shown.rows.length)];
  const values = [BigInt(shown.batch), shown.holder, kg, shown.holder, detailsHash, use, ZERO_HASH, 0n, root, size];
  const selector = toHex(keccakText(RETIRE)).slice(0, SELECTOR_DIGITS);
  return { from: shown.holder, to: shown.contract, data: selector + toHex(joined(...values.map(word))).slice(2) };
}

/** A transaction with its calldata taken apart: the function's selector, each argument, and whatever stands behind them. */
function named({ from, to, data }: Transaction): Json {
  const words = ARGUMENTS.map((name, place) => [name, `0x${data.slice(SELECTOR_DIGITS + place * WORD_DIGITS, SELECTOR_DIGITS + (place + 1) * WORD_DIGITS)}`]);
  const rest = data.slice(SELECTOR_DIGITS + ARGUMENTS.length * WORD_DIGITS);
  return { from, to, function: data.slice(0, SELECTOR_DIGITS), ...(Object.fromEntries(words) as Members), rest };
}

/** The portions file that the shown rows make with the file's salts (registry/usecases/plan_bulk_retirement.py). */
async function planOf(shown: Shown, file: Members): Promise<{ document: Members; detailsHash: string }> {
  const given = file["portions"] as readonly Salted[];
  const details = { purpose: shown.purpose, beneficiaries: String(shown.rows.length) };
  const { salt } = file["whole"] as Salted;
  const portions = await Promise.all(shown.rows.map((row, place) => portionOf(row, place, given[place]?.salt ?? "")));
  const levels = await levelsOf(await Promise.all(portions.map((one) => leafHash(leafOf(one, shown)))));
  const document = {
    type: DOCUMENT,
    chainId: String(shown.chainId),
    contract: shown.certificates,
    batch: shown.batch,
    root: toHex(levels.at(-1)![0]!),
    kg: String(shown.rows.reduce((sum, row) => sum + BigInt(row.kg), 0n)),
    whole: { details, salt },
    portions: portions.map((one, place) => ({ ...one, path: pathOf(levels, place) })),
  };
  return { document, detailsHash: await saltedHash(details, salt) };
}

async function portionOf({ name, beneficiary, kg }: Row, place: number, salt: string): Promise<Portion> {
  return { index: String(place), beneficiary, kg, detailsHash: await saltedHash({ name }, salt), details: { name }, salt };
}

/** registry/domain/details.py. */
async function saltedHash(details: Members, salt: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", canonicalBytes({ details, salt }))));
}

/** registry/domain/portions.py. */
function leafOf(portion: Portion, { chainId, certificates, batch }: Shown): Uint8Array {
  const tag = new Uint8Array(WORD_BYTES);
  tag.set(utf8(PORTION_TAG));
  const values = [BigInt(chainId), certificates, BigInt(batch), BigInt(portion.index), portion.beneficiary, BigInt(portion.kg), portion.detailsHash];
  return joined(tag, ...values.map(word));
}

/** All levels of the tree, leaves first; a last node without a neighbour goes up as it is. */
async function levelsOf(leaves: readonly Hash[]): Promise<(readonly Hash[])[]> {
  const levels = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) {
    const below = level;
    const pairs = Array.from({ length: Math.ceil(below.length / 2) }, (_, place) => [below[2 * place]!, below[2 * place + 1]] as const);
    level = await Promise.all(pairs.map(([left, right]) => (right === undefined ? left : nodeHash(left, right))));
  }
  return levels;
}

function pathOf(levels: readonly (readonly Hash[])[], place: number): string[] {
  const beside = levels.map((level, height) => level[(place >> height) ^ 1]);
  return beside.filter((one) => one !== undefined).map(toHex);
}
