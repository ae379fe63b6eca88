/**
 * The last step of a retirement for many: what the server prepared is held against the rows that the page shows, the reader keeps the
 * portions file, then a wallet of theirs signs and sends.
 */
import { announceDemonstrationWallet } from "../market/demonstration_wallet";
import { type Row, type Shown, strayOf, type Transaction } from "../retire/doubt";
import { type Json } from "../verifier/canonical";
import { announcedWallets, sentenceOf, type Wallet } from "../wallets";
import { filled, found, handed } from "../words";

interface Known {
  readonly transaction: Transaction;
  readonly certificates: string;
  readonly chainId: number;
  readonly document: string;
  readonly demonstrationWallet: boolean;
}

const known = handed<Known>("retire-known");
const words = handed<Record<string, string>>("retire-words");
const list = found("wallets");
const told = found("told");
const keep = found<HTMLAnchorElement>("keep");
let isKept = false;
let isSent = false;
let isAsked = false;

/** What stands in the plan, as it stands there. */
function part(name: string): string {
  const { dataset, textContent } = found(`plan-${name}`);
  return dataset["value"] ?? textContent;
}

function rows(): Row[] {
  const lines = found<HTMLTableElement>("plan-rows").tBodies[0]!.rows;
  return Array.from(lines, ({ cells }) => {
    const [name, beneficiary, kg] = Array.from(cells, (cell) => cell.textContent);
    return { name: name!, beneficiary: beneficiary!, kg: kg!.replaceAll(",", "") };
  });
}

const shown: Shown = {
  contract: part("contract"),
  certificates: known.certificates,
  chainId: known.chainId,
  batch: part("batch"),
  holder: part("holder"),
  purpose: part("purpose"),
  use: part("use"),
  rows: rows(),
};
/** Settled before anything is kept or sent. */
const doubt = strayOf(known.transaction, JSON.parse(known.document) as Json, shown);

keep.href = URL.createObjectURL(new Blob([known.document], { type: "application/json" }));
keep.addEventListener("click", () => (isKept = true));
if (known.demonstrationWallet) announceDemonstrationWallet();
announcedWallets((wallet) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = wallet.info.name;
  button.addEventListener("click", () => void retire(wallet));
  list.append(button);
  told.textContent = "";
});
if (list.childElementCount === 0) told.textContent = words.none!;

async function retire(wallet: Wallet): Promise<void> {
  if (isSent || isAsked) return; // a second signature would be a second retirement
  const { name } = wallet.info;
  isAsked = true;
  try {
    const stray = await doubt;
    if (stray !== null) {
      told.textContent = filled(words.stray!, { field: stray });
      return;
    }
    if (!isKept) {
      told.textContent = words.keepFirst!;
      keep.focus();
      return;
    }
    told.textContent = filled(words.waiting!, { wallet: name });
    const account = (await wallet.account()).toLowerCase();
    if (account !== known.transaction.from) {
      told.textContent = filled(words.otherAccount!, { wallet: name, account, holder: known.transaction.from });
      return;
    }
    if ((await wallet.chainId()) !== known.chainId) {
      told.textContent = words.otherChain!;
      await wallet.goTo(known.chainId);
      return;
    }
    const transaction = await wallet.send(known.transaction);
    isSent = true;
    show(transaction);
  } catch (fault) {
    told.textContent = sentenceOf(fault);
  } finally {
    isAsked = false;
  }
}

function show(transaction: string): void {
  for (const button of list.querySelectorAll("button")) button.disabled = true;
  const link = document.createElement("a");
  link.href = `/explorer/tx/${encodeURIComponent(transaction)}`;
  link.textContent = words.see!;
  told.replaceChildren(filled(words.sent!, { transaction }), " ", link);
}
