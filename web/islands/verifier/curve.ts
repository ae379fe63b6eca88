/**
 * The point of the curve secp256k1 whose key made a signature (SEC 1, 4.1.6; the curve: SEC 2, 2.4.1). It works on public values only, so that
 * its time may depend on them; the whole library of curves would be more than all the rest of the page.
 */

const P = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn;
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const B = 7n;
const BITS = 256;

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}
/** Jacobian coordinates: x / z^2, y / z^3; z = 0 is the point at infinity. */
interface Jacobian extends Point {
  readonly z: bigint;
}

const INFINITY: Jacobian = { x: 1n, y: 1n, z: 0n };
const GENERATOR: Jacobian = {
  x: 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  y: 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
  z: 1n,
};

/** The public key behind a signature (r, s) over a digest; `isOdd` tells which of two points has the x coordinate r. Undefined if none fits. */
export function recoverPoint(digest: bigint, r: bigint, s: bigint, isOdd: boolean): Point | undefined {
  if (r === 0n || r >= ORDER || s === 0n || s >= ORDER) return undefined;
  const squared = mod(r * r * r + B);
  const root = power(squared, (P + 1n) / 4n, P); // P is 3 modulo 4
  if (mod(root * root) !== squared) return undefined;
  const y = ((root & 1n) === 1n) === isOdd ? root : P - root;
  const inverse = power(r, ORDER - 2n, ORDER);
  return affine(combined(mod(-digest * inverse, ORDER), GENERATOR, mod(s * inverse, ORDER), { x: r, y, z: 1n }));
}

/** a * one + b * other, both read bit by bit at once (Shamir's trick). */
function combined(a: bigint, one: Jacobian, b: bigint, other: Jacobian): Jacobian {
  const both = added(one, other);
  let sum = INFINITY;
  for (let bit = BigInt(BITS - 1); bit >= 0n; --bit) {
    sum = doubled(sum);
    const takesOne = ((a >> bit) & 1n) === 1n;
    const takesOther = ((b >> bit) & 1n) === 1n;
    if (takesOne || takesOther) sum = added(sum, takesOne && takesOther ? both : takesOne ? one : other);
  }
  return sum;
}

function doubled({ x, y, z }: Jacobian): Jacobian {
  if (z === 0n) return INFINITY; // no point of the curve has y = 0: its order is odd
  const yy = mod(y * y);
  const s = mod(4n * x * yy);
  const m = mod(3n * x * x);
  const xOut = mod(m * m - 2n * s);
  return { x: xOut, y: mod(m * (s - xOut) - 8n * yy * yy), z: mod(2n * y * z) };
}

function added(one: Jacobian, other: Jacobian): Jacobian {
  if (one.z === 0n) return other;
  if (other.z === 0n) return one;
  const [zz1, zz2] = [mod(one.z * one.z), mod(other.z * other.z)];
  const [u1, u2] = [mod(one.x * zz2), mod(other.x * zz1)];
  const [s1, s2] = [mod(one.y * zz2 * other.z), mod(other.y * zz1 * one.z)];
  if (u1 === u2) return s1 === s2 ? doubled(one) : INFINITY;
  const h = u2 - u1;
  const r = s2 - s1;
  const hh = mod(h * h);
  const v = mod(u1 * hh);
  const x = mod(r * r - hh * h - 2n * v);
  return { x, y: mod(r * (v - x) - s1 * hh * h), z: mod(h * one.z * other.z) };
}

function affine({ x, y, z }: Jacobian): Point | undefined {
  if (z === 0n) return undefined;
  const inverse = power(z, P - 2n, P);
  const squared = mod(inverse * inverse);
  return { x: mod(x * squared), y: mod(y * squared * inverse) };
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let product = 1n;
  for (let factor = base % modulus, left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) product = (product * factor) % modulus;
    factor = (factor * factor) % modulus;
  }
  return product;
}

function mod(value: bigint, modulus: bigint = P): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}
