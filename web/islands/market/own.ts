/** One's own: open orders, fills, balances and approvals; read again whenever something may have changed. */
import { sentenceOf, type Wallet } from "../wallets";
import { filled, found } from "../words";
import { money, tonnes, whole } from "./amounts";
import { ask, Refusal } from "./door";
import { DEMONSTRATION } from "./demonstration_wallet";
import { element } from "./placing";
import type { Signers } from "./signer";
import { cell, utc } from "./tape";
import type { Terms } from "./terms";
import type { Words } from "./vocabulary";

const SOON_MS = 400;
const ISO_MINUTES = 16;
const MS_PER_S = 1_000;
const WORD_LASTS_S = 300;
const FILLS = 30;

interface OwnOrder {
  readonly id: string;
  readonly batch: string;
  readonly side: "buy" | "sell";
  readonly maker: string;
  readonly price: string;
  readonly remaining: string;
  readonly type: string;
  readonly timeInForce: string;
  readonly expires: string;
}

interface OwnFill {
  readonly batch: string;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly amount: string;
  readonly fee: { readonly cost: string };
  readonly status: string;
  readonly transaction: string | null;
  readonly certificate: string | null;
  readonly timestamp: number;
}

interface Balances {
  readonly wallet: string;
  readonly block: number;
  readonly funds: string;
  readonly allowance: string;
  readonly promised: string;
  readonly creditsApproved: boolean;
  readonly credits: readonly { readonly batch: string; readonly heldKg: string; readonly frozenKg: string; readonly promisedKg: string }[];
}

export class Own {
  orders: readonly OwnOrder[] = [];
  private timer = 0;
  private due = 0;
  private wallets: readonly string[];
  private linking = false;
  private readonly shown = new Map<string, string>();

  constructor(
    private readonly terms: Terms,
    private readonly words: Words,
    private readonly signers: Signers,
    private readonly nowMs: () => number,
    private readonly changed: () => void,
  ) {
    this.wallets = terms.wallets;
    if (!terms.signedIn) return;
    tabs(found("own-tabs"));
    found("cancel-all").addEventListener("click", () => void this.cancelAll());
    document.getElementById("settle")?.addEventListener("click", () => void this.settle());
    document.getElementById("wallet")?.addEventListener("change", () => this.soon());
    this.soon();
  }

