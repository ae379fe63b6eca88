// Answers the questions of cases.N with the browser's verifier, into typescript.N (the bytes are told in tests/merkle/case.py).
// node judge.mjs <compiled merkle.js> <folder>
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [moduleFile, folder] = process.argv.slice(2);
const merkle = await import(pathToFileURL(moduleFile).href);

const WORD = 32;
const AT_ONCE = 256; // Web Crypto hashes on other threads: one question at a time leaves them idle
const CODES = { ZeroRoot: 2n, ZeroSize: 3n, IndexOutOfRange: 4n, ProofLengthWrong: 5n };
const FACTS = { ZeroRoot: [], ZeroSize: [], IndexOutOfRange: ["index", "size"], ProofLengthWrong: ["expected", "actual"] };

function* casesFrom(data) {
  const number = (at) => data.readBigUInt64BE(at + WORD - 8);
  const hash = (at) => merkle.hashOf("0x" + data.toString("hex", at, at + WORD));
  for (let next = 0; next < data.length; ) {
    const start = next + 4;
    next = start + data.readUInt32BE(next);
    const leafAt = start + Number(number(start + 3 * WORD)) + WORD;
    const pathAt = start + Number(number(start + 4 * WORD)) + WORD;
    const steps = Number(number(pathAt - WORD));
    yield {
      root: hash(start),
      size: number(start + WORD),
      index: number(start + 2 * WORD),
      leaf: data.subarray(leafAt, leafAt + Number(number(leafAt - WORD))),
      path: Array.from({ length: steps }, (_, step) => hash(pathAt + step * WORD)),
    };
  }
}

async function answer({ leaf, index, size, path, root }) {
  try {
    return [(await merkle.verifyInclusion(await merkle.leafHash(leaf), index, size, path, root)) ? 1n : 0n];
  } catch (refusal) {
    if (!(refusal.name in CODES)) throw refusal;
    return [CODES[refusal.name], ...FACTS[refusal.name].map((fact) => BigInt(refusal.facts[fact]))];
  }
}

for (let part = 0; existsSync(join(folder, `cases.${part}`)); ++part) {
  const cases = [...casesFrom(readFileSync(join(folder, `cases.${part}`)))];
  const words = Buffer.alloc(WORD * cases.length);
  for (let from = 0; from < cases.length; from += AT_ONCE) {
    const answers = await Promise.all(cases.slice(from, from + AT_ONCE).map(answer));
    answers.forEach((numbers, at) =>
      numbers.forEach((number, place) => words.writeBigUInt64BE(number, WORD * (from + at) + 8 * (place + 1))),
    );
  }
  writeFileSync(join(folder, `typescript.${part}`), words);
}
