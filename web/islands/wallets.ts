/** Browser wallets: found by EIP-6963, spoken to by EIP-1193. Nothing is asked of a wallet before the reader chooses it. */

import { handed } from "./words";

export interface Provider {
  request(call: { method: string; params?: readonly unknown[] }): Promise<unknown>;
  on?(event: string, heard: (value: unknown) => void): void;
}

interface Announced {
  readonly info: { readonly uuid: string; readonly name: string; readonly icon: string; readonly rdns: string };
  readonly provider: Provider;
}

/** What EIP-1193 says that a wallet answers when its owner says no. */
const REJECTED = 4001;
const UNKNOWN_CHAIN = 4902;

export class Wallet {
  constructor(
    readonly info: Announced["info"],
    readonly provider: Provider,
  ) {}

  /** The account that its owner lets us see. */
  async account(): Promise<string> {
    const accounts = (await this.provider.request({ method: "eth_requestAccounts" })) as string[];
    const first = accounts[0];
    if (first === undefined) throw new Error(`${this.info.name} shows no account`);
    return first;
  }

  async chainId(): Promise<number> {
    return Number(await this.provider.request({ method: "eth_chainId" }));
  }

  /** Asks the wallet to go to a chain; it may say no. */
  async goTo(chainId: number): Promise<void> {
    await this.provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: `0x${chainId.toString(16)}` }] });
  }

  /** A signature over a text (EIP-191). */
  async sign(text: string, account: string): Promise<string> {
    const bytes = new TextEncoder().encode(text);
    const hex = `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    return (await this.provider.request({ method: "personal_sign", params: [hex, account] })) as string;
  }

  /** A signature over typed data (EIP-712). */
  async signTyped(typed: object, account: string): Promise<string> {
    return (await this.provider.request({ method: "eth_signTypedData_v4", params: [account, JSON.stringify(typed)] })) as string;
  }

  /** What a contract answers to `data` now, by the wallet's own node. */
  async call(to: string, data: string): Promise<string> {
    return (await this.provider.request({ method: "eth_call", params: [{ to, data }, "latest"] })) as string;
  }

  /** Sends a transaction; answers its hash. */
  async send(transaction: { from: string; to: string; data: string; value?: string }): Promise<string> {
    return (await this.provider.request({ method: "eth_sendTransaction", params: [transaction] })) as string;
  }
}

/** Tells each wallet that announces itself, once; those that are there already answer at once. */
export function announcedWallets(heard: (wallet: Wallet) => void): void {
  const known = new Set<string>();
  window.addEventListener("eip6963:announceProvider", (event) => {
    const { info, provider } = (event as CustomEvent<Announced>).detail;
    if (known.has(info.uuid)) return;
    known.add(info.uuid);
    heard(new Wallet(info, provider));
  });
  window.dispatchEvent(new Event("eip6963:requestProvider"));
}

interface Refusals {
  readonly rejected: string;
  readonly unknownChain: string;
}

/** What a wallet's refusal means, in words that the page hands over as `wallet-words`; everything else speaks for itself. */
export function sentenceOf(fault: unknown): string {
  const { code, message } = fault as { code?: number; message?: string };
  if (code === REJECTED) return handed<Refusals>("wallet-words").rejected;
  if (code === UNKNOWN_CHAIN) return handed<Refusals>("wallet-words").unknownChain;
  return message ?? String(fault);
}
