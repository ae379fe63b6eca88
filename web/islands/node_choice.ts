/** The form of web/templates/node.html, with which a reader says which node of the chain their browser asks. */
import { chosenNode, keepNode, Node, OWN_NODE, readNodeUrl } from "./node";
import { filled, found, handed } from "./words";

interface Words {
  readonly asking: string;
  readonly unreadable: string;
}

const OTHER = "other";

/** Shows the kept choice, calls `chosen` at once with its node, and again with each node that the reader chooses. */
export function installNodeChoice(chosen: (node: Node) => void): void {
  const words = handed<Words>("node-words");
  const form = found<HTMLFormElement>("node-choice");
  const address = found<HTMLInputElement>("node-url");
  const told = found("node-told");
  const options = Array.from(form.querySelectorAll<HTMLInputElement>("input[name=node]"));

  const ask = (url: string): void => {
    told.textContent = filled(words.asking, { node: url === OWN_NODE ? location.origin + url : url });
    chosen(new Node(url));
  };
  const kept = readNodeUrl(chosenNode()) ?? OWN_NODE;
  const option = options.find((one) => one.value === kept) ?? options.find((one) => one.value === OTHER);
  if (option) option.checked = true;
  if (option?.value === OTHER) address.value = kept;

  address.addEventListener("input", () => {
    for (const one of options) one.checked = one.value === OTHER;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = options.find((one) => one.checked)?.value ?? OWN_NODE;
    const url = readNodeUrl(value === OTHER ? address.value : value);
    address.setAttribute("aria-invalid", String(url === null));
    if (url === null) {
      told.textContent = words.unreadable;
      address.focus();
      return;
    }
    keepNode(url);
    ask(url);
  });
  ask(kept);
}
