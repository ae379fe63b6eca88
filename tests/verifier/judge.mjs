// Puts proof bundles through the browser's verifier: node judge.mjs <bundled verify.js> <cases.json> <verdicts.json>
// A case is {data: base64, registry?, node}; a verdict is the list of steps.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [moduleFile, casesFile, verdictsFile] = process.argv.slice(2);
const { verifyBundle } = await import(pathToFileURL(moduleFile).href);

const verdicts = [];
for (const { data, registry, node } of JSON.parse(readFileSync(casesFile, "utf8"))) {
  const { steps } = await verifyBundle(new Uint8Array(Buffer.from(data, "base64")), registry ?? undefined, node);
  verdicts.push(steps);
}
writeFileSync(verdictsFile, JSON.stringify(verdicts));
