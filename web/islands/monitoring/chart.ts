/** Draws one stream with uPlot: the line, its gaps as bands, its flagged readings as marks, its baseline as a dashed line. */
import uPlot from "uplot";
import { decimated } from "./decimate";
import type { Series } from "./series";

const HEIGHT = 280;
const MARK = 3;
const STEP = 0.5; // of what is shown, for each press of a button
const SHORTEST_S = 10;
const DAY_S = 86_400;
const MINUTE_S = 60;

/** A mark of the axis: the day where marks are days apart, else the time of day; UTC, Gregorian. */
function clock(time: number, step: number): string {
  const text = new Date(time * 1_000).toISOString();
  if (step >= DAY_S) return text.slice(0, 10);
  if (time % DAY_S === 0) return text.slice(5, 10);
  return text.slice(11, step < MINUTE_S ? 19 : 16);
}

export class Chart {
  private readonly plot: uPlot;
  private from: number;
  private to: number;
  private readonly sizes: ResizeObserver;
  private readonly colours: { ink: string; line: string; quiet: string; red: string; amber: string };

  constructor(
    private readonly place: HTMLElement,
    private readonly series: Series,
    private readonly pointed: (time: number, value: number) => void,
  ) {
    this.from = series.first;
    this.to = series.last;
    const style = getComputedStyle(document.documentElement);
    const token = (name: string): string => style.getPropertyValue(name).trim();
    this.colours = { ink: token("--ink"), line: token("--green"), quiet: token("--line"), red: token("--red"), amber: token("--amber-soft") };
    place.replaceChildren();
    this.plot = new uPlot(this.options(), this.data(), place);
    this.sizes = new ResizeObserver(() => this.plot.setSize({ width: place.clientWidth, height: HEIGHT }));
    this.sizes.observe(place);
  }

  /** Lets go of the picture: a page that is open for days draws many anew. */
  destroy(): void {
    this.sizes.disconnect();
    this.plot.destroy();
  }

  /** Takes up what the series has gained; who looks at the newest end goes with it. */
  grew(before: number): void {
    if (this.to >= before) {
      this.from += this.series.last - this.to;
      this.to = this.series.last;
    }
    this.draw();
  }

  zoom(how: string): void {
    const length = this.to - this.from;
    const middle = (this.to + this.from) / 2;
    if (how === "in") this.look(middle - (length * STEP) / 2, middle + (length * STEP) / 2);
    if (how === "out") this.look(middle - length / STEP / 2, middle + length / STEP / 2);
    if (how === "earlier") this.look(this.from - length * STEP, this.to - length * STEP);
    if (how === "later") this.look(this.from + length * STEP, this.to + length * STEP);
    if (how === "all") this.look(this.series.first, this.series.last);
  }

  private look(from: number, to: number): void {
    const { first, last } = this.series;
    const length = Math.max(SHORTEST_S, Math.min(to - from, last - first));
    this.from = Math.max(first, Math.min(from, last - length));
    this.to = this.from + length;
    this.draw();
  }

  private draw(): void {
    this.plot.batch(() => {
      this.plot.setData(this.data(), false);
      this.plot.setScale("x", { min: this.from, max: this.to });
    });
  }

  private data(): uPlot.AlignedData {
    const columns = Math.max(100, Math.floor(this.place.clientWidth * devicePixelRatio));
    return decimated(this.series, this.from, this.to, columns, this.series.gap) as uPlot.AlignedData;
  }

  private options(): uPlot.Options {
    const { ink, line, quiet } = this.colours;
    const axis = { stroke: ink, grid: { stroke: quiet, width: 1 }, ticks: { stroke: quiet, width: 1 } };
    return {
      width: this.place.clientWidth,
      height: HEIGHT,
      tzDate: (time) => uPlot.tzDate(new Date(time * 1_000), "Etc/UTC"),
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false } },
      scales: { x: { time: true, min: this.from, max: this.to } },
      axes: [{ ...axis, space: 90, values: (_plot, times, _axis, _space, step) => times.map((time) => clock(time, step)) }, { ...axis, size: 58 }],
      series: [{}, { stroke: line, width: 1.5, points: { show: false } }],
      hooks: {
        drawClear: [(plot) => this.bands(plot)],
        draw: [(plot) => this.marks(plot)],
        setCursor: [(plot) => this.tell(plot)],
        setSelect: [(plot) => this.selected(plot)],
      },
    };
  }

  private bands(plot: uPlot): void {
    const { top, height } = plot.bbox;
    plot.ctx.fillStyle = this.colours.amber;
    for (const [start, end] of this.series.told.gaps) {
      const [left, right] = [start / 1_000, end / 1_000].map((time) => plot.valToPos(Math.max(this.from, Math.min(this.to, time)), "x", true)) as [number, number];
      if (right > left) plot.ctx.fillRect(left, top, right - left, height);
    }
  }

  private marks(plot: uPlot): void {
    const { ctx } = plot;
    const { baseline, flagged } = this.series.told;
    ctx.save();
    ctx.beginPath();
    ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
    ctx.clip();
    if (baseline !== null) {
      const y = plot.valToPos(Number(baseline.before), "y", true);
      ctx.strokeStyle = this.colours.ink;
      ctx.setLineDash([6, 6]);
      ctx.beginPath();
      ctx.moveTo(plot.bbox.left, y);
      ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
      ctx.stroke();
    }
    ctx.fillStyle = this.colours.red;
    for (const { timeMs, value } of flagged) {
      const time = timeMs / 1_000;
      if (value === null || time < this.from || time > this.to) continue;
      ctx.beginPath();
      ctx.arc(plot.valToPos(time, "x", true), plot.valToPos(this.series.shown(value), "y", true), MARK * devicePixelRatio, 0, 2 * Math.PI);
      ctx.fill();
    }
    ctx.restore();
  }

  private tell(plot: uPlot): void {
    const place = plot.cursor.idx;
    if (place === null || place === undefined) return;
    const [time, value] = [plot.data[0][place], plot.data[1]?.[place]];
    if (time !== undefined && value !== undefined && value !== null) this.pointed(time, value);
  }

  private selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 3) return;
    const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.look(from, to);
  }
}
