/** /workbench/{claim}: keeps the answers in this browser until the server has them, and lets a wallet sign photos and inspection. */
import { announceDemonstrationWallet } from "../market/demonstration_wallet";
import { Refusal } from "../market/door";
import { announcedWallets, sentenceOf, type Wallet } from "../wallets";
import { filled, found, handed } from "../words";
import { Draft, fieldsOf } from "../workbench/draft";
import type { Shown } from "../workbench/doubt";
import { accountOf, addPhoto, OtherChain, OtherKey, signInspection, Strayed } from "../workbench/signing";

interface Handed {
  readonly inspection: string;
  readonly open: boolean;
  readonly verifier: string;
  readonly here: string;
  readonly signIn: string;
  readonly chainId: number;
  readonly shown: Shown | null;
  readonly differing: readonly string[];
  readonly demonstrationWallet: boolean;
  readonly words: Readonly<Record<string, string>>;
}

const REJECTED = 4001;
const SAID = "said.";
const NOTE = "note.";
const bench = handed<Handed>("bench");
const say = (name: string, values: Readonly<Record<string, string | number>> = {}): string => filled(bench.words[name] ?? name, values);
let draft: Draft | null = null;
let chosen: Wallet | null = null;

if (bench.open) keepAnswers();
offerWallets();

function keepAnswers(): void {
  const form = found<HTMLFormElement>("answers");
  const made = new Draft(form, bench.inspection);
  draft = made;
  const at = made.restore();
  if (at !== null) tellOfDraft(made, at);
  form.addEventListener("input", () => made.keep());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, made);
  });
}

function tellOfDraft(made: Draft, at: string): void {
  const place = found("draft");
  const forget = document.createElement("button");
  forget.type = "button";
  forget.className = "small";
  forget.textContent = say("discard");
  forget.addEventListener("click", () => {
    made.forget();
    location.reload();
  });
  place.replaceChildren(`${say("draft", { time: `${at.slice(0, 19).replace("T", " ")} UTC` })} `, forget);
  place.hidden = false;
}

async function send(form: HTMLFormElement, made: Draft): Promise<void> {
  const told = found("kept");
  made.keep();
  if (!notesAreThere(form)) return;
  const fields = fieldsOf(form);
  const answers = Object.entries(fields)
    .filter(([name]) => name.startsWith(SAID))
    .map(([name, answer]) => ({ point: name.slice(SAID.length), answer, note: fields[NOTE + name.slice(SAID.length)] ?? "" }));
  told.textContent = say("keeping");
  try {
    const answer = await fetch(`/api/v1/inspections/${bench.inspection}/answers`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ answers }),
    });
    const problem = answer.ok ? {} : ((await answer.json().catch(() => ({}))) as { detail?: string; code?: string });
    if (!answer.ok) throw new Refusal(problem.code ?? "", answer.status, problem.detail ?? answer.statusText);
    made.settle();
    found("draft").hidden = true;
    told.textContent = say("kept");
  } catch (fault) {
    tell(told, fault instanceof TypeError ? new Refusal("ServerAway", 0, "") : fault);
  }
}

/** Marks each no and each does-not-apply without its reason, and goes to the first. */
function notesAreThere(form: HTMLFormElement): boolean {
  form.querySelectorAll(".wrong").forEach((mark) => mark.remove());
  const fields = fieldsOf(form);
  const lacking = Object.entries(fields).filter(([name, said]) => name.startsWith(SAID) && said !== "yes" && (fields[NOTE + name.slice(SAID.length)] ?? "").trim() === "");
  for (const [name] of lacking) {
    const note = found<HTMLTextAreaElement>(`note-${name.slice(SAID.length)}`);
    const mark = document.createElement("p");
    mark.className = "wrong";
    mark.id = `${note.id}-wrong`;
    mark.textContent = say("needsNote");
    note.setAttribute("aria-describedby", mark.id);
    note.after(mark);
  }
  const first = lacking[0];
  if (first !== undefined) found(`note-${first[0].slice(SAID.length)}`).focus();
  return first === undefined;
}

function offerWallets(): void {
  const places = [document.getElementById("wallets"), document.getElementById("key-wallets")];
  announcedWallets((wallet) => {
    chosen ??= wallet;
    if (places[0] != null) places[0].append(button(say("sign", { wallet: wallet.info.name }), () => sign(wallet)));
    if (places[1] != null) places[1].append(button(say("useKey", { wallet: wallet.info.name }), () => takeKey(wallet)));
    const told = document.getElementById("told");
    if (told !== null) told.textContent = "";
  });
  if (bench.demonstrationWallet) announceDemonstrationWallet();
  const told = document.getElementById("told");
  if (told !== null && chosen === null) told.textContent = say("none");
  document.getElementById("file")?.addEventListener("change", (event) => void takePhoto(event.target as HTMLInputElement));
}

function button(text: string, pressed: () => Promise<void>): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", () => void pressed());
  return made;
}

async function takeKey(wallet: Wallet): Promise<void> {
  try {
    found<HTMLInputElement>("key").value = (await wallet.account()).toLowerCase();
    found("key").closest("form")?.requestSubmit();
  } catch (fault) {
    window.alert(sentenceOf(fault));
  }
}

async function sign(wallet: Wallet): Promise<void> {
  const told = found("told");
  if (draft?.differs === true) {
    told.textContent = say("first");
    return;
  }
  told.textContent = say("look", { wallet: wallet.info.name });
  try {
    const [recomputed, shown] = [bench.differing[0], bench.shown];
    if (recomputed !== undefined) throw new Strayed(recomputed);
    if (shown === null) return;
    const account = await accountOf(wallet, bench.verifier, bench.chainId);
    await signInspection(wallet, account, bench.inspection, shown, fieldsOf(found<HTMLFormElement>("answers")));
    told.textContent = say("signed");
    location.assign(bench.here);
  } catch (fault) {
    tell(told, fault);
  }
}

async function takePhoto(input: HTMLInputElement): Promise<void> {
  const [told, file] = [found("photo-told"), input.files?.[0]];
  if (file === undefined) return;
  if (chosen === null) {
    told.textContent = say("none");
    return;
  }
  told.textContent = say("look", { wallet: chosen.info.name });
  try {
    const account = await accountOf(chosen, bench.verifier, bench.chainId);
    await addPhoto(chosen, account, bench.inspection, file);
    told.textContent = say("photoKept");
    if (draft === null || !draft.differs) location.reload();
  } catch (fault) {
    tell(told, fault);
  }
}

/** What went wrong and what to do, in the reader's language where the words are ours. */
function tell(place: HTMLElement, fault: unknown): void {
  place.replaceChildren();
  if (fault instanceof Refusal && fault.isSignedOut) {
    const link = document.createElement("a");
    link.href = bench.signIn;
    link.textContent = say("signIn");
    place.append(`${say("ended")} `, link);
  } else if (fault instanceof Refusal && fault.isAway) place.textContent = say("away");
  else if (fault instanceof Refusal) place.textContent = say("refused", { reason: fault.message });
  else if (fault instanceof OtherKey) place.textContent = say("otherKey", { account: fault.account, verifier: bench.verifier });
  else if (fault instanceof Strayed) place.textContent = say("stray", { field: fault.field });
  else if (fault instanceof OtherChain) place.textContent = say("chain", { chain: bench.chainId });
  else if ((fault as { code?: number }).code === REJECTED) place.textContent = say("rejected");
  else place.textContent = sentenceOf(fault);
}
