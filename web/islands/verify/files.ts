/** Reads a dropped file in the browser: hashed piece by piece, so that its size does not matter; nothing of it is sent anywhere. */
import { sha256 } from "@noble/hashes/sha2.js";
import { LARGEST_BUNDLE_BYTES } from "../verifier/bundle";
import { joined, toHex } from "../verifier/ethereum";
import { FORMAT } from "../verifier/form";

const PIECE_BYTES = 4_000_000;
const MOST_ATTACHED = 16;
const LEAF = Uint8Array.of(0x00);
/** A PDF beyond this size is none of ours, and no leaf is larger. */
const LARGEST_OF_OURS_BYTES = 10_000_000;
const DECODER = new TextDecoder("latin1");

export interface Hashed {
  readonly sha256: string;
  /** The hash that the file's bytes have as a leaf of a tree (RFC 6962); undefined for what is too large to be one. */
  readonly leaf: string | undefined;
}

/** The hashes of a file; `told` hears how much of it is done, from 0 to 1. Raises what the browser says if the file cannot be read. */
export async function hashFile(file: Blob, told: (part: number) => void): Promise<Hashed> {
  const plain = sha256.create();
  const leaf = file.size <= LARGEST_OF_OURS_BYTES ? sha256.create().update(LEAF) : undefined;
  for (let from = 0; from < file.size; from += PIECE_BYTES) {
    const piece = new Uint8Array(await file.slice(from, from + PIECE_BYTES).arrayBuffer());
    plain.update(piece);
    leaf?.update(piece);
    told(Math.min(1, (from + PIECE_BYTES) / file.size));
  }
  return { sha256: toHex(plain.digest()), leaf: leaf && toHex(leaf.digest()) };
}

/** True if the bytes call themselves a proof bundle. */
export function isBundle(data: Uint8Array): boolean {
  const text = DECODER.decode(data);
  return text.trimStart().startsWith("{") && text.includes(FORMAT);
}

/** The proof bundle that a PDF carries as an attached file, and whose certificate it says it prints; undefined if it carries none. */
export async function bundleInPdf(file: Blob): Promise<Uint8Array | undefined> {
  if (file.size > LARGEST_OF_OURS_BYTES) return undefined;
  const data = new Uint8Array(await file.arrayBuffer());
  const text = DECODER.decode(data);
  if (!text.startsWith("%PDF-")) return undefined;
  for (const found of Array.from(text.matchAll(/\/EmbeddedFile\b/g)).slice(0, MOST_ATTACHED)) {
    const attached = await streamAfter(data, text, found.index);
    if (attached !== undefined && isBundle(attached)) return attached;
  }
  return undefined;
}

/** The bytes of the stream whose dictionary holds this place (PDF 32000-1, 7.3.8); deflated ones are inflated. */
async function streamAfter(data: Uint8Array, text: string, place: number): Promise<Uint8Array | undefined> {
  const start = /stream\r?\n/g;
  start.lastIndex = place;
  const begins = start.exec(text);
  if (begins === null) return undefined;
  const head = text.slice(text.lastIndexOf(" obj", place), begins.index);
  const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
  const from = begins.index + begins[0].length;
  const bytes = data.slice(from, from + length);
  return head.includes("/FlateDecode") ? inflated(bytes) : bytes;
}

/** What is larger than a bundle is given up: ten megabytes of PDF may inflate to ten thousand. */
async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array | undefined> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > LARGEST_BUNDLE_BYTES) {
        await reader.cancel();
        return undefined;
      }
      pieces.push(read.value);
    }
  } catch {
    return undefined;
  }
  return joined(...pieces);
}
