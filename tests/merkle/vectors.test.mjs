// The shared vectors of tests/vectors/merkle.json through the browser's verifier; MERKLE_MODULE is its compiled file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const merkle = await import(pathToFileURL(process.env.MERKLE_MODULE).href);

// A number of 64 bits does not survive JSON.parse: it is read as text.
const json = readFileSync(new URL("../vectors/merkle.json", import.meta.url), "utf8");
const { trees, attacks } = JSON.parse(json.replace(/("(?:index|size)": )(\d+)/g, '$1"$2"'));

const bytes = (text) => Uint8Array.from(Buffer.from(text.slice(2), "hex"));
const zero = merkle.hashOf("0x" + "0".repeat(64));

async function verify({ leaf, index, size, path, root }) {
  const own = await merkle.leafHash(bytes(leaf));
  return merkle.verifyInclusion(own, BigInt(index), BigInt(size), path.map(merkle.hashOf), merkle.hashOf(root));
}

test("every proof of the shared trees is accepted", async () => {
  let proofs = 0;
  for (const { leaves, size, root, proofs: paths } of trees) {
    for (const [index, path] of paths.entries()) {
      assert.equal(await verify({ leaf: leaves[index], index, size, path, root }), true, `leaf ${index} of ${size}`);
      ++proofs;
    }
  }
  assert.equal(proofs, 169);
});

for (const attack of attacks) {
  test(`refused: ${attack.name}`, async () => {
    if (attack.error === null) assert.equal(await verify(attack), false);
    else await assert.rejects(verify(attack), { name: attack.error });
  });
}

test("refusals carry what was seen and what was allowed", async () => {
  const longer = { name: "ProofLengthWrong", facts: { expected: "3", actual: "4" } };
  await assert.rejects(merkle.rootOf(zero, 2n, 7n, [zero, zero, zero, zero]), longer);
  assert.throws(() => merkle.proofLength(7n, 7n), { name: "IndexOutOfRange", facts: { index: "7", size: "7" } });
});

test("a number that is no uint64 is refused", () => {
  for (const [index, size] of [[-1n, 7n], [0n, -1n], [1n << 64n, 7n], [0n, 1n << 64n]]) {
    assert.throws(() => merkle.proofLength(index, size), { name: "InvalidInput" });
  }
});

test("a hash that is not 32 bytes of hexadecimal is refused", () => {
  for (const text of ["", "0x", "00".repeat(32), "0x" + "0".repeat(63), "0x" + "0".repeat(65), "0x" + "0g".repeat(32), `0x${"00".repeat(32)}\n`]) {
    assert.throws(() => merkle.hashOf(text), { name: "InvalidInput" });
  }
  assert.deepEqual(merkle.hashOf("0x" + "aB".repeat(32)), merkle.hashOf("0x" + "Ab".repeat(32)));
});
