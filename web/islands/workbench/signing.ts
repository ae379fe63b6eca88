/** What a verifier's wallet signs: photos by their hashes, and the two typed messages of an inspection. */
import { ask, Refusal } from "../market/door";
import { type Wallet } from "../wallets";

interface ToSign {
  readonly inspection: object;
  readonly attestation: object;
}

export class OtherKey extends Error {
  constructor(readonly account: string) {
    super(account);
  }
}

export class OtherChain extends Error {}

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

/** Both signatures, given to the server, which checks everything again. Throws Refusal and what the wallet throws. */
export async function signInspection(wallet: Wallet, account: string, inspection: string): Promise<void> {
  const waiting = await ask<ToSign>(`/api/v1/inspections/${inspection}/typed-data`);
  const signature = await wallet.signTyped(waiting.inspection, account);
  const attestation = await wallet.signTyped(waiting.attestation, account);
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
