/** One stream as the server tells it, and how it grows while the page is open. */
import type { Readings } from "./decimate";

export const MOST_POINTS = 86_400;

export interface Told {
  readonly unit: string;
  readonly zero: string;
  readonly million: string;
  readonly cadenceS: number;
  readonly stretchMs: number;
  readonly firstMs: number | null;
  readonly stepsMs: readonly number[];
  readonly values: readonly number[];
  readonly flagged: readonly { readonly timeMs: number; readonly value: number | null; readonly flags: readonly string[] }[];
  readonly gaps: readonly (readonly [number, number])[];
  readonly baseline: { readonly before: string; readonly now: string } | null;
}

const STEP = 1_000_000;
const MS = 1_000;

/** Readings in the declared unit; a picture needs no more digits than a double has. */
export class Series implements Readings {
  times: Float64Array;
  values: Float64Array;
  private readonly zero: number;
  private readonly factor: number;

  constructor(readonly told: Told) {
    this.zero = Number(told.zero);
    this.factor = (Number(told.million) - this.zero) / STEP;
    this.times = new Float64Array(told.values.length);
    let at = told.firstMs ?? 0;
    for (let place = 0; place < this.times.length; place++) {
      if (place > 0) at += told.stepsMs[place - 1] as number;
      this.times[place] = at / MS;
    }
    this.values = Float64Array.from(told.values, (stored) => this.shown(stored));
  }

  shown(stored: number): number {
    return this.zero + stored * this.factor;
  }

  /** Seconds without a reading above which the line breaks. */
  get gap(): number {
    return Math.max(3 * this.told.cadenceS, (2 * this.told.stretchMs) / MS);
  }

  get first(): number {
    return this.times[0] ?? 0;
  }

  get last(): number {
    return this.times[this.times.length - 1] ?? 0;
  }

  /** Adds newer readings (Unix ms, stored); beyond MOST_POINTS the oldest go. Answers whether there were any. */
  grow(fresh: readonly (readonly [number, number])[]): boolean {
    const newer = fresh.filter(([at]) => at / MS > this.last).sort((one, other) => one[0] - other[0]);
    if (newer.length === 0) return false;
    const kept = Math.max(0, this.times.length + newer.length - MOST_POINTS);
    const times = new Float64Array(this.times.length - kept + newer.length);
    const values = new Float64Array(times.length);
    times.set(this.times.subarray(kept));
    values.set(this.values.subarray(kept));
    newer.forEach(([at, stored], place) => {
      const there = times.length - newer.length + place;
      times[there] = at / MS;
      values[there] = this.shown(stored);
    });
    this.times = times;
    this.values = values;
    return true;
  }
}
