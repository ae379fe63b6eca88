/**
 * Compares a proof bundle with the chain: the steps of registry/usecases/verify_on_chain.py, asked by the reader's browser from a node of the
 * reader's choice, every read at one block.
 */
import { type Node, NodeFault } from "../node";
import { canonicalBytes } from "./canonical";
import { type Answer, type Argument, callAt, ChainRefused, receiptOf, type Shape, topicOf } from "./chain";
import { keccak, toHex } from "./ethereum";
import { type Bundle, type ContractName, CONTRACTS, LAYERS, USE_CASES } from "./form";
import { CHAIN_STEPS, failed, type Inputs, passed, skipped, type Step } from "./verdict";

const ONE_CREDIT_KG = 1000n;
const CERTIFICATE_KIND = "4";
const EVIDENCE_KIND = 3n;
const ZERO_HASH = `0x${"0".repeat(64)}`;
const CLAIM_STATES = ["Unknown", "Open", "Challenged", "Finalised", "Void"];
const STATES = ["intact", "impaired", "made good"];
const SEALED = topicOf("Sealed(uint64,uint8,bytes32,uint64,uint64,bytes32,address,string)");
const ISSUED = topicOf("CertificateIssued(uint256,uint256,address,address,uint64,uint64,uint64,uint64,bytes32,uint8,uint16)");

const n = "number" as const;
export const SHAPES = {
  sealOf: { signature: "sealOf(uint64)", boxed: true, answers: { kind: n, size: n, sequence: n, sealedAt: n, sealer: "address", root: "hash", previousRoot: "hash", uri: "text" } },
  verify: { signature: "verify(uint64,bytes,uint64,bytes32[])", answers: { holds: "bool" } },
  sealIdOf: { signature: "sealIdOf(uint8,bytes32)", answers: { id: n } },
  supersededBy: { signature: "supersededBy(uint64)", answers: { id: n } },
  certificate: {
    signature: "certificate(uint256)",
    answers: { batch: n, kgStart: n, kgEnd: n, serialStart: n, serialEnd: n, retiredAt: n, retiree: "address", useCase: n, beyond: "bool", labels: n, detailsHash: "hash" },
  },
  ownerOf: { signature: "ownerOf(uint256)", answers: { owner: "address" } },
  statusOf: { signature: "statusOf(uint256)", answers: { status: n, impairedKg: n } },
  bulkOf: { signature: "bulkOf(uint256)", answers: { root: "hash", size: n, claimedKg: n } },
  correctionsOf: { signature: "correctionsOf(uint256)", answers: { hashes: "hashes" } },
  batchOf: {
    signature: "batchOf(uint256)",
    answers: {
      project: n, vintageStart: n, vintageEnd: n, serialStart: n, credits: n, vintageYear: n, country: "bytes2", kind: n, standard: n, origin: n,
      wholeTonneOnly: "bool", methodology: "hash", reportHash: "hash", dataRoot: "hash",
    },
  },
  serialText: { signature: "serialText(uint256,uint64,uint64)", answers: { text: "text" } },
  supplyOf: { signature: "supplyOf(uint256)", answers: { issuedKg: n, retiredKg: n, cancelledKg: n } },
  heldKg: { signature: "heldKg(uint256)", answers: { kg: n } },
  claimOf: {
    signature: "claimOf(bytes32)",
    answers: { kind: n, status: n, project: n, periodStart: n, periodEnd: n, lowerBoundKg: n, submittedAt: n, finalisableAt: n, dataRoot: "hash", subject: "hash" },
  },
  verifierOf: { signature: "verifierOf(address)", boxed: true, answers: { organisation: "hash", methodologies: "skip", countries: "skip", layer: n, validUntil: n } },
} satisfies Record<string, Shape>;

type Pair = readonly [key: string, found: string, expected: string];

/** A bundle beside the chain at one block. */
interface Reading {
  readonly bundle: Bundle;
  readonly node: Node;
  readonly at: bigint;
}

/** The steps root to supply at the newest block; not checked, with the reason, where the node does not answer or is on another chain. */
export async function verifyOnChain(bundle: Bundle, node: Node): Promise<Step[]> {
  try {
    return await stepsAt(bundle, node);
  } catch (fault) {
    if (!(fault instanceof NodeFault)) throw fault;
    return skipped(CHAIN_STEPS, `the node at ${fault.node} cannot be read: ${fault.said}`);
  }
}

