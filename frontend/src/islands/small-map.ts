import { part } from "../dom/part";
import { readJson } from "../dom/read-json";
import type { Geometry } from "geojson";
import { createTownMap, type Drawing, type MapSettings } from "../map";
import { wireDrawings } from "./plan-drawing";
import { wireStage, type StageLabels } from "./stage";

interface Settings {
  map: MapSettings;
  geometry: Geometry | null;
  labels: StageLabels;
  drawings?: Drawing[];
}

/** A small map that shows one thing: the place of a message, or an area. */
export default function smallMap(stage: HTMLElement): void {
  const settings = readJson<Settings>("map-settings");
  const canvas = part(stage, "canvas");
  if (!canvas) return;
  const map = createTownMap(canvas, settings.map);
  wireStage(stage, map, settings.map, settings.labels);
  map.mark(settings.geometry);
  const tools = document.querySelector<HTMLElement>("[data-drawing-tools]");
  if (tools && settings.drawings?.length) wireDrawings(tools, map, settings.drawings);
  if (settings.geometry?.type === "Point") {
    const [lon = 0, lat = 0] = settings.geometry.coordinates;
    map.goTo({ lon, lat, zoom: 14.5 });
  }
}
