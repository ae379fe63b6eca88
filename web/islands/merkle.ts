/**
 * Verifies in the reader's browser that a leaf is in a tree of RFC 6962 over SHA-256: the same rule, under the same names, as
 * contracts/libraries/MerkleProof6962.sol and registry/domain/merkle.py. Browsers offer Web Crypto to https pages and to localhost only.
 *
 * Indices and sizes are the chain's uint64, hence bigint. The size must come from the seal: a root alone does not say it.
 */

export type Bytes = Uint8Array<ArrayBuffer>;

declare const checked: unique symbol;
/** Exactly 32 bytes, which only `hashOf` and the hash functions of this file can make. */
export type Hash = Bytes & { readonly [checked]: true };

/** The errors of ISealRegistry, and the one for what cannot be read at all. */
export type RefusalName = "ZeroRoot" | "ZeroSize" | "IndexOutOfRange" | "ProofLengthWrong" | "InvalidInput";

export class Refused extends Error {
  constructor(
    override readonly name: RefusalName,
    readonly facts: Readonly<Record<string, string>>,
    sentence: string,
  ) {
    super(sentence);
  }
}

const HASH_BYTES = 32;
const LARGEST_UINT64 = (1n << 64n) - 1n;
const LEAF = 0x00;
const NODE = 0x01;

/** True if `leaf` (the hash of a leaf) is number `index`, from 0, of the tree of `size` leaves under `root`. */
export async function verifyInclusion(
  leaf: Hash,
  index: bigint,
  size: bigint,
  path: readonly Hash[],
  root: Hash,
): Promise<boolean> {
  if (root.every((byte) => byte === 0)) throw new Refused("ZeroRoot", {}, "the root is zero");
  return isSame(await rootOf(leaf, index, size, path), root);
}

/** The root that `path` leads to, upwards, from leaf number `index` of `size`. */
export async function rootOf(leaf: Hash, index: bigint, size: bigint, path: readonly Hash[]): Promise<Hash> {
  const expected = proofLength(index, size);
  if (path.length !== expected) throw proofLengthWrong(expected, path.length);

  const inner = innerLength(index, size);
  let node = leaf;
  for (const [level, sibling] of path.entries()) {
    // Above the inner part the subtree is the tree's right edge: its siblings can only stand on the left.
    const siblingIsLeft = level >= inner || isOdd(index >> BigInt(level));
    node = siblingIsLeft ? await nodeHash(sibling, node) : await nodeHash(node, sibling);
  }
  return node;
}

/** How many hashes the path of leaf `index` has in a tree of `size` leaves (RFC 9162, section 2.1.3.2). */
export function proofLength(index: bigint, size: bigint): number {
  requireUint64("index", index);
  requireUint64("size", size);
  if (size === 0n) throw new Refused("ZeroSize", {}, "the tree has no leaf");
  if (index >= size) throw indexOutOfRange(index, size);
  const inner = innerLength(index, size);
  return inner + ones(index >> BigInt(inner));
}

/** SHA-256(0x00 || data): the prefix keeps a leaf from passing for a node. */
export async function leafHash(data: Uint8Array): Promise<Hash> {
  return sha256(LEAF, data);
}

/** SHA-256(0x01 || left || right). */
export async function nodeHash(left: Hash, right: Hash): Promise<Hash> {
  return sha256(NODE, left, right);
}

/** A hash as proof documents write it: 0x and 64 hex digits. */
export function hashOf(text: string): Hash {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw invalidInput("hash", text, "0x and 64 hexadecimal digits");
  const bytes = new Uint8Array(HASH_BYTES);
  for (let at = 0; at < HASH_BYTES; ++at) bytes[at] = parseInt(text.slice(2 + 2 * at, 4 + 2 * at), 16);
  return bytes as Hash;
}

async function sha256(prefix: number, ...parts: readonly Uint8Array[]): Promise<Hash> {
  const preimage = new Uint8Array(parts.reduce((length, part) => length + part.length, 1));
  preimage[0] = prefix;
  let end = 1;
  for (const part of parts) {
    preimage.set(part, end);
    end += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", preimage)) as Hash;
}

/** Levels on which the path of `index` differs from the path of the last leaf. */
function innerLength(index: bigint, size: bigint): number {
  const difference = index ^ (size - 1n);
  return difference === 0n ? 0 : difference.toString(2).length;
}

function ones(value: bigint): number {
  return value.toString(2).replaceAll("0", "").length;
}

function isOdd(value: bigint): boolean {
  return (value & 1n) === 1n;
}

function isSame(one: Hash, other: Hash): boolean {
  return one.every((byte, at) => byte === other[at]);
}

function requireUint64(field: string, value: bigint): void {
  if (value < 0n || value > LARGEST_UINT64) throw invalidInput(field, String(value), "a whole number from 0 to 2^64 - 1");
}

function indexOutOfRange(index: bigint, size: bigint): Refused {
  const facts = { index: String(index), size: String(size) };
  return new Refused("IndexOutOfRange", facts, `index ${index} is outside of a tree of ${size} leaves`);
}

function proofLengthWrong(expected: number, actual: number): Refused {
  const facts = { expected: String(expected), actual: String(actual) };
  return new Refused("ProofLengthWrong", facts, `the proof has ${actual} hashes, this index and size need ${expected}`);
}

function invalidInput(field: string, value: string, rule: string): Refused {
  const shown = value.slice(0, 200);
  return new Refused("InvalidInput", { field, value: shown, rule }, `${field} is '${shown}': ${rule}`);
}
