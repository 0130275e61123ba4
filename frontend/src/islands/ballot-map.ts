import type { FeatureCollection, Geometry } from "geojson";
import { part } from "../dom/part";
import { readJson } from "../dom/read-json";
import { createTownMap, type MapSettings } from "../map";
import { wireStage, type StageLabels } from "./stage";

interface Settings {
  map: MapSettings;
  labels: StageLabels;
  pins: FeatureCollection<Geometry, { id: string }>;
}

/** The proposals of a ballot on the map: a tap goes to the proposal in the list, and the list marks its place. */
export function showBallotMap(form: HTMLElement, stage: HTMLElement): void {
  const canvas = part(stage, "canvas");
  if (!canvas) return;
  const settings = readJson<Settings>("map-settings");
  const map = createTownMap(canvas, settings.map);
  wireStage(stage, map, settings.map, settings.labels);
  map.showOnly(settings.pins);
  map.onPick(({ ids }) => {
    const item = document.getElementById(`p-${ids[0] ?? ""}`);
    item?.scrollIntoView({ block: "center" });
    item?.querySelector<HTMLElement>("input, select")?.focus({ preventScroll: true });
  });
  form.addEventListener("focusin", (event) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>(".ballot-item")?.dataset.id;
    const pin = id === undefined ? undefined : settings.pins.features.find((feature) => feature.properties.id === id);
    if (pin) map.mark(pin.geometry);
  });
}
