/** Money and credits as bigint of the smallest unit, to and from the words that people read and write. No number touches an amount. */

export interface Token {
  readonly decimals: number;
  readonly symbol: string;
  readonly tick: bigint;
  readonly feeBps: bigint;
  readonly bps: bigint;
}

/** What a whole order moves at its limit, in minor units; the fee leaves the seller's proceeds. */
export interface Quote {
  readonly notional: bigint;
  readonly fee: bigint;
  readonly sellerReceives: bigint;
}

const LEAST_DECIMALS = 2;
const GROUP = 3;
const CREDITS_LIMIT = 1n << 64n;
const PRICE_LIMIT = 1n << 128n;
const LONGEST_CREDITS = 26; // the digits of 2^64 with their commas
/** Commas part whole thousands only: who writes `12,50` means no 1,250. */
const WRITTEN = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d*))?$/;

/** `1,234.50`: all decimals that are not zero, at least two. */
export function money(minor: bigint, decimals: number): string {
  const sign = minor < 0n ? "-" : "";
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, "0");
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "").padEnd(LEAST_DECIMALS, "0");
  return `${sign}${grouped(digits.slice(0, digits.length - decimals))}.${fraction}`;
}

/** `1,234` whole credits. */
export function whole(credits: bigint): string {
  return grouped(credits.toString());
}

/** Kilograms as credits of 1,000 kg: `16` or `0.031`. */
export function tonnes(kg: bigint): string {
  const rest = kg % 1000n;
  return whole(kg / 1000n) + (rest === 0n ? "" : `.${rest.toString().padStart(3, "0").replace(/0+$/, "")}`);
}

/** The minor units of a written amount; null for what is no amount of this many decimals. */
export function readMoney(text: string, decimals: number): bigint | null {
  const match = WRITTEN.exec(text.trim());
  if (match === null) return null;
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > decimals) return null;
  const minor = BigInt(match[1]!.replaceAll(",", "") + fraction.padEnd(decimals, "0"));
  return minor < PRICE_LIMIT ? minor : null;
}

/** Whole credits as written; null for anything else. */
export function readCredits(text: string): bigint | null {
  const match = WRITTEN.exec(text.trim());
  if (match === null || match[2] !== undefined || match[1]!.length > LONGEST_CREDITS) return null;
  const credits = BigInt(match[1]!.replaceAll(",", ""));
  return credits < CREDITS_LIMIT ? credits : null;
}

/** The quote of marketplace/domain/fee.py: exact, because a price on the tick leaves no remainder. Null off the tick or for nothing. */
export function quoteOf(credits: bigint, price: bigint, token: Token): Quote | null {
  if (credits <= 0n || price <= 0n || price % token.tick !== 0n) return null;
  const notional = credits * price;
  const fee = (notional * token.feeBps) / token.bps;
  return { notional, fee, sellerReceives: notional - fee };
}

/** The middle of two prices, rounded down to the tick. */
export function middle(bid: bigint, ask: bigint, tick: bigint): bigint {
  return (((bid + ask) / 2n) / tick) * tick;
}

function grouped(digits: string): string {
  const parts: string[] = [];
  for (let end = digits.length; end > 0; end -= GROUP) parts.unshift(digits.slice(Math.max(0, end - GROUP), end));
  return parts.join(",");
}
