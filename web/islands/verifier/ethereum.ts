/** What the chain computes, computed here: Keccak-256, EIP-191 and EIP-712 digests, and the signer of a digest. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { recoverPoint } from "./curve";
import { LAYERS, REPORT_KINDS } from "./form";

type Facts = Readonly<Record<string, string>>;

const WORD_BYTES = 32;
const ADDRESS_BYTES = 20;
const SIGNATURE_BYTES = 65;
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const REPORT_TYPE =
  "Report(uint8 kind,uint128 project,uint64 periodStart,uint64 periodEnd,bytes32 methodology,uint64 pointKg," +
  "uint64 lowerBoundKg,bytes32 modelHash,bytes32 dataRoot,uint64 dataSize,bytes32 claimsRoot,uint64 claimsKg," +
  "bytes32 configDigest,uint64 nonce,uint64 deadline)";
const REPORT_FIELDS = [...REPORT_TYPE.matchAll(/ (\w+)[,)]/g)].map(([, name]) => name!);
const ATTESTATION_TYPE = "Attestation(bytes32 reportHash,uint8 layer,bytes32 organisation)";

/** A signature that the contracts would refuse by InvalidSignature, with the same sentence as ours. */
export class InvalidSignature extends Error {
  constructor(digest: Uint8Array, rule: string) {
    super(`the signature over ${toHex(digest)} ${rule}`);
  }
}

export function toHex(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The bytes of 0x hex of even length; whoever calls has checked its form. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let at = 0; at < bytes.length; ++at) bytes[at] = parseInt(text.slice(2 + 2 * at, 4 + 2 * at), 16);
  return bytes;
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

export function keccak(data: Uint8Array): Uint8Array {
  return keccak_256(data);
}

export function keccakText(text: string): Uint8Array {
  return keccak(utf8(text));
}

/** 32 bytes: integers and addresses stand to the right, bytes32 fills them. */
export function word(value: bigint | string): Uint8Array<ArrayBuffer> {
  const bytes = typeof value === "bigint" ? fromHex(`0x${value.toString(16).padStart(2 * WORD_BYTES, "0")}`) : fromHex(value);
  const whole = new Uint8Array(WORD_BYTES);
  whole.set(bytes, bytes.length === ADDRESS_BYTES ? WORD_BYTES - ADDRESS_BYTES : 0);
  return whole;
}

/** EIP-191 version 0x45 digest of a text. */
export function textDigest(text: string): Uint8Array {
  const data = utf8(text);
  return keccak(joined(utf8(`\x19Ethereum Signed Message:\n${data.length}`), data));
}

/** The struct hash of a bundle's report, without domain: the name under which everybody knows the report. */
export function reportHash(report: Facts): Uint8Array {
  const words = REPORT_FIELDS.map((field) => {
    const text = report[field]!;
    if (field === "kind") return word(BigInt(REPORT_KINDS.indexOf(text as (typeof REPORT_KINDS)[number])));
    return word(text.startsWith("0x") ? text : BigInt(text));
  });
  return keccak(joined(keccakText(REPORT_TYPE), ...words));
}

/** The EIP-712 digest that a verifier signs for one layer of a report. */
export function attestationDigest(chainId: bigint, verifiers: string, report: Uint8Array, layer: string, organisation: string): Uint8Array {
  const domain = keccak(
    joined(keccakText(DOMAIN_TYPE), keccakText("CarboniX VerifierSet"), keccakText("1"), word(chainId), word(verifiers)),
  );
  const place = word(BigInt(LAYERS.indexOf(layer as (typeof LAYERS)[number])));
  const struct = keccak(joined(keccakText(ATTESTATION_TYPE), report, place, word(organisation)));
  return keccak(joined(Uint8Array.of(0x19, 0x01), domain, struct));
}

/** The address whose key signed the digest; r, s, v with v 27 or 28 and s in the lower half (EIP-2). */
export function recover(digest: Uint8Array, signature: Uint8Array): string {
  const last = signature[SIGNATURE_BYTES - 1];
  if (signature.length !== SIGNATURE_BYTES || (last !== 27 && last !== 28)) {
    throw new InvalidSignature(digest, "needs 65 bytes that end with 27 or 28");
  }
  const r = numberOf(signature.subarray(0, WORD_BYTES));
  const s = numberOf(signature.subarray(WORD_BYTES, 2 * WORD_BYTES));
  if (s > HALF_ORDER) throw new InvalidSignature(digest, "s is in the upper half of the curve's order");
  const key = recoverPoint(numberOf(digest), r, s, last === 28);
  if (key === undefined) throw new InvalidSignature(digest, "recovers no key");
  return toHex(keccak(joined(word(key.x), word(key.y))).subarray(WORD_BYTES - ADDRESS_BYTES));
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(toHex(bytes));
}
