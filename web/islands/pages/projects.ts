/** Keeps the list of projects in step with its filters, without loading the page anew; the address says what is shown. */
import { drawMap } from "../projects/map";
import { found, handed } from "../words";

interface Words {
  readonly reading: string;
  readonly failed: string;
}

const PAUSE_MS = 250;
const words = handed<Words>("words");
const filters = found<HTMLFormElement>("filters");
const told = found("told");
let pause = 0;
let newest = 0;

filters.addEventListener("submit", (event) => {
  event.preventDefault();
  void show(wanted(), true);
});
filters.addEventListener("input", () => later());
document.addEventListener("change", (event) => {
  if ((event.target as HTMLInputElement).form === filters) later();
});
window.addEventListener("popstate", () => location.reload());
void drawMap();

function later(): void {
  window.clearTimeout(pause);
  pause = window.setTimeout(() => void show(wanted(), true), PAUSE_MS);
}

/** The address that says what the form says; what asks nothing is left out. */
function wanted(): string {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(filters)) if (typeof value === "string" && value !== "") query.append(name, value);
  if (query.get("view") === "list") query.delete("view");
  if (query.get("order") === "number") query.delete("order");
  const text = query.toString();
  return filters.action + (text === "" ? "" : `?${text}`);
}

async function show(address: string, push: boolean): Promise<void> {
  const mine = ++newest;
  const before = found("found");
  before.setAttribute("aria-busy", "true");
  told.textContent = words.reading;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("found");
    if (fresh === null) throw new Error("no list came");
    if (mine !== newest) return;
    const focused = document.activeElement?.id ?? "";
    before.replaceWith(document.adoptNode(fresh));
    if (focused !== "") document.getElementById(focused)?.focus();
    if (push && address !== location.href) history.pushState(null, "", address);
    told.textContent = fresh.querySelector("#count")?.textContent?.trim() ?? "";
    await drawMap();
  } catch {
    if (mine !== newest) return;
    before.removeAttribute("aria-busy");
    told.textContent = words.failed;
  }
}
