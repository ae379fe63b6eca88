/** The ticket's form: what it asks for, what is wrong with it, what it will cost; kept as it is typed, so that nothing is ever typed twice. */
import { filled, found } from "../words";
import { middle, money, quoteOf, readCredits, readMoney, type Quote } from "./amounts";
import { endsInTime, fieldsOfContract, type OrderWords } from "./order";
import type { Terms } from "./terms";
import type { Words } from "./vocabulary";

const ZERO_ADDRESS = "0x0000000000000000000000000000000000000000";
const ANY_COUNTRY = "0x0000";
const NO_MEMO = `0x${"0".repeat(64)}`;
const DRAFT = "carbonix-ticket";
const RETIRE_FLAG = "2";
const MS_PER_S = 1_000;
const DAY_MS = 86_400_000;
const LONGEST_S = 366 * 86_400;
const WORST_SHARE = 50n; // a market order's worst price is prefilled 2 % beyond the best one

export type Side = "buy" | "sell";

/** What somebody wants, read from the form. */
export interface Wish {
  readonly side: Side;
  readonly what: string;
  readonly credits: bigint;
  readonly price: bigint;
  readonly quote: Quote;
  readonly time: "gtc" | "post" | "ioc" | "fok";
  readonly market: boolean;
  readonly lastsS: number;
  readonly minimum: bigint;
  readonly retire: Readonly<Record<string, string>> | null;
  readonly recipient: string;
  readonly criteria: Criteria;
}

interface Criteria {
  readonly kind: string;
  readonly standard: string;
  readonly country: string;
  readonly vintageFrom: string;
  readonly vintageTo: string;
  readonly labels: string;
}

const NO_CRITERIA: Criteria = { kind: "0", standard: "0", country: ANY_COUNTRY, vintageFrom: "0", vintageTo: "0", labels: "0" };

export class TicketForm {
  readonly form = found<HTMLFormElement>("ticket");
  private priceTouched = false;
  private quotes: { bid: bigint | null; ask: bigint | null; last: bigint | null } = { bid: null, ask: null, last: null };

  constructor(
    private readonly terms: Terms,
    private readonly words: Words,
    private readonly nowMs: () => number,
  ) {
    this.restore();
    this.form.addEventListener("input", (event) => {
      if ((event.target as HTMLElement).id === "price") this.priceTouched = true;
      else if (["kind", "side"].includes((event.target as HTMLInputElement).name)) this.prefill();
      this.keep();
      this.show();
    });
    this.show();
  }

  /** The market's prices of this moment: a price that nobody has touched follows them. */
  follow(bid: bigint | null, ask: bigint | null, last: bigint | null): void {
    this.quotes = { bid, ask, last };
    if (!this.priceTouched) {
      this.prefill();
      this.show();
    }
  }

  /** Takes a price of the ladder. */
  take(price: bigint): void {
    this.field("price").value = money(price, this.terms.decimals).replaceAll(",", "");
    this.priceTouched = true;
    this.keep();
    this.show();
    this.field("credits").focus();
  }

  choose(side: Side): void {
    found<HTMLInputElement>(`side-${side}`).click();
    found<HTMLInputElement>(`side-${side}`).focus();
  }

