import { fill } from "../dom/fill";
import { part } from "../dom/part";
import { readJson } from "../dom/read-json";
import { corners, type Shape } from "../geometry/corners";
import { fromHash } from "../geometry/from-hash";
import { lineLength } from "../geometry/line-length";
import { readShape } from "../geometry/read-shape";
import type { ShapeType } from "../geometry/shape-of";
import { createSketch, createTownMap, type MapSettings, type Sketch } from "../map";
import { wireFindPlace } from "./find-place";
import { wireStage, type StageLabels } from "./stage";

interface Settings {
  map: MapSettings;
  places: string;
  labels: StageLabels & { point: string; line: string; area: string; none: string; more: string };
}

function describe(shape: Shape | null, placed: boolean, labels: Settings["labels"]): string {
  if (!shape) return placed ? labels.more : labels.none;
  if (shape.type === "Point") {
    const [lon = 0, lat = 0] = shape.coordinates;
    return fill(labels.point, { lat: lat.toFixed(4), lon: lon.toFixed(4) });
  }
  const sentence = shape.type === "LineString" ? labels.line : labels.area;
  return fill(sentence, { n: corners(shape).length, m: Math.round(lineLength(corners(shape))) });
}

function wireTools(root: HTMLElement, sketch: Sketch, type: ShapeType): void {
  const tools = root.querySelectorAll<HTMLButtonElement>("button[data-shape]");
  const press = (chosen: string): void => {
    for (const tool of tools) tool.setAttribute("aria-pressed", String(tool.dataset.shape === chosen));
  };
  for (const tool of tools) {
    tool.addEventListener("click", () => {
      const shape = tool.dataset.shape as ShapeType;
      sketch.begin(shape);
      press(shape);
    });
  }
  press(type);
  part(root, "add-corner")?.addEventListener("click", () => {
    sketch.addCorner();
  });
  part(root, "remove-corner")?.addEventListener("click", () => {
    sketch.removeCorner();
  });
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
  wireTools(root, sketch, before?.type ?? "Point");
  sketch.show(before);
  const first = before && corners(before)[0];
  if (first) map.goTo({ lon: first[0] ?? 0, lat: first[1] ?? 0, zoom: 15 });
  sketch.onChange((shape) => {
    field.value = shape ? JSON.stringify(shape) : "";
    status.textContent = describe(shape, false, settings.labels);
  });
  wireFindPlace(root, settings.places, (place) => {
    map.goTo({ lon: place.lon, lat: place.lat, zoom: 15.5 });
    sketch.begin("Point");
    sketch.show({ type: "Point", coordinates: [place.lon, place.lat] });
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      sketch.addCorner();
    }
    if (event.key === "Backspace") sketch.removeCorner();
  });
}
