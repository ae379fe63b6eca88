/** What the page hands over: what is traded against what, on which chain, and how an order is signed. */
import { handed } from "../words";
import type { Token } from "./amounts";

interface Handed {
  readonly payment: string;
  readonly decimals: number;
  readonly symbol: string;
  readonly tick_minor: string;
  readonly chain_id: number;
  readonly exchange: string;
  readonly credit: string;
  readonly fee_bps: number;
  readonly bps: number;
  readonly signed: { readonly name: string; readonly version: string; readonly type: string };
  readonly batch: string;
  readonly frame: string;
  readonly contracts: readonly { readonly code: string; readonly rule: string; readonly criteria: Readonly<Record<string, string>> }[];
  readonly signIn: string;
  readonly signedIn: boolean;
  readonly wallets: readonly string[];
  readonly mayTrade: boolean;
  readonly demonstrationWallet: boolean;
}

export type Terms = Omit<Handed, "tick_minor" | "bps"> & Token;

export function termsOf(id: string): Terms {
  const given = handed<Handed>(id);
  return { ...given, tick: BigInt(given.tick_minor), feeBps: BigInt(given.fee_bps), bps: BigInt(given.bps) };
}