  /** What is asked for, or the sentence that says what is wrong with it. */
  read(): Wish | string {
    const side: Side = found<HTMLInputElement>("side-buy").checked ? "buy" : "sell";
    const what = side === "buy" ? this.value("what") : "batch";
    const credits = readCredits(this.value("credits"));
    if (credits === null || credits === 0n) return this.words.creditsWrong;
    const price = readMoney(this.value("price"), this.terms.decimals);
    if (price === null || price === 0n) return this.words.priceWrong;
    const quote = quoteOf(credits, price, this.terms);
    if (quote === null) return filled(this.words.priceOffTick, { tick: money(this.terms.tick, this.terms.decimals) });
    const minimum = readCredits(this.value("minimum") || "0");
    if (minimum === null || minimum > credits) return this.words.minimumWrong;
    const lastsS = this.lastsS();
    if (lastsS === null) return this.words.dateWrong;
    const criteria = what === "criteria" ? this.criteria() : NO_CRITERIA;
    if (typeof criteria === "string") return criteria;
    const retire = side === "buy" && found<HTMLInputElement>("retire").checked;
    const recipient = retire ? this.value("recipient").toLowerCase() : "";
    if (recipient !== "" && !/^0x[0-9a-f]{40}$/.test(recipient)) return this.words.recipientWrong;
    if (retire && this.value("beneficiary") === "") return this.words.beneficiaryMissing;
    const kind = this.value("kind");
    return {
      side,
      what,
      credits,
      price,
      quote,
      time: kind === "market" ? "ioc" : (kind as Wish["time"]),
      market: kind === "market",
      lastsS,
      minimum,
      retire: retire ? this.details() : null,
      recipient: recipient || ZERO_ADDRESS,
      criteria,
    };
  }

  /** Shows which fields apply, and fee and net as they follow from what is typed. */
  show(): void {
    const side = found<HTMLInputElement>("side-buy").checked ? "buy" : "sell";
    const buys = side === "buy";
    this.field("what").disabled = !buys;
    found("criteria").hidden = !buys || this.value("what") !== "criteria";
    found("retire-choice").hidden = !buys;
    found("retirement").hidden = !buys || !found<HTMLInputElement>("retire").checked;
    found("date-field").hidden = this.value("lasts") !== "date";
    found("price-label").textContent = `${this.value("kind") === "market" ? this.words.worstPrice : this.words.price} ${this.terms.symbol}`;
    this.form.dataset["side"] = side;
    const wish = this.read();
    const told = (minor: bigint | null) => (minor === null ? "–" : `${money(minor, this.terms.decimals)} ${this.terms.symbol}`);
    const quote = typeof wish === "string" ? null : wish.quote;
    found("notional").textContent = told(quote?.notional ?? null);
    found("fee").textContent = told(quote?.fee ?? null);
    found("net-name").textContent = buys ? this.words.youPay : this.words.youReceive;
    found("net").textContent = told(quote === null ? null : buys ? quote.notional : quote.sellerReceives);
    found("delivery").textContent = this.delivery(buys ? this.value("what") : "batch");
    found("fault").textContent = typeof wish === "string" && this.priceTouched ? wish : "";
  }

  /** How it is delivered, before the server's ticket says it. */
  delivery(what: string): string {
    if (what === "batch") return filled(this.words.deliversBatch, { batch: this.terms.batch });
    if (what === "criteria") return this.words.deliversAny;
    return this.terms.contracts.find((one) => `contract:${one.code}` === what)?.rule ?? "";
  }

  /** The body of POST /api/v1/tickets. */
  bodyOf(wish: Wish, maker: string): object {
    const contract = wish.what.startsWith("contract:") ? { contract: wish.what.slice("contract:".length) } : {};
    return {
      maker,
      side: wish.side,
      credits: String(wish.credits),
      price: String(wish.price),
      batch: wish.what === "batch" ? this.terms.batch : "0",
      payment: this.terms.payment,
      recipient: wish.recipient,
      lastsS: wish.lastsS,
      minFill: String(wish.minimum),
      timeInForce: wish.time,
      market: wish.market,
      ...(wish.what === "criteria" ? wish.criteria : {}),
      ...contract,
      ...(wish.retire === null ? {} : { retire: { details: wish.retire } }),
    };
  }

  /** What the ticket's order must say, field by field, but for the numbers that only the exchange knows; a retirement's memo is its details' hash. */
  expected(wish: Wish, maker: string): OrderWords {
    return {
      maker,
      taker: ZERO_ADDRESS,
      recipient: wish.recipient,
      batch: wish.what === "batch" ? this.terms.batch : "0",
      ...wish.criteria,
      ...this.contractCriteria(wish.what),
      payment: this.terms.payment,
      side: wish.side,
      credits: String(wish.credits),
      price: String(wish.price),
      maxFeeBps: String(this.terms.fee_bps),
      flags: wish.retire === null ? "0" : RETIRE_FLAG,
      minFill: String(wish.minimum),
      ...(wish.retire === null ? { memo: NO_MEMO } : {}),
    };
  }

