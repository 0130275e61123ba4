import { part } from "../dom/part";
import { readJson } from "../dom/read-json";
import { createTownMap, type MapSettings } from "../map";
import { layMarks, type MarkPicked, type MarksLayer } from "../map/marks";
import { wireStage, type StageLabels } from "./stage";

interface Settings {
  map: MapSettings;
  labels: StageLabels;
  layer: MarksLayer;
  kinds: Record<string, string>;
  /** Where one of them is read; its id follows. */
  address: string;
}

const MOST_NAMED = 8;

/** Meeting places, events or initiatives on the map; a tap names those under it, with the way to each. */
export default function marksMap(stage: HTMLElement): void {
  const canvas = part(stage, "canvas");
  const settings = readJson<Settings>("map-settings");
  const told = document.querySelector<HTMLElement>('[data-part="picked"]');
  if (!canvas) return;
  const map = createTownMap(canvas, settings.map);
  wireStage(stage, map, settings.map, settings.labels);
  map.showOnly({ type: "FeatureCollection", features: [] });
  layMarks(map, settings.map, settings.layer, (picked) => {
    if (!told) return;
    told.replaceChildren(...picked.slice(0, MOST_NAMED).map((one) => line(one, settings)));
    told.hidden = picked.length === 0;
    told.querySelector("a")?.focus({ preventScroll: true });
  });
}

function line({ id, kind, name }: MarkPicked, settings: Settings): HTMLElement {
  const [row, link] = [document.createElement("span"), document.createElement("a")];
  link.href = `${settings.address}/${encodeURIComponent(id)}`;
  link.textContent = name;
  row.className = "picked-proposal";
  row.append(link, ` ${settings.kinds[kind] ?? ""}`);
  return row;
}
