/** The order book as a ladder of rows that are made once: a hundred changes a second touch only the letters that differ. */
import { money, whole } from "./amounts";
import type { Step } from "./book";

interface Row {
  readonly line: HTMLTableRowElement;
  readonly button: HTMLButtonElement;
  readonly own: HTMLElement;
  readonly amount: HTMLElement;
  readonly total: HTMLElement;
  readonly orders: HTMLElement;
  price: bigint;
}

const PERCENT = 100n;

export class Ladder {
  private readonly asks: readonly Row[];
  private readonly bids: readonly Row[];

  constructor(
    asks: HTMLElement,
    bids: HTMLElement,
    readonly count: number,
    private readonly decimals: number,
    private readonly take: (price: bigint) => void,
  ) {
    this.asks = rowsIn(asks, "offers", count).reverse(); // the best ask stands at the bottom, next to the middle
    this.bids = rowsIn(bids, "wants", count);
    for (const row of [...this.asks, ...this.bids]) row.button.addEventListener("click", () => this.take(row.price));
    asks.parentElement!.addEventListener("keydown", (event) => this.walk(event));
  }

  /** Shows these levels; `own` says whether an order of one's own stands at a price. */
  show(asks: readonly Step[], bids: readonly Step[], own: (price: bigint, side: "ask" | "bid") => boolean): void {
    const most = [asks[asks.length - 1]?.total ?? 0n, bids[bids.length - 1]?.total ?? 0n].reduce((one, other) => (one > other ? one : other));
    this.lay(this.asks, asks, most, (price) => own(price, "ask"));
    this.lay(this.bids, bids, most, (price) => own(price, "bid"));
    const standing = this.standing();
    if (!standing.some((row) => row.button.tabIndex === 0)) for (const row of standing.slice(0, 1)) row.button.tabIndex = 0;
  }

  private lay(rows: readonly Row[], steps: readonly Step[], most: bigint, own: (price: bigint) => boolean): void {
    rows.forEach((row, place) => {
      const step = steps[place];
      row.line.hidden = step === undefined;
      if (step === undefined) {
        row.button.tabIndex = -1;
        return;
      }
      row.price = step.price;
      write(row.button, money(step.price, this.decimals));
      write(row.own, own(step.price) ? "★" : "");
      write(row.amount, whole(step.amount));
      write(row.total, whole(step.total));
      write(row.orders, String(step.orders));
      row.line.style.setProperty("--share", `${most === 0n ? 0n : (step.total * PERCENT) / most}%`);
    });
  }

  /** Arrows move from price to price; one price at a time is in the order of the Tab key. */
  private walk(event: KeyboardEvent): void {
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const standing = this.standing();
    const at = standing.findIndex((row) => row.button === event.target);
    const next = way === undefined || at < 0 ? undefined : standing[at + way];
    if (next === undefined) return;
    event.preventDefault();
    standing[at]!.button.tabIndex = -1;
    next.button.tabIndex = 0;
    next.button.focus();
  }

  private standing(): Row[] {
    return [...Array.from(this.asks).reverse(), ...this.bids].filter((row) => !row.line.hidden);
  }
}

/** Sets a text only where it differs. */
export function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function rowsIn(body: HTMLElement, side: string, count: number): Row[] {
  body.replaceChildren();
  return Array.from({ length: count }, () => {
    const line = document.createElement("tr");
    line.className = side;
    line.hidden = true;
    const [price, amount, total, orders] = [cell(line), cell(line), cell(line), cell(line)] as const;
    const own = document.createElement("span");
    own.className = "star";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "price";
    button.tabIndex = -1;
    price.append(own, button);
    body.append(line);
    return { line, button, own, amount, total, orders, price: 0n };
  });
}

function cell(line: HTMLElement): HTMLElement {
  const made = document.createElement("td");
  made.className = "number";
  line.append(made);
  return made;
}
