/** The newest trades, in a fixed number of rows. */
import { money, whole } from "./amounts";
import type { Print } from "./feed";

const ROWS = 40;
const ISO_SECONDS = 19;
const ISO_DAY = 10;

export class Tape {
  constructor(
    private readonly body: HTMLElement,
    private readonly empty: HTMLElement,
    private readonly decimals: number,
    private readonly blockWord: string,
  ) {}

  /** Adds trades, oldest first. */
  add(trades: readonly Print[]): void {
    for (const trade of trades.slice(-ROWS)) this.body.prepend(this.row(trade));
    while (this.body.childElementCount > ROWS) this.body.lastElementChild!.remove();
    this.empty.hidden = this.body.childElementCount > 0;
  }

  /** Shows these instead of what stood there, oldest first. */
  replace(trades: readonly Print[]): void {
    this.body.replaceChildren();
    this.add(trades);
  }

  private row(trade: Print): HTMLElement {
    const line = document.createElement("tr");
    line.className = trade.side === "buy" ? "wants" : "offers";
    const price = cell(line, money(BigInt(trade.price), this.decimals), "number");
    if (trade.block) {
      const mark = document.createElement("abbr");
      mark.title = this.blockWord;
      mark.textContent = "B";
      price.append(" ", mark);
    }
    cell(line, whole(BigInt(trade.amount)), "number");
    const at = utc(trade.timestamp);
    const today = utc(Date.now()).slice(0, ISO_DAY);
    cell(line, at.startsWith(today) ? at.slice(ISO_DAY + 1) : at.slice(0, ISO_DAY)).title = at;
    return line;
  }
}

/** `2026-11-22 19:40:05`, in UTC. */
export function utc(ms: number): string {
  return new Date(ms).toISOString().slice(0, ISO_SECONDS).replace("T", " ");
}

/** A cell with a text at the end of a row. */
export function cell(line: HTMLElement, text: string, kind = ""): HTMLTableCellElement {
  const made = document.createElement("td");
  made.className = kind;
  made.textContent = text;
  line.append(made);
  return made;
}