async function stepsAt(bundle: Bundle, node: Node): Promise<Step[]> {
  const chainId = String(await node.chainId());
  const { chainId: expected } = bundle.contracts;
  if (chainId !== expected) throw new NodeFault("strange", node.url, `it is on chain ${chainId}, the bundle of chain ${expected}`);
  const reading: Reading = { bundle, node, at: await node.blockNumber() };
  const code = await contracts(reading);
  if (code.outcome === "fail") {
    const reason = "the contracts are not those of the bundle, so their answers say nothing";
    return [failed("root", `No root can be read: ${reason}.`), code, ...skipped(CHAIN_STEPS.slice(2), reason)];
  }
  const steps = [await asked("root", root, reading), code];
  // One step after the other: a node that serves many readers lets nobody ask everything at once.
  for (const [name, check] of Object.entries({ certificate, standing, provenance, corrections, supply })) {
    steps.push(await asked(name, check, reading));
  }
  return steps;
}

async function asked(name: string, check: (reading: Reading) => Promise<Step>, reading: Reading): Promise<Step> {
  try {
    return await check(reading);
  } catch (fault) {
    if (fault instanceof ChainRefused) return failed(name, `The chain refuses (${fault.error}).`);
    throw fault;
  }
}

async function contracts({ bundle, node, at }: Reading): Promise<Step> {
  const { addresses, codeHashes, chainId } = bundle.contracts;
  const codes: string[] = [];
  for (const name of CONTRACTS) codes.push(toHex(keccak(await node.code(addresses[name], at))));
  const inputs = Object.fromEntries(CONTRACTS.map((name, place) => [name, `${addresses[name]} ${codes[place]}`]));
  const wrong = CONTRACTS.findIndex((name, place) => codes[place] !== codeHashes[name]);
  if (wrong >= 0) {
    const name = CONTRACTS[wrong]!;
    return failed("contracts", `The code of ${name} hashes to ${codes[wrong]}, not ${codeHashes[name]}.`, inputs);
  }
  const sentence =
    `All ${CONTRACTS.length} contracts stand on chain ${chainId} with the code that the bundle names; ` +
    "compare their addresses with those that the issuer publishes.";
  return passed("contracts", sentence, inputs);
}

async function root(reading: Reading): Promise<Step> {
  const { seal, inclusion, statement } = reading.bundle;
  const id = BigInt(seal.id!);
  const found = await call(reading, "SealRegistry", "sealOf", id);
  const pairs: Pair[] = ["size", "sequence", "sealer", "root", "previousRoot"].map((key) => [key, found[key]!, seal[key]!]);
  pairs.push(["kind", found.kind!, CERTIFICATE_KIND]);
  pairs.push(["block", await blockOf(reading, seal.transaction!, "SealRegistry", "Sealed", SEALED, id), seal.block!]);
  const fault = firstDifference(pairs);
  if (fault !== undefined) return failed("root", `Seal ${id} has another ${fault}.`, inputsOf(pairs));
  const verified = await call(reading, "SealRegistry", "verify", id, canonicalBytes(statement), BigInt(inclusion.index), inclusion.path);
  if (verified.holds !== "True") return failed("root", `The contract does not find the leaf under seal ${id}.`, inputsOf(pairs));
  const depth = reading.at - BigInt(seal.block!);
  return passed("root", `Seal ${id} holds the root and this leaf, ${depth} blocks deep at block ${reading.at}.`, inputsOf(pairs));
}

