import { part } from "../dom/part";
import { readJson } from "../dom/read-json";
import { corners } from "../geometry/corners";
import { fromHash } from "../geometry/from-hash";
import { readShape } from "../geometry/read-shape";
import type { ShapeType } from "../geometry/shape-of";
import { createSketch, createTownMap, type MapSettings, type Sketch, type SketchState } from "../map";
import { showCorners, wireCorners } from "./corner-tools";
import { news, type CornerLabels } from "./corner-words";
import { wireFindPlace } from "./find-place";
import { wireStage, type StageLabels } from "./stage";

interface Settings {
  map: MapSettings;
  labels: StageLabels & CornerLabels;
}

function shapeTools(root: HTMLElement): HTMLButtonElement[] {
  return [...root.querySelectorAll<HTMLButtonElement>("button[data-shape]")];
}

function wireTools(root: HTMLElement, sketch: Sketch): void {
  for (const tool of shapeTools(root)) {
    tool.addEventListener("click", () => {
      sketch.begin(tool.dataset.shape as ShapeType);
    });
  }
}

function showTools(root: HTMLElement, type: ShapeType): void {
  for (const tool of shapeTools(root)) tool.setAttribute("aria-pressed", String(tool.dataset.shape === type));
}

/** Where nothing has been chosen yet, the map is: it has to be seen before it can be drawn. */
function showMapFirst(root: HTMLElement): void {
  const choices = [...root.querySelectorAll<HTMLInputElement>("input[name=where]")];
  const map = choices.find((choice) => choice.value === "map");
  if (map && !choices.some((choice) => choice.checked)) map.checked = true;
}

/** The map of step one: it writes what was placed into the form's own field, and the form does the rest. */
export default function placePicker(root: HTMLElement): void {
  const settings = readJson<Settings>("map-settings");
  const canvas = part(root, "canvas");
  const stage = part(root, "stage");
  const field = root.querySelector<HTMLInputElement>("input[name=geometry]");
  const status = part(root, "placed");
  if (!canvas || !stage || !field || !status) return;
  showMapFirst(root);
  const before = readShape(field.value);
  const map = createTownMap(canvas, settings.map, fromHash(location.hash));
  const sketch = createSketch(map, canvas);
  map.fadePins();
  wireStage(stage, map, settings.map, settings.labels);
  wireTools(root, sketch);
  wireCorners(root, canvas, sketch);
  let last: SketchState = { type: "Point", shape: null, corners: [], chosen: null };
  sketch.onChange((state) => {
    field.value = state.shape ? JSON.stringify(state.shape) : "";
    status.textContent = news(last, state, settings.labels);
    showTools(root, state.type);
    showCorners(root, state);
    last = state;
  });
  if (root.dataset.shape) sketch.begin(root.dataset.shape as ShapeType);
  if (before) sketch.show(before);
  const first = before && corners(before)[0];
  if (first) map.goTo({ lon: first[0] ?? 0, lat: first[1] ?? 0, zoom: 15 });
  wireFindPlace(root, settings.map.town, (place) => {
    map.goTo({ lon: place.lon, lat: place.lat, zoom: 15.5 });
    sketch.show({ type: "Point", coordinates: [place.lon, place.lat] });
  });
}
