/** Reads contracts through a node of the reader's choice: every call pinned to a block, answers taken apart word by word. */
import { type Log, type Node, NodeFault } from "../node";
import { joined, keccakText, toHex, word } from "./ethereum";

const WORD_BYTES = 32;
const SELECTOR_BYTES = 4;
const EXECUTION_REVERTED = 3;

/** A contract said no; `error` is the name of its error, or "Reverted" for one that we do not know. */
export class ChainRefused extends Error {
  constructor(readonly error: string) {
    super(error);
  }
}

/** A value of one word, or of as many as it needs. */
export type Kind = "number" | "bool" | "address" | "hash" | "bytes2" | "text" | "hashes" | "skip";
export type Argument = bigint | string | Uint8Array | readonly string[];
/** A function by its signature, and what it answers; `boxed` where the answer is a struct that holds something of changing length. */
export interface Shape {
  readonly signature: string;
  readonly answers: Readonly<Record<string, Kind>>;
  readonly boxed?: boolean;
}
export type Answer = Readonly<Record<string, string>>;

export interface Receipt {
  readonly block: string;
  readonly logs: readonly Log[];
}

const REFUSALS = [
  "CertificateUnknown(uint256)", "SealUnknown(uint64)", "BatchUnknown(uint256)", "ERC721NonexistentToken(uint256)", "IndexOutOfRange(uint64,uint64)",
  "ProofLengthWrong(uint256,uint256)", "SerialNotInBatch(uint256,uint64,uint64,uint64)", "ZeroRoot()", "ZeroSize()",
];

/** What a function of a contract answers at a block: numbers in decimal, bytes and addresses as 0x hex. Raises NodeFault, ChainRefused. */
export async function callAt(node: Node, address: string, shape: Shape, values: readonly Argument[], at: bigint): Promise<Answer> {
  const data = toHex(joined(selector(shape.signature), encoded(values)));
  const answer = await node.call(address, data, at).catch((fault: unknown) => {
    throw refusalOf(fault);
  });
  try {
    return decoded(shape, answer);
  } catch {
    throw new NodeFault("strange", node.url, `${address} gives no readable answer to ${shape.signature}`);
  }
}

/** The block and the logs of a transaction; undefined if no block holds it. Raises NodeFault. */
export async function receiptOf(node: Node, transaction: string): Promise<Receipt | undefined> {
  const found = await node.request<{ blockNumber: string; logs: Log[] } | null>("eth_getTransactionReceipt", [transaction]);
  if (found === null || found.blockNumber === null) return undefined;
  const { blockNumber, logs } = found;
  const isWhole = isHex(blockNumber) && Array.isArray(logs) && logs.every(({ address, topics }) => isHex(address) && Array.isArray(topics) && topics.every(isHex));
  if (!isWhole) throw new NodeFault("strange", node.url, `no readable receipt of ${transaction}`);
  return { block: String(BigInt(blockNumber)), logs };
}

function isHex(text: unknown): boolean {
  return typeof text === "string" && /^0x[0-9a-fA-F]+$/.test(text);
}

/** A revert as the name of its error: by its selector, or by the name that our relay hands on; every other fault as it is. */
function refusalOf(fault: unknown): unknown {
  if (!(fault instanceof NodeFault) || fault.kind !== "refused") return fault;
  const { code, data } = fault.error ?? {};
  if (code !== EXECUTION_REVERTED && !fault.said.toLowerCase().includes("revert")) return fault;
  const text = typeof data === "string" ? data : "";
  if (/^[A-Z]\w*$/.test(text)) return new ChainRefused(text);
  const known = REFUSALS.find((signature) => text.startsWith(toHex(selector(signature))));
  return new ChainRefused(known?.replace(/\(.*/, "") ?? "Reverted");
}

function selector(signature: string): Uint8Array {
  return keccakText(signature).subarray(0, SELECTOR_BYTES);
}

/** Arguments as Solidity packs them: words first, then whatever has a length of its own (ABI specification, "dynamic types"). */
function encoded(values: readonly Argument[]): Uint8Array {
  const heads: Uint8Array[] = [];
  const tails: Uint8Array[] = [];
  let end = WORD_BYTES * values.length;
  for (const value of values) {
    if (typeof value === "bigint" || typeof value === "string") {
      heads.push(word(value));
      continue;
    }
    const tail = value instanceof Uint8Array ? bytesTail(value) : joined(word(BigInt(value.length)), ...value.map(word));
    heads.push(word(BigInt(end)));
    tails.push(tail);
    end += tail.length;
  }
  return joined(...heads, ...tails);
}

function bytesTail(value: Uint8Array): Uint8Array {
  const padding = new Uint8Array((WORD_BYTES - (value.length % WORD_BYTES)) % WORD_BYTES);
  return joined(word(BigInt(value.length)), value, padding);
}

function decoded(shape: Shape, data: Uint8Array): Answer {
  const kinds = Object.entries(shape.answers);
  const whole = shape.boxed ? data.subarray(numberAt(data, 0)) : data;
  if (whole.length < WORD_BYTES * kinds.length) throw new RangeError("too short");
  return Object.fromEntries(kinds.map(([name, kind], place) => [name, valueOf(kind, whole, WORD_BYTES * place)]));
}

function valueOf(kind: Kind, data: Uint8Array, at: number): string {
  const own = data.subarray(at, at + WORD_BYTES);
  if (kind === "number") return String(BigInt(toHex(own)));
  if (kind === "bool") return BigInt(toHex(own)) === 1n ? "True" : "False";
  if (kind === "address") return toHex(own.subarray(12));
  if (kind === "hash") return toHex(own);
  if (kind === "bytes2") return new TextDecoder().decode(own.subarray(0, 2));
  if (kind === "skip") return "";
  const start = numberAt(data, at);
  const length = numberAt(data, start);
  const from = start + WORD_BYTES;
  if (kind === "text") return new TextDecoder().decode(sliced(data, from, length));
  const hashes = sliced(data, from, length * WORD_BYTES);
  return Array.from({ length }, (_, place) => toHex(hashes.subarray(place * WORD_BYTES, (place + 1) * WORD_BYTES))).join(" ");
}

function numberAt(data: Uint8Array, at: number): number {
  const value = BigInt(toHex(sliced(data, at, WORD_BYTES)));
  if (value > BigInt(data.length)) throw new RangeError("beyond the answer");
  return Number(value);
}

function sliced(data: Uint8Array, from: number, length: number): Uint8Array {
  if (from + length > data.length) throw new RangeError("beyond the answer");
  return data.subarray(from, from + length);
}

/** The first topic of an event, by its signature. */
export function topicOf(signature: string): string {
  return toHex(keccakText(signature));
}

