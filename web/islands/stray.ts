/** Finds where a value that a server gives departs from what a page worked out itself. */
import { type Json } from "./verifier/canonical";

export type Members = { readonly [name: string]: Json };

/** The path of the first field that differs, lacks or is too many; null if both are the same throughout. */
export function strayIn(given: Json | undefined, expected: Json, path: string): string | null {
  if (expected === null || typeof expected !== "object") return isSame(given, expected) ? null : path;
  if (given === null || typeof given !== "object" || Array.isArray(given) !== Array.isArray(expected)) return path;
  for (const name of new Set([...Object.keys(expected), ...Object.keys(given)])) {
    const [wanted, at] = [(expected as Members)[name], path === "" ? name : `${path}.${name}`];
    const stray = wanted === undefined ? at : strayIn((given as Members)[name], wanted, at);
    if (stray !== null) return stray;
  }
  return null;
}

/** Addresses and hashes are the same in either case of their letters. */
function isSame(given: Json | undefined, expected: Json): boolean {
  const hex = typeof given === "string" && typeof expected === "string" && expected.startsWith("0x");
  return hex ? given.toLowerCase() === expected.toLowerCase() : given === expected;
}