  /** Reads everything again a moment later, once for whatever happens until then. */
  soon(afterMs = SOON_MS): void {
    const due = Date.now() + afterMs;
    if (!this.terms.signedIn || (this.timer !== 0 && this.due <= due)) return;
    window.clearTimeout(this.timer);
    this.due = due;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.load();
    }, afterMs);
  }

  /** Takes every open order of the wallet back. */
  async cancelAll(): Promise<void> {
    if (!this.terms.signedIn) return;
    await this.guard(async () => {
      const makers = [...new Set((await this.readOrders()).map((one) => one.maker))];
      if (makers.length === 0) return this.say(this.words.nothingToCancel);
      let gone = 0;
      for (const maker of makers) {
        const validUntil = String(Math.floor(this.nowMs() / MS_PER_S) + WORD_LASTS_S);
        const text = ["carbonix/cancel-all/1", this.terms.chain_id, this.terms.exchange, maker, validUntil].join("\n");
        const told = await this.word<readonly object[]>("/api/v1/orders/cancellations", { maker }, { maker, validUntil }, text, maker);
        gone += told.length;
      }
      this.say(filled(this.words.cancelledAll, { count: gone }));
    });
  }

  /** The operator's word: every trade that waits goes to the chain. */
  private async settle(): Promise<void> {
    await this.guard(async () => {
      const batches = await ask<readonly { readonly trades: readonly object[] }[]>("/api/v1/settlements", {});
      this.say(filled(this.words.settled, { count: batches.reduce((sum, batch) => sum + batch.trades.length, 0) }));
    });
  }

  private async cancel(order: OwnOrder): Promise<void> {
    await this.guard(async () => {
      const text = ["carbonix/cancel-order/1", this.terms.chain_id, this.terms.exchange, order.id].join("\n");
      const told = await this.word<{ credits: string }>(`/api/v1/orders/${order.id}/cancellation`, {}, {}, text, order.maker);
      this.say(filled(this.words.cancelled, { credits: whole(BigInt(told.credits)) }));
    });
  }

  /** Says something about an order: the session is enough for a wallet of the account, else the wallet signs the words. */
  private async word<Answer>(path: string, plain: object, signed: object, text: string, maker: string): Promise<Answer> {
    const wallet = this.signers.chosen;
    if (this.wallets.includes(maker) || wallet === undefined) return ask<Answer>(path, plain);
    return ask<Answer>(path, { ...signed, signature: await wallet.sign(text, maker) });
  }

  private async guard(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (fault) {
      if (fault instanceof Refusal && fault.isSignedOut) this.say(this.words.signedOut);
      else if (fault instanceof Refusal && fault.isAway) this.say(this.words.away);
      else this.say(sentenceOf(fault));
    }
    this.soon();
  }

  private async load(): Promise<void> {
    try {
      const [orders, fills] = await Promise.all([
        this.readOrders(),
        ask<readonly OwnFill[]>(`/api/v1/account/trades?limit=${FILLS}`),
      ]);
      this.orders = orders;
      found("open-count").textContent = orders.length === 0 ? "" : `(${orders.length})`;
      this.renew("own-orders", orders, () => rows("own-orders", orders.map((one) => this.orderRow(one)), this.words.noOrders));
      this.renew("own-fills", fills, () => rows("own-fills", fills.map((one) => this.fillRow(one)), this.words.noFills));
      this.changed();
    } catch (fault) {
      if (fault instanceof Refusal && fault.isSignedOut) this.renew("own-orders", null, () => rows("own-orders", [], this.words.signedOut));
    }
    await this.loadBalances();
  }

  /** Draws what differs from what stands there: a button that is drawn anew has lost the focus of whoever was on it. */
  private renew(place: string, told: unknown, draw: () => void): void {
    const text = JSON.stringify(told);
    if (this.shown.get(place) === text) return;
    this.shown.set(place, text);
    draw();
  }

  private readOrders(): Promise<readonly OwnOrder[]> {
    return ask("/api/v1/account/orders/open?limit=200");
  }

  private async loadBalances(): Promise<void> {
    const [wallet, box, known] = [this.signers.chosen, found("balances"), this.wallets[0]];
    if (known !== undefined) {
      const balances = await ask<Balances>(`/api/v1/account?wallet=${known}`).catch(() => null);
      if (balances === null) return;
      const { block: _, ...lasting } = balances;
      this.renew("balances", lasting, () => box.replaceChildren(...this.balanceRows(balances)));
      return;
    }
    // A newcomer of the demonstration has balances at once; everybody else says so by a button and a signature.
    if (wallet?.info.rdns === DEMONSTRATION && !this.linking) {
      this.linking = true;
      return this.guard(() => this.link(wallet)); // without a word: it would stand where the answer to an order stands
    }
    box.replaceChildren(element("p", this.words.linkNeeded, "quiet"));
    if (wallet !== undefined) box.append(this.button(filled(this.words.link, { wallet: wallet.info.name }), () => void this.linkAndSay(wallet)));
  }

  private async linkAndSay(wallet: Wallet): Promise<void> {
    await this.guard(async () => {
      await this.link(wallet);
      this.say(this.words.linked);
    });
  }

  private async link(wallet: Wallet): Promise<void> {
    this.wallets = await this.signers.link(wallet, await this.signers.ready(wallet));
  }

  private balanceRows(balances: Balances): HTMLElement[] {
    const sum = (minor: string) => `${money(BigInt(minor), this.terms.decimals)} ${this.terms.symbol}`;
    const list = element("dl", "", "facts");
    const line = (name: string, value: string) => {
      const row = document.createElement("div");
      row.append(element("dt", name), element("dd", value));
      list.append(row);
    };
    line(this.words.funds, sum(balances.funds));
    line(this.words.allowance, sum(balances.allowance));
    line(this.words.promised, sum(balances.promised));
    for (const one of balances.credits) {
      const [held, promised, frozen] = [one.heldKg, one.promisedKg, one.frozenKg].map((kg) => `${tonnes(BigInt(kg))} t`);
      line(`${this.words.batch} ${one.batch}`, filled(this.words.held, { held: held!, promised: promised!, frozen: frozen! }));
    }
    line(this.words.creditsWord, balances.creditsApproved ? this.words.creditsMay : this.words.creditsMayNot);
    const taken = (what: "payment" | "credits") => this.button(this.words.revoke, () => void this.revoke(balances.wallet, what));
    if (balances.allowance !== "0") list.children[1]!.lastElementChild!.append(" ", taken("payment"));
    if (balances.creditsApproved) list.lastElementChild!.lastElementChild!.append(" ", taken("credits"));
    return [element("p", balances.wallet, "hash"), list];
  }

  private async revoke(account: string, what: "payment" | "credits"): Promise<void> {
    const wallet = this.signers.chosen;
    if (wallet === undefined) return this.say(this.words.noWallet);
    await this.guard(async () => {
      this.say(filled(this.words.approving, { wallet: wallet.info.name }));
      await this.signers.approve(wallet, account, what, 0n);
      this.say(this.words.revoked);
    });
  }

  private orderRow(order: OwnOrder): HTMLElement {
    const line = document.createElement("tr");
    line.className = order.side === "buy" ? "wants" : "offers";
    cell(line, order.batch === "0" ? this.words.criteriaBatch : order.batch);
    cell(line, this.words[order.side]);
    cell(line, money(BigInt(order.price), this.terms.decimals), "number");
    cell(line, whole(BigInt(order.remaining)), "number");
    cell(line, order.timeInForce === "GTC" ? order.type : `${order.type}, ${order.timeInForce}`);
    cell(line, utc(Number(order.expires) * MS_PER_S).slice(0, ISO_MINUTES));
    cell(line, "").append(this.button(this.words.cancel, () => void this.cancel(order), `${this.words.cancel}: ${this.words[order.side]} ${order.remaining}`));
    return line;
  }

  private fillRow(fill: OwnFill): HTMLElement {
    const line = document.createElement("tr");
    line.className = fill.side === "buy" ? "wants" : "offers";
    cell(line, fill.batch);
    cell(line, this.words[fill.side]);
    cell(line, money(BigInt(fill.price), this.terms.decimals), "number");
    cell(line, whole(BigInt(fill.amount)), "number");
    cell(line, money(BigInt(fill.fee.cost), this.terms.decimals), "number");
    const state = cell(line, fill.transaction === null ? fill.status : "");
    if (fill.transaction !== null) state.append(link(fill.status, `/explorer/tx/${fill.transaction}`));
    if (fill.certificate !== null) state.append(" ", link(filled(this.words.certificate, { number: fill.certificate }), `/c/${fill.certificate}`));
    cell(line, utc(fill.timestamp));
    return line;
  }

  private button(text: string, act: () => void, label = text): HTMLButtonElement {
    const button = element("button", text, "plain") as HTMLButtonElement;
    button.type = "button";
    button.ariaLabel = label;
    button.addEventListener("click", act);
    return button;
  }

  private say(text: string): void {
    found("said").textContent = text;
  }
}

function rows(id: string, lines: readonly HTMLElement[], none: string): void {
  const empty = document.createElement("tr");
  const told = cell(empty, none, "quiet");
  told.colSpan = 7;
  found(id).replaceChildren(...(lines.length === 0 ? [empty] : lines));
}

function link(text: string, href: string): HTMLAnchorElement {
  const made = element("a", text) as HTMLAnchorElement;
  made.href = href;
  return made;
}

/** Tabs by the keyboard as everywhere: arrows choose, Tab goes into what is chosen. */
function tabs(list: HTMLElement): void {
  const all = Array.from(list.querySelectorAll<HTMLElement>("[role=tab]"));
  const choose = (chosen: HTMLElement) => {
    for (const tab of all) {
      tab.ariaSelected = String(tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      found(tab.getAttribute("aria-controls")!).hidden = tab !== chosen;
    }
    chosen.focus();
  };
  for (const tab of all) tab.addEventListener("click", () => choose(tab));
  list.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const at = all.indexOf(event.target as HTMLElement);
    if (way === undefined || at < 0) return;
    event.preventDefault();
    choose(all[(at + way + all.length) % all.length]!);
  });
}
