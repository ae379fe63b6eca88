/** The live line: server-sent events of readings and credits, resumed by their ids; says when it is open, stale or broken. */

export interface Reading {
  readonly device: string;
  readonly channel: string;
  readonly timeMs: number;
  readonly value: string;
  readonly unit: string;
  readonly stored: number;
}

export interface Hearing {
  readings(readings: readonly Reading[]): void;
  credits(credits: Readonly<Record<string, string>>): void;
  gap(): void;
  state(state: "open" | "live" | "stale" | "lost"): void;
}

const STALE_AFTER_MS = 45_000;
const LOOK_MS = 5_000;

/** Listens until the page goes. The browser comes back by itself with the last id (`Last-Event-ID`). */
export function listen(address: string, hearing: Hearing): void {
  const source = new EventSource(address);
  let heardAt = 0;
  const on = <Data>(name: string, heard: (data: Data) => void): void =>
    source.addEventListener(name, (event) => heard(JSON.parse((event as MessageEvent<string>).data) as Data));
  source.addEventListener("open", () => hearing.state("open"));
  source.addEventListener("error", () => hearing.state("lost"));
  on<{ readings: Reading[] }>("readings", ({ readings }) => {
    heardAt = Date.now();
    hearing.readings(readings);
    hearing.state("live");
  });
  on<Record<string, string>>("credits", (credits) => hearing.credits(credits));
  on("gap", () => hearing.gap());
  window.setInterval(() => {
    if (source.readyState === EventSource.OPEN && heardAt > 0 && Date.now() - heardAt > STALE_AFTER_MS) hearing.state("stale");
  }, LOOK_MS);
  window.addEventListener("pagehide", () => source.close());
}
