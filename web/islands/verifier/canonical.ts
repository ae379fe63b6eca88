/**
 * Reads and writes JSON in the one form that is hashed: RFC 8785 bytes, and nothing else is taken back; the same rule as
 * registry/adapters/canonical_json.py. ECMAScript writes strings and numbers just as RFC 8785 asks; the keys are sorted here.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const DEEPEST_NESTING = 64;
const HALF_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const EXPONENT_FROM = 1e21; // from here on a number is written with an exponent, and stands for no integer

export class NotCanonical extends Error {
  constructor(reason: string) {
    super(`the bytes are not canonical JSON (RFC 8785): ${reason}`);
  }
}

/** The RFC 8785 text of a JSON value. */
export function canonical(value: Json): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value === "string") return stringText(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonical).join(",")}]`;
  const members = Object.entries(value as { readonly [key: string]: Json });
  members.sort(([one], [other]) => (one < other ? -1 : 1)); // by UTF-16 code units, as the standard asks
  return `{${members.map(([key, member]) => `${stringText(key)}:${canonical(member)}`).join(",")}}`;
}

export function canonicalBytes(value: Json): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonical(value));
}

/** The value whose canonical form is exactly these bytes. */
export function parseCanonical(data: Uint8Array): Json {
  const text = decoded(data);
  checkNesting(text);
  const value = parsed(text);
  const written = canonical(value);
  if (written !== text) throw new NotCanonical(`character ${firstDifference(written, text)} differs from the canonical form`);
  return value;
}

function decoded(data: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new NotCanonical("the bytes are not UTF-8");
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (fault) {
    throw new NotCanonical((fault as Error).message);
  }
}

function checkNesting(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]|[\]}]/gs)) {
    if (token === "[" || token === "{") ++depth;
    if (token === "]" || token === "}") --depth;
    if (depth > DEEPEST_NESTING) throw new NotCanonical(`it nests deeper than ${DEEPEST_NESTING} levels`);
  }
}

function numberText(value: number): string {
  const isTooLarge = Math.abs(value) > Number.MAX_SAFE_INTEGER && Math.abs(value) < EXPONENT_FROM;
  if (!Number.isFinite(value) || isTooLarge) throw new NotCanonical("a number is larger than JSON carries exactly");
  return JSON.stringify(value);
}

function stringText(value: string): string {
  if (HALF_CHARACTER.test(value)) throw new NotCanonical("a text holds half a character");
  return JSON.stringify(value);
}

function firstDifference(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  for (let at = 0; at < most; ++at) if (one[at] !== other[at]) return at;
  return most;
}
