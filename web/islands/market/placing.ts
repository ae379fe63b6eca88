/** The way of an order from the form to the book: ticket, reading, signature, sending. Whatever fails names its remedy and loses nothing. */
import { sentenceOf, type Wallet } from "../wallets";
import { filled, found } from "../words";
import { money, whole } from "./amounts";
import { ask, Refusal } from "./door";
import type { TicketForm, Wish } from "./form";
import { detailsHash, instructionsOf, strayField, typedDataOf, fieldsOf, type OrderWords, type Ticket } from "./order";
import { WrongChain, type Signers } from "./signer";
import { utc } from "./tape";
import type { Terms } from "./terms";
import type { Words } from "./vocabulary";

const REJECTED = 4001;
const MS_PER_S = 1_000n;
const JUDGED_APART: readonly string[] = ["salt", "expiry", "epoch", "memo"]; // what the form alone does not say to the letter
const APPROVAL_LOOKS = 30;
const LOOK_MS = 1_000;

interface Placed {
  readonly status: "open" | "closed" | "canceled";
  readonly trades: readonly { readonly credits: string; readonly price: string }[];
  readonly restingCredits: string;
  readonly withdrawn: string | null;
}

interface Sent {
  readonly order: OrderWords;
  readonly signature: string;
  readonly clientOrderId: string;
}

export class Placing {
  private readonly dialog = found<HTMLDialogElement>("review");
  private ticket: Ticket | null = null;
  private wish: Wish | null = null;
  private maker = "";
  /** The ticket that a wallet is asked to sign now: a second press must not sign it twice. */
  private signing: Ticket | null = null;
  /** Signed and perhaps not arrived: it can be sent again and acts once. */
  private sent: Sent | null = null;

