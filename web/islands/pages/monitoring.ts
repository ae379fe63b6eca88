/** /monitoring: draws the chosen stream and follows every sensor while the page is open. */
import "uplot/dist/uPlot.min.css";
import type { Chart } from "../monitoring/chart";
import { listen, type Reading } from "../monitoring/line";
import { Series, type Told } from "../monitoring/series";
import { filled, found } from "../words";

interface Handed {
  readonly device: string;
  readonly channel: string;
  readonly start: number;
  readonly end: number;
  /** The server had readings to show; else the first one that comes brings the picture. */
  readonly drawn: boolean;
  readonly words: Readonly<Record<"live" | "open" | "stale" | "lost" | "gap" | "failed" | "at" | "chart", string>>;
}

const KG_PER_CREDIT = 1_000n;
const SHOWN_DIGITS = 6;
const line = found("line");
const cards = new Map<string, HTMLElement>();
document.querySelectorAll<HTMLElement>("[data-stream]").forEach((card) => cards.set(card.dataset["stream"] ?? "", card));

const block = document.getElementById("monitoring");
const handed = block === null ? null : (JSON.parse(block.textContent) as Handed);
let series: Series | null = null;
let chart: Chart | null = null;
let newest = "";

if (handed !== null) {
  if (handed.drawn) void draw(handed);
  listen("/api/v1/monitoring/live", {
    readings: (readings) => heard(handed, readings),
    credits: showCredits,
    gap: () => {
      line.textContent = handed.words.gap;
      if (handed.drawn) void draw(handed);
    },
    state: (state) => {
      // A change of state is news to somebody who listens; each newer time is not.
      line.ariaLive = line.classList.contains(`line-${state}`) ? "off" : "polite";
      line.className = `line line-${state}`;
      document.querySelector(".live")?.classList.toggle("aged", state === "stale" || state === "lost");
      line.textContent = state === "open" && newest === "" ? handed.words.open : filled(handed.words[state === "open" ? "live" : state], { time: newest || "–" });
    },
  });
}

async function draw({ device, channel, start, end, words }: Handed): Promise<void> {
  const readout = found("readout");
  try {
    const asked = new URLSearchParams({ device, channel, start: String(start), end: String(series === null ? end : Math.max(end, Math.ceil(Date.now() / 1_000))) });
    const answer = await fetch(`/api/v1/monitoring/series?${asked.toString()}`);
    const told = (await answer.json()) as Told & { detail?: string };
    if (!answer.ok) throw new Error(told.detail ?? answer.statusText);
    series = new Series(told);
    if (series.times.length === 0) return;
    const drawn = await import("../monitoring/chart");
    const place = found("chart");
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", words.chart);
    chart?.destroy();
    chart = new drawn.Chart(place, series, (time, value) => {
      readout.textContent = filled(words.at, { time: clock(time * 1_000), value: Number(value.toPrecision(SHOWN_DIGITS)), unit: told.unit });
    });
    found("tools").hidden = false;
  } catch (fault) {
    readout.textContent = filled(words.failed, { reason: fault instanceof Error ? fault.message : String(fault) });
  }
}

document.getElementById("tools")?.addEventListener("click", (event) => {
  const how = (event.target as HTMLElement).dataset["zoom"];
  if (how !== undefined) chart?.zoom(how);
});

function heard({ device, channel, drawn }: Handed, readings: readonly Reading[]): void {
  if (!drawn) {
    location.reload();
    return;
  }
  for (const one of readings) {
    const card = cards.get(`${one.device}/${one.channel}`);
    newest = clock(one.timeMs);
    if (card === undefined) continue;
    const [value, time] = [card.querySelector("[data-value]"), card.querySelector("[data-time]")];
    if (value !== null) value.textContent = one.value;
    if (time !== null) time.textContent = `${newest} UTC`;
  }
  const own = readings.filter((one) => one.device === device && one.channel === channel);
  const before = series?.last ?? 0;
  if (series?.grow(own.map((one) => [one.timeMs, one.stored] as const)) === true) chart?.grew(before);
}

function showCredits(credits: Readonly<Record<string, string>>): void {
  document.querySelectorAll<HTMLElement>("[data-credits]").forEach((place) => {
    const kg = credits[place.dataset["credits"] ?? ""];
    if (kg !== undefined) place.textContent = creditsOf(BigInt(kg));
  });
}

/** Kilograms as credits of a tonne, exactly. */
function creditsOf(kg: bigint): string {
  const whole = (kg / KG_PER_CREDIT).toLocaleString("en");
  const rest = (kg % KG_PER_CREDIT).toString().padStart(3, "0").replace(/0+$/, "");
  return rest === "" ? whole : `${whole}.${rest}`;
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}
