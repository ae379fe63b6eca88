/** Brings the charts of a project's final reports into its page, from the page that has them; without script a link leads there. */
import { handed } from "../words";

interface Words {
  readonly reading: string;
  readonly failed: string;
}

const words = handed<Words>("chart-words");

// One after the other: the lake reads for one report at a time.
void (async () => {
  for (const place of document.querySelectorAll<HTMLElement>("[data-charts]")) await bring(place);
})();

async function bring(place: HTMLElement): Promise<void> {
  const told = place.querySelector("p")!;
  const link = told.querySelector("a")!;
  told.prepend(`${words.reading} `);
  try {
    const answer = await fetch(place.dataset["charts"]!, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const charts = page.getElementById("charts");
    if (charts === null) throw new Error("no chart came");
    charts.removeAttribute("id");
    place.prepend(document.adoptNode(charts));
    told.replaceChildren(link);
  } catch {
    told.replaceChildren(`${words.failed} `, link);
  }
}

