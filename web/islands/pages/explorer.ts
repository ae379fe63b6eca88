/**
 * Lights up an id wherever it occurs on the page: hashes and addresses, whole or shortened, and the numbers of batches, certificates,
 * projects and seals, which become links. What is pointed at or reached with the keyboard stands out, and so does every place like it.
 */

const HEX = /0x[0-9a-f]{64}|0x[0-9a-f]{40}|0x[0-9a-f]{6}…[0-9a-f]{6}/gi;
const NUMBERED = /\b(batch|certificate|project|seal) (\d{1,20})\b/gi;
const PLACES: Readonly<Record<string, string>> = { batch: "/batches/", certificate: "/c/", project: "/projects/", seal: "/explorer/seals#seal-" };
const SHORT_HEAD = 8;
const SHORT_TAIL = 6;

const main = document.getElementById("main")!;
const language = document.documentElement.lang;
const prefix = language === "en" ? "" : `/${language}`;
const places = new Map<string, HTMLElement[]>();

for (const element of main.querySelectorAll<HTMLElement>(".hash, [data-id]")) keep(element, element.dataset.id ?? element.title ?? "");
for (const text of textsOf(main)) mark(text);

/** Texts that are not inside of something that is marked already, or that is written by the reader. */
function textsOf(root: HTMLElement): Text[] {
  const found: Text[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (text.parentElement?.closest(".hash[title], [data-id], textarea, script, select") === null) found.push(text);
  }
  return found;
}

function mark(text: Text): void {
  const value = text.data;
  const hits = [...value.matchAll(HEX), ...value.matchAll(NUMBERED)].sort((one, other) => one.index - other.index);
  if (hits.length === 0) return;
  const isLinked = text.parentElement?.closest("a") !== null;
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const hit of hits) {
    parts.push(value.slice(end, hit.index), marked(hit[0], hit[1], hit[2], isLinked));
    end = hit.index + hit[0].length;
  }
  text.replaceWith(...parts, value.slice(end));
}

function marked(shown: string, kind: string | undefined, number: string | undefined, isLinked: boolean): HTMLElement {
  const path = kind !== undefined && !isLinked ? PLACES[kind.toLowerCase()] : undefined;
  const element = document.createElement(path === undefined ? "span" : "a");
  if (element instanceof HTMLAnchorElement) element.href = `${prefix}${path}${number}`;
  element.textContent = shown;
  keep(element, shown.toLowerCase());
  return element;
}

function keep(element: HTMLElement, id: string): void {
  const key = keyOf(id || element.textContent!.trim());
  if (key === "") return;
  element.classList.add("id");
  const same = places.get(key) ?? [];
  same.push(element);
  places.set(key, same);
  // A link around it is what the keyboard reaches; where there is none, the id itself.
  const reached = element.closest<HTMLElement>("a") ?? element;
  if (reached === element && !(element instanceof HTMLAnchorElement) && element.matches(".hash")) element.tabIndex = 0;
  for (const name of ["mouseenter", "focus"]) reached.addEventListener(name, () => light(key, true));
  for (const name of ["mouseleave", "blur"]) reached.addEventListener(name, () => light(key, false));
}

/** Whole and shortened forms of one hash have one key. */
function keyOf(id: string): string {
  const text = id.toLowerCase();
  if (!text.startsWith("0x")) return text;
  return text.includes("…") ? text : `${text.slice(0, SHORT_HEAD)}…${text.slice(-SHORT_TAIL)}`;
}

function light(key: string, on: boolean): void {
  for (const element of places.get(key) ?? []) element.classList.toggle("same", on);
}
