/**
 * Works a batch's supply out anew from a node, all of it at the page's block: issued = held + escrow + retired + cancelled.
 * The list of accounts is the page's; one that the page hid would be missing in the sum, and the identity would fail.
 */
import { callAt, type Shape } from "../verifier/chain";
import { keccak, toHex } from "../verifier/ethereum";
import { type Node, NodeFault } from "../node";
import type { Outcome, Question, Step, StepName } from "./question";

const SUPPLY: Shape = { signature: "supplyOf(uint256)", answers: { issuedKg: "number", retiredKg: "number", cancelledKg: "number" } };
const BALANCES: Shape = { signature: "balanceOfBatch(address[],uint256[])", answers: { kg: "hashes" } };
const FROZEN: Shape = { signature: "getFrozenTokens(address,uint256)", answers: { kg: "number" } };
const AT: Shape = { signature: "certificateAt(uint256,uint64)", answers: { certificate: "number" } };
const CERTIFICATE: Shape = { signature: "certificate(uint256)", answers: { batch: "number", kgStart: "number", kgEnd: "number" } };

const ACCOUNTS_A_CALL = 50;
const MOST_ACCOUNTS = 2_000;
const MOST_CERTIFICATES = 100;
const MOST_FROZEN = 50;
/** After a step that fails or finds nobody, what rests on it is not checked. */
const ALL: readonly StepName[] = ["chain", "block", "code", "supply", "accounts", "identity", "parts", "retirements", "listed", "page"];

interface Counted {
  readonly issued: bigint;
  readonly retired: bigint;
  readonly cancelled: bigint;
  readonly held: bigint;
  readonly escrow: bigint;
  readonly pool: bigint;
  readonly frozen: bigint;
}

/** Tells each step as it is decided; ends when all are. */
export async function recompute(node: Node, question: Question, tell: (step: Step) => void): Promise<void> {
  const told = new Set<StepName>();
  const say = (name: StepName, outcome: Outcome, facts: Readonly<Record<string, string>> = {}): void => {
    told.add(name);
    tell({ name, outcome, facts });
  };
  try {
    await walk(node, question, say);
  } catch (fault) {
    const kind = fault instanceof NodeFault ? fault.kind : "refused";
    const said = fault instanceof NodeFault ? fault.said : String((fault as Error).message ?? fault);
    for (const name of ALL) if (!told.has(name)) say(name, "not checked", { fault: kind, said });
  }
  for (const name of ALL) if (!told.has(name)) say(name, "not checked", { fault: "earlier" });
}

type Say = (name: StepName, outcome: Outcome, facts?: Readonly<Record<string, string>>) => void;

async function walk(node: Node, question: Question, say: Say): Promise<void> {
  const chainId = await node.chainId();
  const sameChain = String(chainId) === question.chainId;
  say("chain", sameChain ? "pass" : "fail", { node: String(chainId), page: question.chainId });
  if (!sameChain || question.block === null) return;

  const at = BigInt(question.block.number);
  const block = await node.block(at);
  const sameBlock = block?.hash === question.block.hash.toLowerCase();
  const blockFacts = { number: question.block.number, node: block?.hash ?? "", page: question.block.hash };
  say("block", block === null ? "not checked" : sameBlock ? "pass" : "fail", blockFacts);
  if (!sameBlock) return;

  await checkCode(node, question, at, say);
  const counted = await count(node, question, at, say);
  say("listed", "not checked", {});
  if (counted === null) return;
  checkIdentity(counted, say);
  say("parts", counted.pool <= counted.held && counted.frozen <= counted.held + counted.escrow ? "pass" : "fail", textOf(counted));
  await checkRetirements(node, question, at, counted.retired, say);
  checkPage(counted, question, say);
}

async function checkCode(node: Node, question: Question, at: bigint, say: Say): Promise<void> {
  for (const [name, { address, codeHash }] of Object.entries(question.contracts)) {
    const found = toHex(keccak(await node.code(address, at)));
    if (found !== codeHash.toLowerCase()) return say("code", "fail", { contract: name, node: found, page: codeHash });
  }
  say("code", "pass", { count: String(Object.keys(question.contracts).length) });
}

