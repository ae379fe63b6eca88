/** The verification page: takes what a reader types or drops and checks it in this browser; the server is asked only what it alone knows. */
import { OWN_NODE, Node } from "../node";
import { installNodeChoice } from "../node_choice";
import { bundleOf, checkBundle, checkFile, lookUp, NotAnswered, otherThanAsked, ServerSilent } from "../verify/checks";
import { known, refusalSection, sized, type Verdict, verdictSection, words } from "../verify/shown";
import { filled, found } from "../words";

const LONGEST_LINK = 200;

const form = found<HTMLFormElement>("verify");
const box = found<HTMLTextAreaElement>("q");
const chosen = found<HTMLInputElement>("file");
const told = found("dropped");
const progress = found<HTMLProgressElement>("progress");
const place = found("answer");
const command = found("command");

let node = new Node(OWN_NODE);
/** Repeats the last check, for a reader who chose another node. */
let again: (() => Promise<Verdict>) | undefined;

found("privacy").textContent = words.private!;
if (known.certificate !== null) again = () => checkCertificate(String(known.certificate));
installNodeChoice((other) => {
  node = other;
  if (again !== undefined) void show(again);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const file = chosen.files?.[0];
  if (file !== undefined) takeFile(file);
  else takeText(box.value.trim());
});
chosen.addEventListener("change", () => {
  const file = chosen.files?.[0];
  if (file !== undefined) takeFile(file);
});
for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
}
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const file = event.dataTransfer?.files[0];
  if (file !== undefined) takeFile(file);
});

function takeFile(file: File): void {
  const check = (): Promise<Verdict> => checkFile(file, node, (part) => (check === again ? tell(file, part) : undefined));
  again = check;
  void show(check).then(() => (chosen.value = "")); // the same file may be chosen again
}

function takeText(text: string): void {
  if (text === "") {
    place.replaceChildren(refusalSection(words.empty!));
    box.focus();
    return;
  }
  if (text.length <= LONGEST_LINK) history.replaceState(null, "", `?${new URLSearchParams({ q: text })}`);
  again = () => (text.startsWith("{") ? checkBundle(new TextEncoder().encode(text), words.bundle!, node) : checkText(text));
  void show(again);
}

/** The server says what it is; where it is a certificate, this browser then checks it by itself. */
async function checkText(text: string): Promise<Verdict> {
  const { verdict, certificate } = await lookUp(text);
  return certificate === null ? verdict : checkCertificate(certificate, verdict);
}

async function checkCertificate(certificate: string, otherwise?: Verdict): Promise<Verdict> {
  const data = await bundleOf(certificate);
  if (data === undefined) return otherwise ?? (await lookUp(certificate)).verdict;
  return checkBundle(data, filled(words.ofCertificate!, { certificate }), node, otherThanAsked(certificate, data));
}

async function show(check: () => Promise<Verdict>): Promise<void> {
  place.setAttribute("aria-busy", "true");
  progress.hidden = true;
  told.textContent = words.checking!;
  let section: HTMLElement;
  let spoken = "";
  try {
    const verdict = await check();
    section = verdictSection(verdict);
    spoken = `${known.outcomes[verdict.outcome]}. ${verdict.sentence}`;
    const number = verdict.bundle?.statement.certificate;
    if (number !== undefined) command.textContent = `carbonix verify certificate-${number}.json --rpc ${node.url === OWN_NODE ? "URL" : node.url}`;
  } catch (fault) {
    section = refusalSection(sentenceOf(fault));
    spoken = sentenceOf(fault);
  }
  if (check !== again) return; // the reader went on to something else
  place.replaceChildren(section);
  place.removeAttribute("aria-busy");
  progress.hidden = true;
  told.replaceChildren(heardOnly(spoken));
}

/** For who listens: a region that appears together with its words is often not read out. */
function heardOnly(text: string): HTMLElement {
  const made = document.createElement("span");
  made.className = "hidden";
  made.textContent = text;
  return made;
}

function sentenceOf(fault: unknown): string {
  if (fault instanceof ServerSilent) return words.silent!;
  return fault instanceof NotAnswered ? fault.message : filled(words.unreadable!, { fault: (fault as Error).message });
}

function tell(file: File, part: number): void {
  const percent = Math.floor(part * 100);
  progress.hidden = false;
  progress.value = percent;
  told.textContent = filled(words.hashing!, { name: file.name, percent: `${percent} %`, size: sized(file.size) });
}