async function certificate(reading: Reading): Promise<Step> {
  const said = reading.bundle.statement;
  const number = BigInt(said.certificate!);
  const [batchId, first, last] = [BigInt(said.batch!), BigInt(said.serialStart!), BigInt(said.serialEnd!)];
  const [found, batch, owner, serials] = await Promise.all([
    call(reading, "RetirementCertificate", "certificate", number),
    call(reading, "CreditRegistry", "batchOf", batchId),
    call(reading, "RetirementCertificate", "ownerOf", number),
    call(reading, "CreditRegistry", "serialText", batchId, first, last),
  ]);
  const kept = ["batch", "kgStart", "kgEnd", "serialStart", "serialEnd", "retiredAt", "retiree", "detailsHash"];
  const pairs: Pair[] = kept.map((key) => [key, found[key]!, said[key]!]);
  pairs.push(["kg", String(BigInt(found.kgEnd!) - BigInt(found.kgStart!)), said.kg!]);
  pairs.push(["beneficiary", owner.owner!, said.beneficiary!]);
  pairs.push(["useCase", USE_CASES[Number(found.useCase)] ?? found.useCase!, said.useCase!]);
  pairs.push(["serials", serials.text!, said.serials!]);
  for (const key of ["project", "vintageStart", "vintageEnd", "reportHash", "country"]) pairs.push([key, batch[key]!, said[key]!]);
  pairs.push(["first serial", String(BigInt(batch.serialStart!) + BigInt(said.kgStart!) / ONE_CREDIT_KG), said.serialStart!]);
  pairs.push(["block", await blockOf(reading, said.transaction!, "RetirementCertificate", "CertificateIssued", ISSUED, number), said.block!]);
  const fault = firstDifference(pairs);
  if (fault !== undefined) return failed("certificate", `On chain, certificate ${number} has another ${fault}.`, inputsOf(pairs));
  return passed("certificate", `Certificate ${number} says the same on chain, field by field.`, inputsOf(pairs));
}

/** What may change after the seal: losses of the batch, portions, the footprint. It never makes a file false. */
async function standing(reading: Reading): Promise<Step> {
  const { certificate: id, kg } = reading.bundle.statement;
  const number = BigInt(id!);
  const [found, now, bulk] = await Promise.all([
    call(reading, "RetirementCertificate", "certificate", number),
    call(reading, "RetirementCertificate", "statusOf", number),
    call(reading, "RetirementCertificate", "bulkOf", number),
  ]);
  const status = STATES[Number(now.status)] ?? now.status!;
  return passed("standing", standingSentence(status, now.impairedKg!, kg!), {
    status,
    impairedKg: now.impairedKg!,
    labels: found.labels!,
    beyondFootprint: found.beyond!,
    portions: bulk.size!,
    portionsClaimedKg: bulk.claimedKg!,
  });
}

function standingSentence(status: string, impairedKg: string, kg: string): string {
  if (status === "impaired") return `Impaired: losses of the batch stand for ${impairedKg} of its ${kg} kg, and are not made up for yet.`;
  if (status === "made good") return `Made good: losses of the batch had hit a part of its ${kg} kg, and were made up for since.`;
  return `Intact: no loss of the batch touches its ${kg} kg.`;
}

async function provenance(reading: Reading): Promise<Step> {
  const { report, statement } = reading.bundle;
  const hash = statement.reportHash!;
  const [claim, batch, evidence] = await Promise.all([
    call(reading, "VerificationOracle", "claimOf", hash),
    call(reading, "CreditRegistry", "batchOf", BigInt(statement.batch!)),
    call(reading, "SealRegistry", "sealIdOf", EVIDENCE_KIND, report.dataRoot!),
  ]);
  const pairs: Pair[] = [["status", CLAIM_STATES[Number(claim.status)] ?? claim.status!, "Finalised"]];
  for (const key of ["project", "periodStart", "periodEnd", "lowerBoundKg", "dataRoot"]) pairs.push([key, claim[key]!, report[key]!]);
  pairs.push(["batch's report", batch.reportHash!, hash]);
  pairs.push(["batch's data root", batch.dataRoot!, report.dataRoot!]);
  pairs.push(["batch's methodology", batch.methodology!, report.methodology!]);
  pairs.push(["evidence sealed", evidence.id === "0" ? "False" : "True", "True"]);
  pairs.push(...(await accreditations(reading)));
  const fault = firstDifference(pairs);
  if (fault !== undefined) return failed("provenance", `The chain knows the report with another ${fault}.`, inputsOf(pairs));
  const sentence = `The chain took the report by quorum, its readings are under seal ${evidence.id}, and it opened the batch.`;
  return passed("provenance", sentence, inputsOf(pairs));
}

