/** The market's page: joins the line to the exchange with ladder, tape, charts, ticket and one's own orders. */
import { filled, found, handed } from "../words";
import { money, whole } from "../market/amounts";
import { Book } from "../market/book";
import { Candles, drawDepth, type ToldCandle } from "../market/charts";
import { announceDemonstrationWallet } from "../market/demonstration_wallet";
import { ask } from "../market/door";
import { Feed, type Heard, type Print } from "../market/feed";
import { TicketForm } from "../market/form";
import { Ladder, write } from "../market/ladder";
import { Own } from "../market/own";
import { Placing } from "../market/placing";
import { Signers } from "../market/signer";
import { Tape, utc } from "../market/tape";
import { termsOf } from "../market/terms";
import type { Words } from "../market/vocabulary";

const LEVELS = 11;
const DEPTH_LEVELS = 60;
const DEPTH_EVERY_MS = 250;
const DAY_EVERY_MS = 2_000;
const OWN_EVERY_MS = 1_500; // however busy the market is, one's own is not asked for more often by it
const CANDLES = 300;
const TRADES = 40;

const terms = termsOf("market-terms");
const words = handed<Words>("market-words");
const page = found("market");
const opened = Date.now();
const chainMs = Number(page.dataset["chainTime"] ?? "0") * 1_000;

if (terms.demonstrationWallet) announceDemonstrationWallet();
const book = new Book();
const signers = new Signers(document.querySelector<HTMLSelectElement>("#wallet"), terms);
/** Chain time, which judges expiries; a demonstration's runs ahead of the reader's clock. */
const nowMs = (): number => (chainMs === 0 ? Date.now() : chainMs + Date.now() - opened);
const form = new TicketForm(terms, words, nowMs);
const own = new Own(terms, words, signers, nowMs, () => draw());
const placing = terms.mayTrade ? new Placing(terms, words, form, signers, () => own.soon()) : null;
const ladder = new Ladder(found("asks"), found("bids"), LEVELS, terms.decimals, (price) => form.take(price));
const tape = new Tape(found("trades"), found("no-trades"), terms.decimals, words.block);
const candles = new Candles(found("candles"), terms.frame, terms.tick, terms.decimals);
const group = found<HTMLSelectElement>("group");

let asked = false;
let depthTimer = 0;
let dayTimer = 0;
let heardAt = Date.now();
let last: bigint | null = null;

/** Draws the book once before the next picture, however often it changed. */
function draw(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    const step = BigInt(group.value) * terms.tick;
    const [bids, asks] = [book.bestBids(step, LEVELS), book.bestAsks(step, LEVELS)];
    ladder.show(asks, bids, (price, side) => isOwn(price, side, step));
    const [bid, offer] = [book.bestBids(1n, 1)[0]?.price ?? null, book.bestAsks(1n, 1)[0]?.price ?? null];
    write(found("best-bid"), shown(bid));
    write(found("best-ask"), shown(offer));
    write(found("spread"), spread(bid, offer));
    form.follow(bid, offer, last);
  });
  if (depthTimer === 0) depthTimer = window.setTimeout(drawStairs, DEPTH_EVERY_MS);
}

function drawStairs(): void {
  depthTimer = 0;
  drawDepth(found("depth") as unknown as SVGSVGElement, book.bestBids(terms.tick, DEPTH_LEVELS), book.bestAsks(terms.tick, DEPTH_LEVELS));
}

function isOwn(price: bigint, side: "ask" | "bid", step: bigint): boolean {
  return own.orders.some((order) => {
    if ((order.side === "sell") !== (side === "ask") || (order.batch !== terms.batch && order.batch !== "0")) return false;
    const at = BigInt(order.price);
    return price === (side === "bid" ? (at / step) * step : ((at + step - 1n) / step) * step);
  });
}

function spread(bid: bigint | null, offer: bigint | null): string {
  if (bid === null && offer === null) return words.noBook;
  return bid === null || offer === null ? words.oneSide : `${words.spread} ${shown(offer - bid)}`;
}

function shown(price: bigint | null): string {
  return price === null ? "–" : money(price, terms.decimals);
}

