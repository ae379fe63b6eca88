// Serves `solc --standard-json` and `solc --combined-json` from the npm build of the compiler, reading imports from disk.
"use strict";

const fs = require("fs");
const path = require("path");
const solc = require("solc");

const VALUE_OPTIONS = new Set([
  "--allow-paths", "--base-path", "--include-path", "--combined-json", "--evm-version", "--optimize-runs", "--metadata-hash",
]);
const FLAG_OPTIONS = new Set(["--standard-json", "--optimize", "--via-ir", "--no-color", "--overwrite"]);

// Name in combined JSON -> [name in standard JSON, how to read it from a compiled contract].
const COMBINED = {
  abi: ["abi", (c) => c.abi],
  asm: ["evm.legacyAssembly", (c) => c.evm.legacyAssembly],
  bin: ["evm.bytecode.object", (c) => c.evm.bytecode.object],
  "bin-runtime": ["evm.deployedBytecode.object", (c) => c.evm.deployedBytecode.object],
  srcmap: ["evm.bytecode.sourceMap", (c) => c.evm.bytecode.sourceMap],
  "srcmap-runtime": ["evm.deployedBytecode.sourceMap", (c) => c.evm.deployedBytecode.sourceMap],
  hashes: ["evm.methodIdentifiers", (c) => c.evm.methodIdentifiers],
  metadata: ["metadata", (c) => c.metadata],
  userdoc: ["userdoc", (c) => c.userdoc],
  devdoc: ["devdoc", (c) => c.devdoc],
  "storage-layout": ["storageLayout", (c) => c.storageLayout],
};

function refuse(message) {
  process.stderr.write(`solc: ${message}\n`);
  process.exit(1);
}

function parseArguments(argv) {
  const options = { files: [], remappings: [], includePaths: [] };
  for (let i = 0; i < argv.length; i += 1) {
    const [name, inline] = argv[i].startsWith("--") ? argv[i].split(/=(.*)/s, 2) : [argv[i]];
    if (VALUE_OPTIONS.has(name)) takeValue(options, name, inline ?? argv[(i += 1)]);
    else if (FLAG_OPTIONS.has(name)) options[name] = true;
    else if (name.startsWith("--")) refuse(`unrecognised option '${name}'`);
    else if (name.includes("=")) options.remappings.push(name);
    else options.files.push(name);
  }
  return options;
}

function takeValue(options, name, value) {
  if (value === undefined) refuse(`option ${name} needs a value`);
  if (name === "--include-path") options.includePaths.push(value);
  else options[name] = value;
}

function importReader(options) {
  const folders = [options["--base-path"] ?? ".", ...options.includePaths];
  return (name) => {
    const plain = name.replace(/^file:\/\//, "");
    for (const folder of folders) {
      const file = path.resolve(folder, plain);
      if (fs.existsSync(file) && fs.statSync(file).isFile()) return { contents: fs.readFileSync(file, "utf8") };
    }
    return { error: `File not found: ${plain}, looked in ${folders.join(", ")}` };
  };
}

// The soljson build has no file access of its own: sources given by address are put inline here.
function inlineUrls(input, read) {
  for (const [name, source] of Object.entries(input.sources ?? {})) {
    if (source.content !== undefined || !source.urls) continue;
    const found = source.urls.map(read).find((answer) => answer.contents !== undefined);
    if (!found) refuse(`source ${name} could not be read from ${source.urls.join(", ")}`);
    input.sources[name] = { content: found.contents };
  }
}

function compile(input, read) {
  return JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
}

function standardJson(options) {
  const read = importReader(options);
  const input = JSON.parse(fs.readFileSync(options.files[0] && options.files[0] !== "-" ? options.files[0] : 0, "utf8"));
  inlineUrls(input, read);
  process.stdout.write(JSON.stringify(compile(input, read)));
}

function combinedInput(options, read, wanted) {
  const sources = {};
  for (const file of options.files) {
    const { contents, error } = read(file);
    if (error) refuse(error);
    sources[file] = { content: contents };
  }
  const settings = {
    remappings: options.remappings,
    optimizer: { enabled: Boolean(options["--optimize"]), runs: Number(options["--optimize-runs"] ?? 200) },
    outputSelection: { "*": { "*": wanted.map((name) => COMBINED[name][0]), "": ["ast"] } },
  };
  if (options["--evm-version"]) settings.evmVersion = options["--evm-version"];
  if (options["--via-ir"]) settings.viaIR = true;
  return { language: "Solidity", sources, settings };
}

function reportFaults(errors) {
  for (const fault of errors ?? []) process.stderr.write(`${fault.formattedMessage}\n`);
  if ((errors ?? []).some((fault) => fault.severity === "error")) process.exit(1);
}

function combinedOutput(output, wanted) {
  const contracts = {};
  for (const [file, byName] of Object.entries(output.contracts ?? {})) {
    for (const [name, contract] of Object.entries(byName)) {
      contracts[`${file}:${name}`] = Object.fromEntries(wanted.map((field) => [field, COMBINED[field][1](contract)]));
    }
  }
  const byId = Object.entries(output.sources).sort(([, a], [, b]) => a.id - b.id);
  const sources = Object.fromEntries(byId.map(([file, source]) => [file, { AST: source.ast, id: source.id }]));
  const version = solc.version();
  return { contracts, sources, sourceList: byId.map(([file]) => file), version };
}

function combinedJson(options) {
  const asked = options["--combined-json"].split(",");
  const unknown = asked.filter((name) => name !== "ast" && !(name in COMBINED));
  if (unknown.length > 0) refuse(`Invalid option to --combined-json: ${unknown.join(",")}`);
  const wanted = asked.filter((name) => name in COMBINED);
  const read = importReader(options);
  const output = compile(combinedInput(options, read, wanted), read);
  reportFaults(output.errors);
  process.stdout.write(JSON.stringify(combinedOutput(output, wanted)));
}

const options = parseArguments(process.argv.slice(2));
if (options["--standard-json"]) standardJson(options);
else if (options["--combined-json"]) combinedJson(options);
else refuse("one of --version, --standard-json, --combined-json is needed");