  constructor(
    private readonly terms: Terms,
    private readonly words: Words,
    private readonly form: TicketForm,
    private readonly signers: Signers,
    private readonly placed: () => void,
  ) {
    form.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.dialog.open) void this.review();
    });
    found("sign").addEventListener("click", () => void this.sign());
    found("back").addEventListener("click", () => this.leave());
    this.dialog.addEventListener("cancel", () => this.leave());
  }

  /** Asks for the ticket of what the form says and shows it. */
  async review(): Promise<void> {
    const wish = this.form.read();
    this.clear();
    if (typeof wish === "string") return this.say(wish, "fault");
    const wallet = this.signers.chosen;
    if (wallet === undefined) return this.say(this.words.noWallet);
    this.say(filled(this.words.asking, { wallet: wallet.info.name }));
    await this.guard(wallet, async () => {
      this.maker = await this.signers.ready(wallet);
      const ticket = await ask<Ticket>("/api/v1/tickets", this.form.bodyOf(wish, this.maker));
      const fault = await this.doubt(ticket, wish, wallet);
      if (fault !== null) return this.say(fault);
      this.ticket = ticket;
      this.wish = wish;
      this.say("");
      this.show(ticket, wish);
    }, () => void this.review());
  }

  /** Why this ticket must not be signed; null if it says to the last unit what was asked and worked out here. */
  private async doubt(ticket: Ticket, wish: Wish, wallet: Wallet): Promise<string | null> {
    const asked = this.form.expected(wish, this.maker);
    const unknown = fieldsOf(this.terms.signed.type).find(({ name }) => !(name in asked) && !JUDGED_APART.includes(name));
    const stray = unknown?.name ?? strayField(ticket.order, asked);
    if (stray !== null) return filled(this.words.stray, { field: stray });
    const told = instructionsOf(BigInt(ticket.order["salt"] ?? "0"));
    if (told.time !== wish.time || told.market !== wish.market || !told.plain) return filled(this.words.stray, { field: "salt" });
    if (!this.form.ends(ticket.order, wish)) return filled(this.words.stray, { field: "expiry" });
    const epoch = await this.signers.epochOf(wallet, this.maker);
    if (ticket.order["epoch"] !== String(epoch)) return filled(this.words.stray, { field: "epoch" });
    const memo = wish.retire === null ? ticket.order["memo"] : await detailsHash(wish.retire, ticket.retirement?.salt ?? "");
    if (memo !== ticket.order["memo"]) return filled(this.words.stray, { field: "memo" });
    const same =
      BigInt(ticket.quote.notional) === wish.quote.notional &&
      BigInt(ticket.quote.fee) === wish.quote.fee &&
      BigInt(ticket.quote.buyerPays) === wish.quote.notional &&
      BigInt(ticket.quote.sellerReceives) === wish.quote.sellerReceives;
    return same ? null : this.words.feeDiffers;
  }

  private show(ticket: Ticket, wish: Wish): void {
    found("review-sentences").replaceChildren(...this.sentences(ticket, wish).map((text) => element("li", text)));
    const delivery = found("review-delivery");
    delivery.textContent = wish.what === "batch" ? this.form.delivery(wish.what) : ticket.deliveryRule;
    if (wish.what !== "batch") delivery.lang = "en";
    found("review-fields").replaceChildren(...this.fields(ticket.order));
    found("review-said").textContent = "";
    this.dialog.showModal();
    found("sign").focus();
  }

  private sentences(ticket: Ticket, wish: Wish): string[] {
    const words = this.words;
    const sum = (minor: bigint) => `${money(minor, this.terms.decimals)} ${this.terms.symbol}`;
    const values = {
      credits: whole(wish.credits),
      price: sum(wish.price),
      notional: sum(wish.quote.notional),
      fee: sum(wish.quote.fee),
      net: sum(wish.quote.sellerReceives),
      minimum: whole(wish.minimum),
      until: `${utc(Number(BigInt(ticket.order["expiry"] ?? "0") * MS_PER_S))} UTC`,
      recipient: wish.recipient === ticket.order["taker"] ? this.maker : wish.recipient,
    };
    const buys = wish.side === "buy";
    const time = wish.market ? words.marketSentence : words[`${wish.time}Sentence`];
    const told = [buys ? words.buySentence : words.sellSentence, buys ? words.paySentence : words.receiveSentence, time];
    if (wish.minimum > 0n) told.push(words.minimumSentence);
    if (wish.retire !== null) told.push(words.retireSentence);
    return told.map((sentence) => filled(sentence, values));
  }

  private fields(order: OrderWords): HTMLElement[] {
    const human: Readonly<Record<string, (value: string) => string>> = {
      price: (value) => `${money(BigInt(value), this.terms.decimals)} ${this.terms.symbol} (${value})`,
      expiry: (value) => `${utc(Number(BigInt(value) * MS_PER_S))} UTC (${value})`,
      credits: (value) => `${whole(BigInt(value))} tCO2e`,
      maxFeeBps: (value) => `${value} bp = ${money(BigInt(value) * 10_000n, 6)} %`,
      salt: (value) => `${instructionsOf(BigInt(value)).market ? "market, " : ""}${instructionsOf(BigInt(value)).time} (${value})`,
      side: (value) => `${value} (${value === "buy" ? 0 : 1})`,
    };
    return fieldsOf(this.terms.signed.type).map(({ name, type }) => {
      const line = document.createElement("div");
      const value = order[name] ?? "";
      line.append(element("dt", `${name}, ${type}`), element("dd", human[name]?.(value) ?? value, "whole"));
      return line;
    });
  }

  /** Back to the form: a signature that a wallet still gives for this ticket is not used. */
  private leave(): void {
    this.ticket = null;
    this.dialog.close();
  }

  private async sign(): Promise<void> {
    const [wallet, ticket] = [this.signers.chosen, this.ticket];
    if (wallet === undefined || ticket === null || ticket === this.signing) return;
    this.signing = ticket;
    found("review-said").textContent = filled(this.words.signing, { wallet: wallet.info.name });
    await this.guard(wallet, async () => {
      await this.signers.require(wallet);
      const signature = await wallet.signTyped(typedDataOf(ticket.order, this.terms), this.maker);
      if (ticket !== this.ticket) return;
      this.sent = { order: ticket.order, signature, clientOrderId: crypto.randomUUID() };
      this.dialog.close();
      await this.send();
    }, () => void this.sign(), () => this.signed(ticket));
  }

  private signed(ticket: Ticket): void {
    if (this.signing === ticket) this.signing = null;
  }

  /** Sends what was signed; the same request again acts once (32.7). */
  async send(): Promise<void> {
    const [sent, wallet] = [this.sent, this.signers.chosen];
    if (sent === null || wallet === undefined) return;
    this.clear();
    this.say(this.words.sending);
    await this.guard(wallet, () => this.enter(), () => void this.send());
  }

  private async enter(): Promise<void> {
    if (this.sent === null) return;
    const placed = await ask<Placed>("/api/v1/orders", this.sent);
    this.sent = null;
    this.form.spent();
    this.say(this.outcome(placed));
    this.placed();
  }

  private outcome(placed: Placed): string {
    const sentence = { open: this.words.placedOpen, closed: this.words.placedClosed, canceled: this.words.placedCanceled }[placed.status];
    const filledCredits = placed.trades.reduce((sum, one) => sum + BigInt(one.credits), 0n);
    const told = filled(sentence, { filled: whole(filledCredits), resting: whole(BigInt(placed.restingCredits)), reason: placed.withdrawn ?? "" });
    const retirement = this.ticket?.retirement;
    return retirement ? `${told} ${filled(this.words.saltKept, { salt: retirement.salt })}` : told;
  }

  /** Does something that may fail, and turns each failure into a sentence and a button that mends it. */
  private async guard(wallet: Wallet, act: () => Promise<void>, again: () => void, ended: () => void = () => undefined): Promise<void> {
    try {
      await act();
    } catch (fault) {
      if (this.dialog.open && !(fault instanceof Refusal)) found("review-said").textContent = this.wordsOf(fault, wallet);
      else if (this.dialog.open) this.dialog.close();
      this.say(this.wordsOf(fault, wallet));
      this.remedy(fault, wallet, again);
    } finally {
      ended();
    }
  }

  private wordsOf(fault: unknown, wallet: Wallet): string {
    if (fault instanceof WrongChain) return filled(this.words.wrongChain, { wallet: wallet.info.name, chain: this.terms.chain_id });
    if (fault instanceof Refusal) {
      if (fault.isSignedOut) return this.words.signedOut;
      if (fault.isAway) return this.words.away;
      return filled(this.words.refused, { reason: fault.message, name: fault.code });
    }
    if ((fault as { code?: number }).code === REJECTED) return this.words.rejected;
    return filled(this.words.walletFault, { reason: sentenceOf(fault) });
  }

  private remedy(fault: unknown, wallet: Wallet, again: () => void): void {
    const at = this.dialog.open ? () => this.dialog.close() : () => undefined;
    if (fault instanceof WrongChain) {
      at();
      this.offer(this.words.switchChain, () => void this.guard(wallet, async () => {
        await wallet.goTo(this.terms.chain_id);
        this.clear();
        this.say("");
        again();
      }, again));
    } else if (fault instanceof Refusal && fault.isSignedOut) {
      this.offer(this.words.signInWallet, () => void this.guard(wallet, async () => {
        await this.signers.signIn(wallet, await this.signers.ready(wallet));
        again();
      }, again));
      this.link(this.words.signInAgain, `${this.terms.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
    } else if (fault instanceof Refusal && fault.isAway) {
      this.offer(this.words.resend, again);
    } else if (fault instanceof Refusal && fault.code === "MissingApproval" && this.wish !== null) {
      const wish = this.wish;
      const needed = BigInt(String(fault.facts["needed"] ?? wish.quote.notional));
      this.offer(wish.side === "buy" ? this.words.approvePayment : this.words.approveCredits, () => void this.approve(wallet, wish, needed));
    }
  }

  /** Approves what the refusal says is needed with all open orders, then sends the signed order until the chain has the approval. */
  private async approve(wallet: Wallet, wish: Wish, needed: bigint): Promise<void> {
    await this.guard(wallet, async () => {
      this.clear();
      this.say(filled(this.words.approving, { wallet: wallet.info.name }));
      await this.signers.approve(wallet, this.maker, wish.side === "buy" ? "payment" : "credits", needed);
      this.say(this.words.approved);
      for (let look = 0; look < APPROVAL_LOOKS; ++look) {
        try {
          return await this.enter();
        } catch (fault) {
          if (!(fault instanceof Refusal) || fault.code !== "MissingApproval") throw fault;
          await new Promise((wake) => window.setTimeout(wake, LOOK_MS));
        }
      }
      this.say(this.words.approvalSlow);
      this.offer(this.words.resend, () => void this.send());
    }, () => void this.approve(wallet, wish, needed));
  }

  private say(text: string, where = "said"): void {
    found(where).textContent = text;
  }

  private clear(): void {
    found("remedies").replaceChildren();
    found("said").textContent = "";
  }

  private offer(text: string, act: () => void): void {
    const button = element("button", text, "plain") as HTMLButtonElement;
    button.type = "button";
    button.addEventListener("click", act);
    found("remedies").append(button);
    button.focus();
  }

  private link(text: string, href: string): void {
    const link = element("a", text) as HTMLAnchorElement;
    link.href = href;
    found("remedies").append(link);
  }
}

/** An element with a text. */
export function element(tag: string, text: string, kind = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = kind;
  return made;
}