  /** True if the order ends when the form says. */
  ends(order: OrderWords, wish: Wish): boolean {
    return endsInTime(order, this.nowMs(), wish.lastsS);
  }

  /** The order stands: what was typed is no draft any more. */
  spent(): void {
    sessionStorage.removeItem(DRAFT);
    this.priceTouched = false;
  }

  private prefill(): void {
    if (this.priceTouched) return;
    const { bid, ask, last } = this.quotes;
    const buys = found<HTMLInputElement>("side-buy").checked;
    let price = bid !== null && ask !== null ? middle(bid, ask, this.terms.tick) : (ask ?? bid ?? last);
    const best = buys ? ask : bid;
    if (this.value("kind") === "market" && best !== null) {
      const worst = buys ? best + best / WORST_SHARE : best - best / WORST_SHARE;
      price = (worst / this.terms.tick) * this.terms.tick;
    }
    if (price !== null) this.field("price").value = money(price, this.terms.decimals).replaceAll(",", "");
  }

  private lastsS(): number | null {
    const told = this.value("lasts");
    if (told !== "date") return Number(told);
    const end = Date.parse(`${this.value("date")}T00:00:00Z`) + DAY_MS;
    const seconds = Math.floor((end - this.nowMs()) / MS_PER_S);
    return Number.isFinite(seconds) && seconds > 0 && seconds <= LONGEST_S ? seconds : null;
  }

  private contractCriteria(what: string): OrderWords {
    const contract = this.terms.contracts.find((one) => `contract:${one.code}` === what);
    return contract === undefined ? {} : fieldsOfContract(contract.criteria);
  }

  private criteria(): Criteria | string {
    const country = this.value("c-country").toUpperCase();
    if (!/^([A-Z]{2})?$/.test(country)) return this.words.countryWrong;
    const years = [this.value("c-from") || "0", this.value("c-to") || "0"] as const;
    if (!years.every((year) => /^(0|\d{4})$/.test(year))) return this.words.vintageWrong;
    const hex = Array.from(country, (letter) => letter.charCodeAt(0).toString(16)).join("");
    const boxes = Array.from(this.form.querySelectorAll<HTMLInputElement>("input[name=cLabel]:checked"));
    const labels = boxes.reduce((bits, box) => bits | (1n << BigInt(box.value)), 0n);
    return {
      kind: this.value("c-kind"),
      standard: this.value("c-standard"),
      country: hex === "" ? ANY_COUNTRY : `0x${hex}`,
      vintageFrom: years[0],
      vintageTo: years[1],
      labels: String(labels),
    };
  }

  private details(): Record<string, string> {
    const purpose = this.value("purpose");
    return { beneficiary: this.value("beneficiary"), ...(purpose === "" ? {} : { purpose }) };
  }

  private keep(): void {
    const fields = Array.from(this.form.elements) as HTMLInputElement[];
    const told = fields.filter((one) => one.id !== "" && one.id !== "wallet").map((one) => [one.id, one.type === "checkbox" || one.type === "radio" ? one.checked : one.value]);
    sessionStorage.setItem(DRAFT, JSON.stringify({ batch: this.terms.batch, fields: told }));
  }

  private restore(): void {
    const kept = sessionStorage.getItem(DRAFT);
    if (kept === null) return;
    const draft = JSON.parse(kept) as { batch: string; fields: [string, string | boolean][] };
    if (draft.batch !== this.terms.batch) return;
    for (const [id, value] of draft.fields) {
      const field = document.getElementById(id);
      if (field instanceof HTMLInputElement && typeof value === "boolean") field.checked = value;
      else if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && typeof value === "string") field.value = value;
    }
    this.priceTouched = true;
  }

  private field(id: string): HTMLInputElement {
    return found<HTMLInputElement>(id);
  }

  private value(id: string): string {
    return this.field(id).value.trim();
  }
}
