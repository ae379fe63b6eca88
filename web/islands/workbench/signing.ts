/** What a verifier's wallet signs: photos by their hashes, and the two typed messages of an inspection. */
import { ask, Refusal } from "../market/door";
import { strayIn } from "../stray";
import { type Wallet } from "../wallets";
import { type Answers, expectedOf, type Shown, strayOfClaim, type ToSign } from "./doubt";

interface Claim {
  readonly claim: { readonly report: Readonly<Record<string, string>> };
}

export class OtherKey extends Error {
  constructor(readonly account: string) {
    super(account);
  }
}

export class OtherChain extends Error {}

/** What the server gives to be signed is not what the page shows. */
export class Strayed extends Error {
  constructor(readonly field: string) {
    super(field);
  }
}

/** The wallet's account, if it is the inspection's and on our chain. Throws OtherChain, OtherKey, and what the wallet throws. */
export async function accountOf(wallet: Wallet, verifier: string, chainId: number): Promise<string> {
  if ((await wallet.chainId()) !== chainId) {
    try {
      await wallet.goTo(chainId);
    } catch {
      throw new OtherChain();
    }
  }
  const account = await wallet.account();
  if (account.toLowerCase() !== verifier.toLowerCase()) throw new OtherKey(account);
  return account;
}

/**
 * Both signatures, given to the server, which checks everything again. The wallet is handed the messages that were built here from what the
 * page shows. Throws Strayed, before the wallet is asked, Refusal and what the wallet throws.
 */
export async function signInspection(wallet: Wallet, account: string, inspection: string, shown: Shown, answers: Answers): Promise<void> {
  const { claim } = await ask<Claim>(`/api/v1/workbench/claims/${shown.reportHash}`);
  const waiting = await ask<ToSign>(`/api/v1/inspections/${inspection}/typed-data`);
  const { document, inspection: about, attestation: word } = await expectedOf(shown, answers);
  const stray =
    strayOfClaim(claim.report, shown) ??
    strayIn(waiting.document, document, "document") ??
    strayIn(waiting.inspection, about, "inspection") ??
    strayIn(waiting.attestation, word, "attestation");
  if (stray !== null) throw new Strayed(stray);
  const signature = await wallet.signTyped(about as object, account);
  const attestation = await wallet.signTyped(word as object, account);
  await ask(`/api/v1/inspections/${inspection}/signatures`, { signature, attestation });
}

/** Hands a photo in under the wallet's signature over its hash (chapter 28, 28.15). Throws Refusal. */
export async function addPhoto(wallet: Wallet, account: string, inspection: string, file: File): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const hash = `0x${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  const form = new FormData();
  form.append("signature", await wallet.sign(`carbonix/inspection-photo/1\n${inspection}\n${hash}`, account));
  form.append("file", file);
  let answer: Response;
  try {
    answer = await fetch(`/api/v1/inspections/${inspection}/photos`, { method: "POST", body: form });
  } catch {
    throw new Refusal("ServerAway", 0, "");
  }
  const told = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
  if (!answer.ok) throw new Refusal(told.code ?? "", answer.status, told.detail ?? answer.statusText);
}