/** Who signed, as accredited now; who was removed since is left out: the quorum held when it was counted. */
async function accreditations(reading: Reading): Promise<Pair[]> {
  const entries = reading.bundle.attestations;
  const found: Answer[] = [];
  for (const entry of entries) found.push(await call(reading, "VerifierSet", "verifierOf", entry.signer!));
  return entries.flatMap((entry, place): Pair[] => {
    const { organisation, layer } = found[place]!;
    if (organisation === ZERO_HASH) return [];
    const name = LAYERS[Number(layer)] ?? layer;
    return [[`verifier ${entry.signer}`, `${organisation} ${name}`, `${entry.organisation} ${entry.layer}`]];
  });
}

async function corrections(reading: Reading): Promise<Step> {
  const number = BigInt(reading.bundle.statement.certificate!);
  const seal = reading.bundle.seal.id!;
  const [appended, later] = await Promise.all([
    call(reading, "RetirementCertificate", "correctionsOf", number),
    call(reading, "SealRegistry", "supersededBy", BigInt(seal)),
  ]);
  if (later.id !== "0") return failed("corrections", `Seal ${seal} was superseded by seal ${later.id}.`, { supersededBy: later.id! });
  const found = appended.hashes === "" ? [] : appended.hashes!.split(" ");
  if (found.length === 0) return passed("corrections", "Nobody has appended a correction to the certificate's details.");
  const inputs = Object.fromEntries(found.map((value, place) => [`correction ${place + 1}`, value]));
  return passed("corrections", `The beneficiary appended ${found.length} corrected details; the newest is ${found.at(-1)}.`, inputs);
}

async function supply(reading: Reading): Promise<Step> {
  const { batch: id, kgEnd } = reading.bundle.statement;
  const number = BigInt(id!);
  const [supplied, held, batch] = await Promise.all([
    call(reading, "CarbonCredit", "supplyOf", number),
    call(reading, "CarbonCredit", "heldKg", number),
    call(reading, "CreditRegistry", "batchOf", number),
  ]);
  const { issuedKg, retiredKg, cancelledKg } = supplied as Record<"issuedKg" | "retiredKg" | "cancelledKg", string>;
  const heldKg = held.kg!;
  const inputs = { issuedKg, heldKg, retiredKg, cancelledKg };
  const creditsKg = BigInt(batch.credits!) * ONE_CREDIT_KG;
  const issued = BigInt(issuedKg);
  if (issued !== BigInt(heldKg) + BigInt(retiredKg) + BigInt(cancelledKg) || issued > creditsKg) {
    return failed("supply", `Issued ${issuedKg} of ${creditsKg} kg, but held ${heldKg}, retired ${retiredKg}, cancelled ${cancelledKg}.`, inputs);
  }
  if (BigInt(kgEnd!) > BigInt(retiredKg)) {
    return failed("supply", `Only ${retiredKg} kg of the batch are retired, the certificate reaches to ${kgEnd}.`, inputs);
  }
  return passed("supply", `Batch ${number}: issued ${issuedKg} kg = held ${heldKg} + retired ${retiredKg} + cancelled ${cancelledKg}.`, inputs);
}

function call({ bundle, node, at }: Reading, contract: ContractName, name: keyof typeof SHAPES, ...values: readonly Argument[]): Promise<Answer> {
  return callAt(node, bundle.contracts.addresses[contract], SHAPES[name], values, at);
}

/** The block of a transaction, if it holds this event about this thing; else a word that equals no block. */
async function blockOf({ bundle, node }: Reading, transaction: string, contract: ContractName, name: string, topic: string, about: bigint): Promise<string> {
  const receipt = await receiptOf(node, transaction);
  if (receipt === undefined) return "unknown transaction";
  const address = bundle.contracts.addresses[contract];
  const isThere = receipt.logs.some(
    (log) => log.address.toLowerCase() === address && log.topics[0] === topic && BigInt(log.topics[1] ?? "0x0") === about,
  );
  return isThere ? receipt.block : `transaction without ${name}`;
}

/** The first value that differs, with both sides. */
function firstDifference(pairs: readonly Pair[]): string | undefined {
  const different = pairs.find(([, found, expected]) => found !== expected);
  return different && `${different[0]}: ${different[1]} on chain, ${different[2]} in the file`;
}

function inputsOf(pairs: readonly Pair[]): Inputs {
  return Object.fromEntries(pairs.map(([key, found]) => [key, found]));
}
