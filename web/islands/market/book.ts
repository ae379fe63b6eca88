/** The public book of one market as the stream tells it: a snapshot, then differences that join to it by number (34.14). */

export interface Level {
  readonly price: bigint;
  readonly amount: bigint;
  readonly orders: number;
}

/** A level with what stands from the best price up to it. */
export interface Step extends Level {
  readonly total: bigint;
}

type Told = readonly [price: string, amount: string, orders: number, shared: string];

export interface BookMessage {
  readonly type: "snapshot" | "delta";
  readonly sequence: number;
  readonly previous?: number;
  readonly bids: readonly Told[];
  readonly asks: readonly Told[];
}

export class Book {
  sequence = -1;
  private readonly bids = new Map<string, Level>();
  private readonly asks = new Map<string, Level>();

  /** Takes a message up; false if it does not join to what is known: something was missed. */
  take(message: BookMessage): boolean {
    if (message.type === "snapshot") {
      this.bids.clear();
      this.asks.clear();
    } else if (message.previous !== this.sequence) {
      return false;
    }
    lay(this.bids, message.bids);
    lay(this.asks, message.asks);
    this.sequence = message.sequence;
    return true;
  }

  /** The best `count` levels, prices gathered in steps of `step`, away from the middle: nobody sees a better price than there is. */
  bestBids(step: bigint, count: number): Step[] {
    return gathered(this.bids, (price) => (price / step) * step, (one, other) => (one > other ? -1 : 1), count);
  }

  bestAsks(step: bigint, count: number): Step[] {
    return gathered(this.asks, (price) => ((price + step - 1n) / step) * step, (one, other) => (one < other ? -1 : 1), count);
  }
}

function lay(levels: Map<string, Level>, told: readonly Told[]): void {
  for (const [price, amount, orders] of told) {
    if (amount === "0") levels.delete(price);
    else levels.set(price, { price: BigInt(price), amount: BigInt(amount), orders });
  }
}

function gathered(
  levels: Map<string, Level>,
  place: (price: bigint) => bigint,
  before: (one: bigint, other: bigint) => number,
  count: number,
): Step[] {
  const found: Step[] = [];
  let total = 0n;
  for (const level of Array.from(levels.values()).sort((one, other) => before(one.price, other.price))) {
    const price = place(level.price);
    const last = found[found.length - 1];
    total += level.amount;
    if (last?.price === price) {
      found[found.length - 1] = { price, amount: last.amount + level.amount, orders: last.orders + level.orders, total };
    } else {
      if (found.length === count) break;
      found.push({ price, amount: level.amount, orders: level.orders, total });
    }
  }
  return found;
}
