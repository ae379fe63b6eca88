/** The line to the exchange: server-sent events that are joined without a gap, asked for anew after a break, and known to be old when silent. */
import type { BookMessage } from "./book";

export interface Print {
  readonly id: string;
  readonly timestamp: number;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly amount: string;
  readonly block: boolean;
}

export interface TapeMessage {
  readonly type: "snapshot" | "trades";
  readonly last?: string;
  readonly previous?: string;
  readonly trades?: readonly Print[];
  readonly gap?: { readonly first: string; readonly last: string };
}

export interface TickerMessage {
  readonly bid: string | null;
  readonly ask: string | null;
  readonly last: string | null;
  readonly halted: boolean;
}

export interface Heard {
  /** False if the message does not join to what was known. */
  book(message: BookMessage): boolean;
  trades(trades: readonly Print[]): void;
  /** Trades before this moment were missed for good: the list must be read again. */
  tapeBroken(): void;
  ticker(message: TickerMessage): void;
  /** The line stands, or has broken. */
  line(alive: boolean): void;
}

/** The server beats every 15 s (34.17): a line that is silent for longer is broken. */
const SILENCE_MS = 20_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 4_000;

export class Feed {
  private source: EventSource | null = null;
  private step = "";
  private lastTrade: string | null = null;
  private waitMs = FIRST_WAIT_MS;
  private silence = 0;
  private again = 0;

  constructor(
    private readonly address: string,
    private readonly heard: Heard,
  ) {}

  /** Listens from the last step that was seen, or from a snapshot. */
  open(): void {
    this.close();
    const source = new EventSource(this.step === "" ? this.address : `${this.address}&after=${this.step}`);
    this.source = source;
    source.addEventListener("open", () => {
      this.waitMs = FIRST_WAIT_MS;
      this.alive();
    });
    source.addEventListener("error", () => this.broken());
    this.on<BookMessage>("book", (message) => this.heard.book(message) || this.anew());
    this.on<TapeMessage>("trades", (message) => this.tape(message));
    this.on<TickerMessage>("ticker", (message) => this.heard.ticker(message));
    this.on("heartbeat", () => undefined);
    this.alive();
  }

  close(): void {
    window.clearTimeout(this.silence);
    window.clearTimeout(this.again);
    this.source?.close();
    this.source = null;
  }

  private on<Message>(name: string, take: (message: Message) => unknown): void {
    const source = this.source!;
    source.addEventListener(name, (event) => {
      if (source !== this.source) return;
      this.alive();
      if (event.lastEventId !== "") this.step = event.lastEventId;
      take(JSON.parse(event.data as string) as Message);
    });
  }

  private tape(message: TapeMessage): void {
    if (message.type === "snapshot") {
      if (this.lastTrade !== null && this.lastTrade !== message.last) this.heard.tapeBroken();
      this.lastTrade = message.last ?? "0";
      return;
    }
    const trades = message.trades ?? [];
    const joins = this.lastTrade === null || message.previous === this.lastTrade;
    this.lastTrade = trades[trades.length - 1]?.id ?? this.lastTrade;
    this.heard.trades(trades);
    if (!joins || message.gap !== undefined) this.heard.tapeBroken();
  }

  /** Something was missed: a snapshot mends it. */
  private anew(): void {
    this.step = "";
    this.open();
  }

  private alive(): void {
    window.clearTimeout(this.silence);
    this.silence = window.setTimeout(() => this.broken(), SILENCE_MS);
    if (this.source?.readyState === EventSource.OPEN) this.heard.line(true);
  }

  private broken(): void {
    this.close();
    this.heard.line(false);
    this.again = window.setTimeout(() => this.open(), this.waitMs);
    this.waitMs = Math.min(2 * this.waitMs, LONGEST_WAIT_MS);
  }
}
