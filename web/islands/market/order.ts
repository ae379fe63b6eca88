/** The order as its maker signs it (EIP-712), and the same in words; what a server's ticket says is held against what was asked. */
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

function sideNumber(order: OrderWords): string {
  return order["side"] === "buy" ? "0" : "1";
}
