/** Asks one node of the chain over JSON-RPC: read-only, each read at a block that the caller names. The reader says which node. */

/** Our own node, through the server that gave the page; every other address is asked by the browser itself. */
export const OWN_NODE = "/rpc";
const KEPT_AS = "carbonix-node";
const TIMEOUT_MS = 20_000;

export interface Block {
  readonly number: bigint;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: bigint;
}

/** A raw log, as nodes give it. */
export interface Log {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly transactionHash: string;
}

/** What a node says in place of a result; `data` is a revert's. */
export interface RpcError {
  readonly message?: string;
  readonly code?: number;
  readonly data?: unknown;
}

/** `silent`: nobody answers, or the browser may not ask; `strange`: what answers is no node; `refused`: the node says no. */
export class NodeFault extends Error {
  constructor(
    readonly kind: "silent" | "strange" | "refused",
    readonly node: string,
    readonly said: string,
    readonly error?: RpcError,
  ) {
    super(`${node}: ${said}`);
  }
}

export class Node {
  #next = 1;

  constructor(readonly url: string) {}

  /** One call; raises NodeFault. */
  async request<Result>(method: string, params: readonly unknown[] = []): Promise<Result> {
    const body = JSON.stringify({ jsonrpc: "2.0", id: this.#next++, method, params });
    let answer: Response;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const headers = { "Content-Type": "application/json" };
      answer = await fetch(this.url, { method: "POST", headers, body, credentials: "omit", referrerPolicy: "no-referrer", signal });
    } catch (fault) {
      throw new NodeFault("silent", this.url, String((fault as Error).message ?? fault));
    }
    return this.#read(answer.status, await answer.text().catch(() => ""));
  }

  async chainId(): Promise<bigint> {
    return this.#quantity(await this.request<string>("eth_chainId"));
  }

  async blockNumber(): Promise<bigint> {
    return this.#quantity(await this.request<string>("eth_blockNumber"));
  }

  /** A block by number or its newest one; null if the node does not know it. */
  async block(at: bigint | "latest"): Promise<Block | null> {
    const found = await this.request<Record<string, string> | null>("eth_getBlockByNumber", [at === "latest" ? at : hex(at), false]);
    if (found === null) return null;
    const { number, hash, parentHash, timestamp } = found;
    if (!number || !hash || !parentHash || !timestamp) throw new NodeFault("strange", this.url, "a block without number, hash, parent or time");
    return { number: this.#quantity(number), hash: hash.toLowerCase(), parentHash: parentHash.toLowerCase(), timestamp: this.#quantity(timestamp) };
  }

  /** What a contract answers to `data` at a block. */
  async call(to: string, data: string, at: bigint): Promise<Uint8Array> {
    return this.#bytes(await this.request<string>("eth_call", [{ to, data }, hex(at)]));
  }

  /** The code at an address at a block. */
  async code(address: string, at: bigint): Promise<Uint8Array> {
    return this.#bytes(await this.request<string>("eth_getCode", [address, hex(at)]));
  }

  /** Logs of one address in blocks first..last. */
  async logs(address: string, topics: readonly (string | null)[], first: bigint, last: bigint): Promise<readonly Log[]> {
    return this.request<Log[]>("eth_getLogs", [{ address, topics, fromBlock: hex(first), toBlock: hex(last) }]);
  }

  #read<Result>(status: number, text: string): Result {
    let said: { result?: Result; error?: RpcError };
    try {
      said = JSON.parse(text);
    } catch {
      throw new NodeFault("strange", this.url, `HTTP ${status}, ${text.length} bytes that are no JSON`);
    }
    if (said?.error) throw new NodeFault("refused", this.url, String(said.error.message ?? said.error.code), said.error);
    if (said?.result === undefined) throw new NodeFault("strange", this.url, `HTTP ${status} without a result`);
    return said.result;
  }

  #quantity(text: string): bigint {
    if (typeof text !== "string" || !/^0x[0-9a-fA-F]{1,64}$/.test(text)) throw new NodeFault("strange", this.url, `'${text}' is no number`);
    return BigInt(text);
  }

  #bytes(text: string): Uint8Array {
    if (typeof text !== "string" || !/^0x([0-9a-fA-F]{2})*$/.test(text)) throw new NodeFault("strange", this.url, "an answer that is no hex");
    return bytesOf(text);
  }
}

/** The node that this reader chose last in this browser; ours at first. */
export function chosenNode(): string {
  try {
    return localStorage.getItem(KEPT_AS) ?? OWN_NODE;
  } catch {
    return OWN_NODE; // storage may be shut off: then a choice lasts as long as the page
  }
}

export function keepNode(url: string): void {
  try {
    localStorage.setItem(KEPT_AS, url);
  } catch {
    // as above
  }
}

/** An address that a browser may ask from here, or null: https anywhere, http on the reader's own machine only, and our own. */
export function readNodeUrl(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === OWN_NODE) return trimmed;
  if (!URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  const near = url.protocol === "http:" && ["127.0.0.1", "localhost"].includes(url.hostname);
  return (url.protocol === "https:" || near) && url.username === "" ? url.href : null;
}

export function hex(number: bigint): string {
  return `0x${number.toString(16)}`;
}

export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let at = 0; at < bytes.length; ++at) bytes[at] = parseInt(text.slice(2 + 2 * at, 4 + 2 * at), 16);
  return bytes;
}

export function hexOf(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
