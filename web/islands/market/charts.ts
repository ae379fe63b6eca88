/** Candles with their volume, and the depth beside them. Charts draw whole ticks: the exact price is what a label says, never what a pixel does. */
import { CandlestickSeries, createChart, HistogramSeries, type IChartApi, type ISeriesApi, type UTCTimestamp } from "lightweight-charts";
import { money } from "./amounts";
import type { Step } from "./book";
import type { Print } from "./feed";

export interface ToldCandle {
  readonly timestamp: number;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string | null;
  readonly volume: string;
}

interface Candle {
  readonly start: number;
  open: bigint;
  high: bigint;
  low: bigint;
  close: bigint;
  volume: bigint;
}

const WIDTH_S: Readonly<Record<string, number>> = { "1m": 60, "5m": 300, "15m": 900, "1h": 3_600, "4h": 14_400, "1d": 86_400 };
const MS_PER_S = 1_000;
const ISO_DAY = 10;
const ISO_MINUTES = 16;
const DAY_S = 86_400;
const DEPTH_WIDTH = 1_000n;
const DEPTH_HEIGHT = 100n;
const CLEAR_OF_VOLUME = 0.25;

export class Candles {
  private readonly chart: IChartApi;
  private readonly prices: ISeriesApi<"Candlestick">;
  private readonly volumes: ISeriesApi<"Histogram">;
  private readonly widthS: number;
  private last: Candle | null = null;

  constructor(
    container: HTMLElement,
    frame: string,
    private readonly tick: bigint,
    decimals: number,
  ) {
    this.widthS = WIDTH_S[frame] ?? DAY_S;
    this.chart = createChart(container, {
      autoSize: true,
      layout: { attributionLogo: false, background: { color: "transparent" } },
      localization: {
        locale: "en-GB", // Gregorian dates, whatever calendar the reader's language prefers
        priceFormatter: (ticks: number) => money(BigInt(Math.round(ticks)) * tick, decimals),
        timeFormatter: (time: unknown) => iso(Number(time)).slice(0, ISO_MINUTES).replace("T", " "),
      },
      timeScale: {
        timeVisible: true,
        secondsVisible: false,
        tickMarkFormatter: (time: unknown) => (this.widthS < DAY_S ? iso(Number(time)).slice(5, ISO_MINUTES).replace("T", " ") : iso(Number(time)).slice(0, ISO_DAY)),
      },
      handleScroll: { vertTouchDrag: false },
    });
    this.prices = this.chart.addSeries(CandlestickSeries, { priceFormat: { type: "price", precision: 0, minMove: 1 } });
    this.volumes = this.chart.addSeries(HistogramSeries, { priceScaleId: "volume", priceFormat: { type: "volume" }, lastValueVisible: false, priceLineVisible: false });
    this.chart.priceScale("volume").applyOptions({ scaleMargins: { top: 1 - CLEAR_OF_VOLUME, bottom: 0 } });
    this.prices.priceScale().applyOptions({ scaleMargins: { top: 0.05, bottom: CLEAR_OF_VOLUME } });
    this.dress();
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
  }

  /** Shows candles, oldest first; those in which only blocks were printed have no price. */
  replace(told: readonly ToldCandle[]): void {
    const candles = told.flatMap((one) => read(one));
    this.prices.setData(candles.map((one) => this.drawn(one)));
    this.volumes.setData(candles.map((one) => this.bar(one)));
    this.last = candles[candles.length - 1] ?? null;
    this.chart.timeScale().fitContent();
  }

  /** Lets a trade move the candle of its time; a block sets no price (34.3). */
  add(trade: Print): void {
    if (trade.block) return;
    const start = Math.floor(trade.timestamp / MS_PER_S / this.widthS) * this.widthS;
    const price = BigInt(trade.price);
    if (this.last === null || start > this.last.start) this.last = { start, open: price, high: price, low: price, close: price, volume: 0n };
    if (start < this.last.start) return;
    const candle = this.last;
    candle.high = price > candle.high ? price : candle.high;
    candle.low = price < candle.low ? price : candle.low;
    candle.close = price;
    candle.volume += BigInt(trade.amount);
    this.prices.update(this.drawn(candle));
    this.volumes.update(this.bar(candle));
  }

  private drawn(candle: Candle) {
    const ticks = (price: bigint) => Number(price / this.tick);
    return { time: candle.start as UTCTimestamp, open: ticks(candle.open), high: ticks(candle.high), low: ticks(candle.low), close: ticks(candle.close) };
  }

  private bar(candle: Candle) {
    return { time: candle.start as UTCTimestamp, value: Number(candle.volume) };
  }

  /** Takes the page's own colours, in either theme. */
  private dress(): void {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const [up, down, line] = [colour("--green"), colour("--red"), colour("--line")];
    this.chart.applyOptions({
      layout: { textColor: colour("--quiet"), background: { color: "transparent" }, attributionLogo: false },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      rightPriceScale: { borderColor: line },
      timeScale: { borderColor: line },
    });
    this.prices.applyOptions({ upColor: up, wickUpColor: up, borderUpColor: up, downColor: down, wickDownColor: down, borderDownColor: down });
    this.volumes.applyOptions({ color: colour("--line") });
  }
}

/** Draws depth as two stairs over the prices from the last bid to the last ask that are given. */
export function drawDepth(picture: SVGSVGElement, bids: readonly Step[], asks: readonly Step[]): void {
  const prices = [...bids, ...asks].map((step) => step.price);
  const low = prices.reduce((one, other) => (other < one ? other : one), prices[0] ?? 0n);
  const high = prices.reduce((one, other) => (other > one ? other : one), prices[0] ?? 0n);
  const most = [bids[bids.length - 1]?.total ?? 0n, asks[asks.length - 1]?.total ?? 0n].reduce((one, other) => (other > one ? other : one));
  const stairs = (steps: readonly Step[], end: bigint) => {
    if (steps.length === 0 || high === low || most === 0n) return "";
    const x = (price: bigint) => ((price - low) * DEPTH_WIDTH) / (high - low);
    const y = (total: bigint) => DEPTH_HEIGHT - (total * DEPTH_HEIGHT) / most;
    const corners = steps.map((step, place) => `H${x(step.price)}V${y(step.total)}${place === steps.length - 1 ? `H${end}` : ""}`);
    return `M${x(steps[0]!.price)} ${DEPTH_HEIGHT}${corners.join("")}V${DEPTH_HEIGHT}Z`;
  };
  picture.querySelector(".bids")!.setAttribute("d", stairs(bids, 0n));
  picture.querySelector(".asks")!.setAttribute("d", stairs(asks, DEPTH_WIDTH));
}

function read(told: ToldCandle): Candle[] {
  const { open, high, low, close } = told;
  if (open === null || high === null || low === null || close === null) return [];
  const start = told.timestamp / MS_PER_S;
  return [{ start, open: BigInt(open), high: BigInt(high), low: BigInt(low), close: BigInt(close), volume: BigInt(told.volume) }];
}

function iso(seconds: number): string {
  return new Date(seconds * MS_PER_S).toISOString();
}