async function count(node: Node, question: Question, at: bigint, say: Say): Promise<Counted | null> {
  const ledger = question.contracts["CarbonCredit"]!.address;
  const batch = BigInt(question.batch);
  const supply = await callAt(node, ledger, SUPPLY, [batch], at);
  const [issued, retired, cancelled] = [supply["issuedKg"], supply["retiredKg"], supply["cancelledKg"]].map((text) => BigInt(text!)) as [bigint, bigint, bigint];
  say("supply", "pass", { issued: String(issued), retired: String(retired), cancelled: String(cancelled) });
  if (question.holders.length > MOST_ACCOUNTS) {
    say("accounts", "not checked", { accounts: String(question.holders.length), most: String(MOST_ACCOUNTS) });
    return null;
  }
  const balances = await balancesOf(node, ledger, question.holders, batch, at);
  const escrows = new Set(question.escrows);
  let [held, escrow] = [0n, 0n];
  for (const [account, kg] of balances) escrows.has(account) ? (escrow += kg) : (held += kg);
  say("accounts", "pass", { accounts: String(balances.size), held: String(held), escrow: String(escrow) });
  let frozen = 0n;
  for (const account of question.frozen.slice(0, MOST_FROZEN)) {
    const kg = BigInt((await callAt(node, ledger, FROZEN, [account, batch], at))["kg"]!);
    const all = balances.get(account) ?? 0n;
    frozen += kg < all ? kg : all;
  }
  return { issued, retired, cancelled, held, escrow, pool: balances.get(question.pool) ?? 0n, frozen };
}

async function balancesOf(node: Node, ledger: string, accounts: readonly string[], batch: bigint, at: bigint): Promise<Map<string, bigint>> {
  const found = new Map<string, bigint>();
  for (let from = 0; from < accounts.length; from += ACCOUNTS_A_CALL) {
    const some = accounts.slice(from, from + ACCOUNTS_A_CALL);
    const id = `0x${batch.toString(16).padStart(64, "0")}`;
    const answer = await callAt(node, ledger, BALANCES, [some, some.map(() => id)], at);
    const words = answer["kg"]!.split(" ");
    if (words.length !== some.length) throw new NodeFault("strange", node.url, `${words.length} balances for ${some.length} accounts`);
    some.forEach((account, place) => found.set(account, BigInt(words[place]!)));
  }
  return found;
}

function checkIdentity(counted: Counted, say: Say): void {
  const sum = counted.held + counted.escrow + counted.retired + counted.cancelled;
  say("identity", sum === counted.issued ? "pass" : "fail", { ...textOf(counted), sum: String(sum) });
}

/**
 * Walks from kilogram 0 upwards: each retired kilogram belongs to a certificate of this batch. A certificate for many begins below its
 * portions and goes on above them: hence it may begin before the kilogram that was asked for, never behind it.
 */
async function checkRetirements(node: Node, question: Question, at: bigint, retired: bigint, say: Say): Promise<void> {
  const book = question.contracts["RetirementCertificate"]!.address;
  let kg = 0n;
  let walked = 0;
  while (kg < retired && walked < MOST_CERTIFICATES) {
    const id = BigInt((await callAt(node, book, AT, [BigInt(question.batch), kg], at))["certificate"]!);
    const found = await callAt(node, book, CERTIFICATE, [id], at);
    const [start, end] = [BigInt(found["kgStart"]!), BigInt(found["kgEnd"]!)];
    if (found["batch"] !== question.batch || start > kg || end <= kg) {
      return say("retirements", "fail", { certificate: String(id), kg: String(kg), start: String(start), end: String(end) });
    }
    kg = end;
    walked += 1;
  }
  const facts = { count: String(walked), kg: String(kg), retired: String(retired) };
  say("retirements", kg === retired ? "pass" : kg > retired ? "fail" : "not checked", { ...facts, certificate: "", start: "", end: String(kg) });
}

function checkPage(counted: Counted, question: Question, say: Say): void {
  const [ours, theirs] = [textOf(counted), question.page];
  const names = ["issued", "held", "escrow", "retired", "cancelled", "pool", "frozen"] as const;
  const wrong = names.find((name) => ours[name] !== theirs[`${name}Kg`]);
  if (wrong === undefined) return say("page", "pass", { count: String(names.length) });
  say("page", "fail", { figure: wrong, node: ours[wrong], page: String(theirs[`${wrong}Kg`]) });
}

function textOf(counted: Counted): Record<keyof Counted, string> {
  const { issued, retired, cancelled, held, escrow, pool, frozen } = counted;
  return {
    issued: String(issued), retired: String(retired), cancelled: String(cancelled), held: String(held), escrow: String(escrow),
    pool: String(pool), frozen: String(frozen),
  };
}