async function readCandles(): Promise<void> {
  const told = await ask<readonly ToldCandle[]>(`/api/v1/candles/${terms.batch}?timeframe=${terms.frame}&sort=newest&limit=${CANDLES}`);
  candles.replace(Array.from(told).reverse());
}

async function readTape(): Promise<void> {
  const told = await ask<readonly Print[]>(`/api/v1/trades?batch=${terms.batch}&limit=${TRADES}`);
  tape.replace(Array.from(told).reverse());
}

interface Day {
  readonly percentage: string | null;
  readonly baseVolume: string;
}

/** What a day of trades adds up to; read again a moment after trades, however many they are. */
async function readDay(): Promise<void> {
  const told = await ask<Day>(`/api/v1/ticker/${terms.batch}`);
  write(found("change"), `${told.percentage ?? "–"} %`);
  write(found("volume"), `${whole(BigInt(told.baseVolume))} t`);
}

function dayChanged(): void {
  if (dayTimer !== 0) return;
  dayTimer = window.setTimeout(() => {
    dayTimer = 0;
    quietly(readDay());
  }, DAY_EVERY_MS);
}

/** A list that could not be read stays as it was made; the line says what is wrong. */
function quietly(reading: Promise<void>): void {
  reading.catch(() => undefined);
}

const heard: Heard = {
  book(message) {
    const joined = book.take(message);
    if (joined) draw();
    return joined;
  },
  trades(trades) {
    tape.add(trades);
    for (const trade of trades) candles.add(trade);
    dayChanged();
    own.soon(OWN_EVERY_MS);
  },
  tapeBroken() {
    quietly(readTape());
    quietly(readCandles());
    dayChanged();
    own.soon(OWN_EVERY_MS);
  },
  ticker(message) {
    last = message.last === null ? null : BigInt(message.last);
    write(found("last"), shown(last));
    page.classList.toggle("halted", message.halted);
    if (!page.classList.contains("stale")) write(found("line"), message.halted ? words.halted : words.live);
    own.soon(OWN_EVERY_MS);
  },
  line(alive) {
    if (alive) heardAt = Date.now();
    page.classList.toggle("stale", !alive);
    const halted = page.classList.contains("halted");
    write(found("line"), alive ? (halted ? words.halted : words.live) : filled(words.stale, { since: utc(heardAt) }));
  },
};

group.addEventListener("change", () => {
  const address = new URL(location.href);
  address.searchParams.set("group", group.value);
  history.replaceState(null, "", address);
  draw();
});

found<HTMLInputElement>("find").addEventListener("input", (event) => {
  const wanted = (event.target as HTMLInputElement).value.trim().toLowerCase();
  for (const item of found("instrument-list").children) (item as HTMLElement).hidden = !(item.textContent ?? "").toLowerCase().includes(wanted);
});

/** With Alt only: single letters would take words out of the mouths of those who dictate (WCAG 2.1.4). */
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const acts: Readonly<Record<string, () => void>> = {
    KeyB: () => form.choose("buy"),
    KeyS: () => form.choose("sell"),
    KeyP: () => found("price").focus(),
    KeyC: () => found("credits").focus(),
    KeyR: () => (placing === null ? undefined : form.form.requestSubmit()),
    KeyX: () => void own.cancelAll(),
    KeyI: () => {
      found<HTMLDetailsElement>("instruments").open = true;
      found("find").focus();
    },
  };
  const act = acts[event.code];
  if (act === undefined) return;
  event.preventDefault();
  act();
});
document.addEventListener("keydown", (event) => {
  const drawer = found<HTMLDetailsElement>("instruments");
  if (event.key !== "Escape" || !drawer.open) return;
  drawer.open = false;
  drawer.querySelector("summary")!.focus();
});

quietly(readCandles());
quietly(readTape());
write(found("line"), words.connecting);
new Feed(`/api/v1/stream?batch=${terms.batch}&channel=book&channel=trades&channel=ticker`, heard).open();
found("depth-told").textContent = filled(words.depth, { levels: whole(BigInt(DEPTH_LEVELS)) });
