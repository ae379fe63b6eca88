/** Draws the countries of the bundled atlas and a sign with the number of projects in each; no tile, no other host. */
import { feature } from "topojson-client";
import { filled, handed } from "../words";

interface Place {
  readonly country: string;
  readonly number: string;
  readonly name: string;
  readonly projects: number;
}

interface Words {
  readonly reading: string;
  readonly failed: string;
  readonly projects: string;
}

type Ring = readonly (readonly [number, number])[];
type Polygon = readonly Ring[];
interface Country {
  readonly id?: string | number;
  readonly geometry: { readonly type: "Polygon"; readonly coordinates: Polygon } | { readonly type: "MultiPolygon"; readonly coordinates: readonly Polygon[] };
}

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 720;
const NORTH = 84;
const SOUTH = -58;
const HEIGHT = (NORTH - SOUTH) * 2;
const LEAST_WIDTH = 240; // 120 degrees: a continent with its neighbours
const SIGN_PX = 14; // its radius: wide enough for a finger (WCAG 2.2, 2.5.8)
const ANTARCTICA = "010"; // its ring goes around the pole, which this projection has no place for

/** Draws into `#map`, if the page shows one. */
export async function drawMap(): Promise<void> {
  const target = document.getElementById("map");
  if (target === null || target.dataset["atlas"] === undefined) return;
  const words = handed<Words>("map-words");
  target.textContent = words.reading;
  try {
    const answer = await fetch(target.dataset["atlas"]);
    if (!answer.ok) throw new Error(answer.statusText);
    const atlas = await answer.json();
    const { features } = feature(atlas, atlas.objects.countries) as unknown as { features: readonly Country[] };
    target.replaceChildren(drawn(features, handed<Place[]>("places"), words, Math.max(1, target.clientWidth)));
  } catch {
    target.textContent = words.failed;
  }
}

function drawn(countries: readonly Country[], places: readonly Place[], words: Words, pixels: number): SVGElement {
  const svg = made("svg", { role: "group" });
  const byNumber = new Map(places.map((place) => [place.number, place]));
  for (const country of countries) {
    if (String(country.id) === ANTARCTICA) continue;
    const here = byNumber.has(String(country.id).padStart(3, "0"));
    svg.append(made("path", { d: pathOf(country), class: here ? "land land-here" : "land" }));
  }
  const pinned = countries.flatMap((country) => {
    const place = byNumber.get(String(country.id).padStart(3, "0"));
    return place ? [{ place, middle: middleOf(country) }] : [];
  });
  const [left, wide] = span(pinned.map(({ middle }) => middle[0]), WIDTH, LEAST_WIDTH);
  const [top, high] = span(pinned.map(({ middle }) => middle[1]), HEIGHT, (LEAST_WIDTH * HEIGHT) / WIDTH);
  svg.setAttribute("viewBox", [left, top, wide, high].map((part) => part.toFixed(1)).join(" "));
  // A sign keeps its size on the screen however near the map is looked at.
  for (const { place, middle } of pinned) svg.append(pin(place, middle, (wide * SIGN_PX) / pixels, words));
  return svg;
}

/** From where and how far to look, so that all places are seen with their surroundings. */
function span(values: readonly number[], whole: number, least: number): [number, number] {
  if (values.length === 0) return [0, whole];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const wide = Math.min(whole, Math.max(least, (high - low) * 1.6));
  return [Math.min(whole - wide, Math.max(0, (low + high - wide) / 2)), wide];
}

function pin(place: Place, [x, y]: readonly [number, number], radius: number, words: Words): SVGElement {
  const address = new URL(location.href);
  address.searchParams.set("country", place.country);
  address.searchParams.set("view", "table");
  const said = filled(words.projects, { country: place.name, count: place.projects });
  const link = made("a", { href: address.href, class: "pin", "aria-label": said });
  const title = made("title", {});
  title.textContent = said;
  const number = made("text", { x: String(x), y: String(y + radius / 3), "font-size": String(radius) });
  number.textContent = String(place.projects);
  link.append(title, made("circle", { cx: String(x), cy: String(y), r: String(radius) }), number);
  return link;
}

/** Equirectangular: two units to the degree. */
function at([longitude, latitude]: readonly [number, number]): [number, number] {
  return [(longitude + 180) * 2, (NORTH - Math.max(SOUTH, Math.min(NORTH, latitude))) * 2];
}

function polygonsOf(country: Country): readonly Polygon[] {
  return country.geometry.type === "Polygon" ? [country.geometry.coordinates] : country.geometry.coordinates;
}

function pathOf(country: Country): string {
  return polygonsOf(country).flat().flatMap(unbroken).map((ring) => `M${ring.map((one) => at(one).map((part) => part.toFixed(1)).join(" ")).join("L")}Z`).join("");
}

/** A ring over the date line goes on beyond the edge of the map, and comes in again from the other side. */
function unbroken(ring: Ring): readonly Ring[] {
  let shift = 0;
  let before = ring[0]?.[0] ?? 0;
  const whole = ring.map(([longitude, latitude]): readonly [number, number] => {
    if (longitude - before > 180) shift -= 360;
    if (longitude - before < -180) shift += 360;
    before = longitude;
    return [longitude + shift, latitude];
  });
  if (whole.every(([longitude]) => Math.abs(longitude) <= 180)) return [whole];
  return [-360, 0, 360].map((by) => whole.map(([longitude, latitude]) => [longitude + by, latitude] as const));
}

/** The middle of the largest polygon's box: good enough to say which country is meant. */
function middleOf(country: Country): [number, number] {
  const boxes = polygonsOf(country).map((polygon) => {
    const points = (polygon[0] ?? []).map(at);
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
  });
  const [west, north, east, south] = boxes.reduce((one, other) => (areaOf(other) > areaOf(one) ? other : one));
  return [(west + east) / 2, (north + south) / 2];
}

function areaOf([west, north, east, south]: readonly [number, number, number, number]): number {
  return (east - west) * (south - north);
}

function made(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
