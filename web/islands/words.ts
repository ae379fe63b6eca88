/** What the page hands to its island: words in the reader's language and the values that the server knew, as a JSON block. */

/** The parsed content of `<script type="application/json" id="...">`. The page and its island are made together: a lack is our fault. */
export function handed<Shape>(id: string): Shape {
  const block = document.getElementById(id);
  if (block === null) throw new Error(`the page hands nothing over as ${id}`);
  return JSON.parse(block.textContent) as Shape;
}

/** The sentence with `{name}` replaced by its value; values are text and never markup. */
export function filled(sentence: string, values: Readonly<Record<string, string | number | bigint>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** One element that must be there. */
export function found<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element ${id}`);
  return element as Kind;
}
