/** Signs a wallet in: finds wallets (EIP-6963), asks one to sign our message (EIP-4361), hands the signature to the page's form. */
import { announcedWallets, sentenceOf, type Wallet } from "../wallets";
import { filled, found, handed } from "../words";

interface Words {
  readonly none: string;
  readonly waiting: string;
  readonly signed: string;
}

const words = handed<Words>("words");
const list = found("wallets");
const told = found("told");

announcedWallets((wallet) => {
  told.textContent = "";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = wallet.info.name;
  button.addEventListener("click", () => void signIn(wallet));
  list.append(button);
});
if (list.childElementCount === 0) told.textContent = words.none;

async function signIn(wallet: Wallet): Promise<void> {
  told.textContent = filled(words.waiting, { wallet: wallet.info.name });
  try {
    const address = await wallet.account();
    const answer = await fetch("/api/v1/auth/challenges", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ purpose: "sign_in", address }),
    });
    const challenge = (await answer.json()) as { message?: string; detail?: string };
    if (challenge.message === undefined) throw new Error(challenge.detail ?? answer.statusText);
    found<HTMLInputElement>("signature").value = await wallet.sign(challenge.message, address);
    found<HTMLTextAreaElement>("message").value = challenge.message;
    told.textContent = words.signed;
    found<HTMLFormElement>("by-wallet").submit();
  } catch (fault) {
    told.textContent = sentenceOf(fault);
  }
}
