/** The order as its maker signs it (EIP-712), and the same in words; what a server's ticket says is held against what was asked. */
import { canonicalBytes } from "../verifier/canonical";
import { hexOf } from "../node";
import type { Terms } from "./terms";

export type OrderWords = Readonly<Record<string, string>>;

export interface Ticket {
  readonly order: OrderWords;
  readonly orderHash: string;
  readonly quote: { readonly notional: string; readonly fee: string; readonly buyerPays: string; readonly sellerReceives: string };
  readonly sentences: readonly string[];
  readonly deliveryRule: string;
  readonly retirement: { readonly detailsHash: string; readonly salt: string } | null;
}

interface Field {
  readonly name: string;
  readonly type: string;
}

const DOMAIN_FIELDS: readonly Field[] = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

const TIMES = ["gtc", "ioc", "fok", "post"] as const;
const INSTRUCTION_MASK = 0xffffn;
const MARKET_BIT = 32n;
const TIME_MASK = 7n;
const MS_PER_S = 1_000;
const CLOCKS_DIFFER_S = 600n;

/** What rides in the low bits of the salt (32.1). */
export function instructionsOf(salt: bigint): { readonly time: string; readonly market: boolean; readonly plain: boolean } {
  const bits = salt & INSTRUCTION_MASK;
  return {
    time: TIMES[Number(bits & TIME_MASK)] ?? "unknown",
    market: (bits & MARKET_BIT) !== 0n,
    plain: (bits & ~(TIME_MASK | MARKET_BIT)) === 0n,
  };
}

/** The typed data that a wallet shows and signs; its fields are those of the contract, in their order. */
export function typedDataOf(order: OrderWords, terms: Terms): object {
  const fields = fieldsOf(terms.signed.type);
  const message = Object.fromEntries(fields.map(({ name }) => [name, name === "side" ? sideNumber(order) : order[name] ?? ""]));
  return {
    types: { EIP712Domain: DOMAIN_FIELDS, Order: fields },
    primaryType: "Order",
    domain: { name: terms.signed.name, version: terms.signed.version, chainId: terms.chain_id, verifyingContract: terms.exchange },
    message,
  };
}

/** `Order(address maker,...)` as a list of fields. */
export function fieldsOf(type: string): Field[] {
  const inner = type.slice(type.indexOf("(") + 1, type.lastIndexOf(")"));
  return inner.split(",").map((pair) => {
    const [kind, name] = pair.split(" ");
    return { name: name!, type: kind! };
  });
}

/** The first field of a ticket that does not say what was asked, or null: nobody signs what they did not ask for. */
export function strayField(order: OrderWords, asked: OrderWords): string | null {
  for (const [name, value] of Object.entries(asked)) {
    if ((order[name] ?? "").toLowerCase() !== value.toLowerCase()) return name;
  }
  return null;
}

/** The salted hash that stands for a retirement's details, as registry/domain/details.py: what is retired for whom is signed with it. */
export async function detailsHash(details: OrderWords, salt: string): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", canonicalBytes({ details, salt }))));
}

/** True if an order ends when its maker said, but for the time that a ticket takes and clocks that differ. */
export function endsInTime(order: OrderWords, nowMs: number, lastsS: number): boolean {
  const late = BigInt(order["expiry"] ?? "0") - BigInt(Math.floor(nowMs / MS_PER_S) + lastsS);
  return late <= CLOCKS_DIFFER_S;
}

/** The criteria of a standard contract as the page names them, under the names of an order's fields. */
export function fieldsOfContract(criteria: OrderWords): OrderWords {
  const pairs = Object.entries(criteria);
  return Object.fromEntries(pairs.map(([name, value]) => [name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), value]));
}

function sideNumber(order: OrderWords): string {
  return order["side"] === "buy" ? "0" : "1";
}
