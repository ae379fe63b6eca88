/** The wallet that a trader chose, and everything that may go wrong with it, each with a remedy of its own. */
import { announcedWallets, type Wallet } from "../wallets";
import { ask } from "./door";
import type { Terms } from "./terms";

const CHOSEN = "carbonix-wallet";
const APPROVE = "0x095ea7b3"; // approve(address,uint256)
const APPROVE_ALL = "0xa22cb465"; // setApprovalForAll(address,bool)
const EPOCH_OF = "0x582805d9"; // epochOf(address)
const WORD_DIGITS = 64;

/** The wallet stands on another chain than the exchange. */
export class WrongChain extends Error {}

/** A message of the service to be signed (EIP-4361). */
interface Challenge {
  readonly message: string;
}

export class Signers {
  private readonly wallets = new Map<string, Wallet>();

  constructor(
    private readonly choice: HTMLSelectElement | null,
    private readonly terms: Terms,
  ) {
    announcedWallets((wallet) => this.add(wallet));
    choice?.addEventListener("change", () => localStorage.setItem(CHOSEN, this.chosen?.info.rdns ?? ""));
  }

  get chosen(): Wallet | undefined {
    return this.wallets.get(this.choice?.value ?? "");
  }

  /** The account of the chosen wallet, on the chain of the exchange. Throws WrongChain and whatever the wallet says. */
  async ready(wallet: Wallet): Promise<string> {
    const account = (await wallet.account()).toLowerCase();
    await this.require(wallet);
    return account;
  }

  async require(wallet: Wallet): Promise<void> {
    if ((await wallet.chainId()) !== this.terms.chain_id) throw new WrongChain(wallet.info.name);
  }

  /** The epoch that the account's orders must carry, as the wallet's own node says: one of a later epoch would lie in wait for a cancellation of all. */
  async epochOf(wallet: Wallet, account: string): Promise<bigint> {
    return BigInt(await wallet.call(this.terms.exchange, EPOCH_OF + account.slice(2).toLowerCase().padStart(WORD_DIGITS, "0")));
  }

  /** Lets the exchange move so much payment of the account, or any of its credits; 0 takes either back. */
  async approve(wallet: Wallet, account: string, what: "payment" | "credits", amount: bigint): Promise<void> {
    await this.require(wallet);
    const value = (what === "payment" || amount === 0n ? amount : 1n).toString(16).padStart(WORD_DIGITS, "0");
    const spender = this.terms.exchange.slice(2).toLowerCase().padStart(WORD_DIGITS, "0");
    const [to, call] = what === "payment" ? [this.terms.payment, APPROVE] : [this.terms.credit, APPROVE_ALL];
    await wallet.send({ from: account, to, data: call + spender + value });
  }

  /** Gives the session's account this wallet, by the wallet's own signature; the wallets that it has now. */
  async link(wallet: Wallet, account: string): Promise<readonly string[]> {
    const { message } = await ask<Challenge>("/api/v1/auth/challenges", { purpose: "link_wallet", address: account });
    const linked = { address: account, message, signature: await wallet.sign(message, account) };
    return (await ask<{ wallets: readonly string[] }>("/api/v1/account/wallets", linked)).wallets;
  }

  /** Signs the session in anew, on the page as it stands: the cookie comes with the answer, which is not followed. */
  async signIn(wallet: Wallet, account: string): Promise<void> {
    const { message } = await ask<Challenge>("/api/v1/auth/challenges", { purpose: "sign_in", address: account });
    const form = new URLSearchParams({ message, signature: await wallet.sign(message, account), next: "/" });
    await fetch("/sign-in/wallet", { method: "POST", body: form, redirect: "manual" });
  }

  private add(wallet: Wallet): void {
    if (this.choice === null) return;
    if (this.wallets.size === 0) this.choice.replaceChildren();
    this.wallets.set(wallet.info.uuid, wallet);
    const option = new Option(wallet.info.name, wallet.info.uuid);
    this.choice.append(option);
    if (localStorage.getItem(CHOSEN) === wallet.info.rdns) this.choice.value = wallet.info.uuid;
  }
}
