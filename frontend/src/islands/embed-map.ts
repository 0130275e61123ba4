import { pin } from "../api/operations";
import { part } from "../dom/part";
import { readJson } from "../dom/read-json";
import { createTownMap, type MapSettings, type PinRecord, type TownMap } from "../map";

interface Settings {
  map: MapSettings;
  /** Where a message is read, with PIN for its id. */
  pinUrl: string;
  kinds: Record<string, string>;
  failed: string;
}

const MOST_NAMED = 5;

function wire(stage: HTMLElement, name: string, action: () => void): void {
  const button = part<HTMLButtonElement>(stage, name);
  button?.addEventListener("click", action);
}

function line({ properties }: PinRecord, settings: Settings): HTMLElement {
  const [row, link, text] = [document.createElement("li"), document.createElement("a"), document.createElement("span")];
  [link.href, link.target] = [settings.pinUrl.replace("PIN", encodeURIComponent(properties.id)), "_top"];
  link.textContent = `${settings.kinds[properties.kind] ?? ""} ${properties.code}`;
  [text.lang, text.textContent] = [properties.language.slice(0, 2), properties.text];
  row.append(link, " ", text);
  return row;
}

async function name(stage: HTMLElement, map: TownMap, ids: readonly string[], settings: Settings): Promise<void> {
  const told = part(stage, "picked");
  if (!told) return;
  try {
    const asked = ids.slice(0, MOST_NAMED).map((id) => pin({ path: { town: settings.map.town, pin: id } }));
    const found = (await Promise.all(asked)) as PinRecord[];
    told.replaceChildren(...found.map((record) => line(record, settings)));
    map.mark(found[0]?.geometry ?? null);
  } catch {
    told.textContent = settings.failed;
  }
  told.hidden = ids.length === 0;
  told.querySelector("a")?.focus({ preventScroll: true });
}

/** The own map inside another page: it can be moved, a tap names the messages under it, and nothing is kept of the reader. */
export default function embedMap(stage: HTMLElement): void {
  const canvas = part(stage, "canvas");
  if (!canvas) throw new Error("No place for the map");
  const settings = readJson<Settings>("map-settings");
  const map = createTownMap(canvas, settings.map);
  wire(stage, "nearer", () => {
    map.zoomBy(1);
  });
  wire(stage, "farther", () => {
    map.zoomBy(-1);
  });
  wire(stage, "whole", () => {
    map.goTo(settings.map.bounds);
  });
  map.onPick(({ ids }) => {
    void name(stage, map, ids, settings);
  });
  new ResizeObserver(() => {
    map.resized();
  }).observe(stage);
}
