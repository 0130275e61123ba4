import type { Geometry } from "geojson";
import { places } from "../api/operations";
import { fill } from "../dom/fill";
import { part } from "../dom/part";

export interface FoundPlace {
  name: string;
  kind: string;
  lon: number;
  lat: number;
}

async function search(town: string, words: string, language: string): Promise<FoundPlace[]> {
  const asked = { path: { town }, query: { q: words }, headers: { "Accept-Language": language } };
  const found = await places(asked).catch(() => null);
  return (found?.features ?? []).flatMap(({ geometry, properties }) => {
    const shape = geometry as Geometry | null;
    if (shape?.type !== "Point") return [];
    const [lon = 0, lat = 0] = shape.coordinates;
    return [{ name: properties.name, kind: properties.kind_name, lon, lat }];
  });
}

function choice(place: FoundPlace, then: () => void): HTMLLIElement {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = place.name;
  if (place.kind) {
    const kind = document.createElement("small");
    kind.textContent = ` ${place.kind}`;
    button.append(kind);
  }
  button.addEventListener("click", then);
  item.append(button);
  return item;
}

/** A search form that, with a script, lists what it found under itself instead of loading a page. */
export function wireFindPlace(root: HTMLElement, town: string, then: (place: FoundPlace) => void): void {
  const input = root.querySelector<HTMLInputElement>("input[type=search]");
  const list = part(root, "suggestions");
  const status = part(root, "found");
  const go = root.querySelector<HTMLButtonElement>("button[data-part=search]");
  if (!input || !list || !status || !go) return;
  const choose = (place: FoundPlace): void => {
    list.hidden = true;
    input.value = place.name;
    status.textContent = fill(status.dataset.chosen ?? "{name}", { name: place.name });
    then(place);
  };
  const show = async (): Promise<void> => {
    const found = input.value.trim() ? await search(town, input.value, document.documentElement.lang) : [];
    list.replaceChildren(...found.map((place) => choice(place, () => { choose(place); })));
    list.hidden = found.length === 0;
    status.textContent = fill((found.length > 0 ? status.dataset.some : status.dataset.none) ?? "", { n: found.length });
  };
  const start = (event: Event): void => {
    event.preventDefault();
    void show();
  };
  go.addEventListener("click", start);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") start(event);
  });
}
