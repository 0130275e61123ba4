import VectorTileLayer from "ol/layer/VectorTile";
import type { FeatureLike } from "ol/Feature";
import { Circle, Fill, RegularShape, Stroke, Style } from "ol/style";
import type Image from "ol/style/Image";
import type { MapSettings } from "./contract";
import { gridOf } from "./projections";
import type { OpenLayersTownMap } from "./town-map";
import { vectorTiles } from "./vector-tiles";

/** A mark under a tap. */
export interface MarkPicked {
  id: string;
  kind: string;
  name: string;
}

export type MarksLayer = "meeting-places" | "events" | "initiatives";

const FINGER_PX = 14;

/** Told apart by their form, also in grey: a house, a diamond, a star. */
function markOf(layer: MarksLayer): Image {
  const light = new Stroke({ color: "#fff", width: 1.5 });
  const kept = { declutterMode: "none" as const, stroke: light };
  if (layer === "events") return new RegularShape({ points: 4, radius: 9, fill: new Fill({ color: "#9a1f37" }), ...kept });
  if (layer === "initiatives") return new RegularShape({ points: 5, radius: 11, radius2: 5, fill: new Fill({ color: "#5b3d8c" }), ...kept });
  return new Circle({ radius: 7, fill: new Fill({ color: "#0b5163" }), ...kept });
}

/** Lays one layer of marks over the map, and tells which lie under a tap; gives what shows and hides it. */
export function layMarks(town: OpenLayersTownMap, settings: MapSettings, name: MarksLayer, onPick: (picked: MarkPicked[]) => void): (isShown: boolean) => void {
  const style = new Style({ image: markOf(name), zIndex: 2 });
  const source = vectorTiles(settings.tiles, name, gridOf(settings.crs));
  const layer = new VectorTileLayer({ source, style, zIndex: 8, renderMode: "vector", renderBuffer: 40 });
  town.map.addLayer(layer);
  town.map.on("singleclick", (event) => {
    const found = town.map.getFeaturesAtPixel(event.pixel, { hitTolerance: FINGER_PX, layerFilter: (one) => one === layer });
    onPick([...new Map(found.map((feature) => [String(feature.get("id")), picked(feature)])).values()]);
  });
  return (isShown) => {
    layer.setVisible(isShown);
  };
}

function picked(feature: FeatureLike): MarkPicked {
  const names = [feature.get(`name:${document.documentElement.lang}`), feature.get("name")];
  const name = names.find((one): one is string => typeof one === "string" && one !== "") ?? "";
  return { id: String(feature.get("id")), kind: String(feature.get("kind")), name };
}
