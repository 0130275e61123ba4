import VectorTileLayer from "ol/layer/VectorTile";
import type { FeatureLike } from "ol/Feature";
import { Circle, Fill, Icon, RegularShape, Stroke, Style } from "ol/style";
import type Image from "ol/style/Image";
import type { MapSettings } from "./contract";
import { ringOf } from "./pin-pictures";
import { gridOf } from "./projections";
import { themeOf, type Theme } from "./theme";
import { duration, type OpenLayersTownMap } from "./town-map";
import { vectorTiles } from "./vector-tiles";

/** A proposal under a tap. */
export interface ProposalPicked {
  round: string;
  number: number;
  name: string;
  look: string;
}

const FINGER_PX = 14;
/** From where a pixel is so many metres the marks of a whole town would hide one another. */
const FAR_M_A_PIXEL = 12;
/** A ring stays in its square of the tile (budgeting/tiles.py: CELLS). */
const MOST_RADIUS_PX = 22;

/** Told apart by their form, also in grey; the legend draws the same (budget/proposal_mark.html). */
const COLOURS: Record<string, string> = { open: "#5b3d8c", ballot: "#1a5592", won: "#1c5a3c", lost: "#5a5f60", building: "#8a4b00", built: "#1c5a3c" };

function markOf(look: string): Image {
  const colour = COLOURS[look] ?? COLOURS.open;
  const [full, paper] = [new Fill({ color: colour ?? "" }), new Fill({ color: "#fff" })];
  const [edge, light] = [new Stroke({ color: colour, width: 2.5 }), new Stroke({ color: "#fff", width: 1.5 })];
  const kept = { declutterMode: "none" as const };
  if (look === "won") return new RegularShape({ points: 5, radius: 11, radius2: 5, fill: full, stroke: light, ...kept });
  if (look === "lost") return new RegularShape({ points: 4, angle: Math.PI / 4, radius: 7, fill: paper, stroke: edge, ...kept });
  if (look === "building") return new RegularShape({ points: 3, radius: 9, fill: paper, stroke: edge, ...kept });
  if (look === "built") return new RegularShape({ points: 4, angle: Math.PI / 4, radius: 10, fill: full, stroke: light, ...kept });
  if (look === "open") return new Circle({ radius: 6, fill: paper, stroke: new Stroke({ color: colour, width: 2.5, lineDash: [3, 3] }), ...kept });
  return new Circle({ radius: 7, fill: full, stroke: light, ...kept });
}

function styleOf(look: string, isMark: boolean, isFar: boolean): Style {
  if (isMark) {
    const image = markOf(look);
    image.setScale(isFar ? 0.55 : 1);
    return new Style({ image, zIndex: 2 });
  }
  const colour = COLOURS[look] ?? "#5b3d8c";
  const lineDash = look === "open" ? [6, 4] : [];
  return new Style({ stroke: new Stroke({ color: colour, width: 3, lineDash }), fill: new Fill({ color: `${colour}22` }), zIndex: 1 });
}

/** How many of each look a mark stands for that stands for many, without what is not wanted. */
function countsOf(feature: FeatureLike, wanted: string | string[]): Record<string, number> {
  const looks = typeof wanted === "string" ? Object.keys(COLOURS) : wanted;
  return Object.fromEntries(looks.map((look) => [look, Number(feature.get(look) ?? 0)]));
}

/** Many that are close together: their number in a ring that grows with it and is divided by look. */
function styleOfMany(counts: Record<string, number>, theme: Theme): Style[] {
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  if (total === 0) return [];
  const picture = ringOf(counts, { radius: Math.min(14 + Math.log2(total), MOST_RADIUS_PX), colours: COLOURS, theme });
  const image = new Icon({ img: picture.canvas, width: picture.size, height: picture.size, declutterMode: "none" });
  return [new Style({ image, zIndex: 3 })];
}

/** Lays the proposals of one round over the map, or those of all rounds that look so, and tells which lie under a tap. */
export function layProposals(town: OpenLayersTownMap, settings: MapSettings, wanted: string | string[], onPick: (picked: ProposalPicked[]) => void): void {
  const styles = new Map<string, Style>();
  const rings = new Map<string, Style[]>();
  const theme = themeOf(town.map.getTargetElement() ?? document.body);
  const ring = (feature: FeatureLike): Style[] => {
    const counts = countsOf(feature, wanted);
    const key = Object.values(counts).join("/");
    const known = rings.get(key) ?? styleOfMany(counts, theme);
    rings.set(key, known);
    return known;
  };
  const style = (feature: FeatureLike, resolution: number): Style[] => {
    if (typeof wanted === "string" && feature.get("round") !== wanted) return [];
    if (feature.get("count") !== undefined) return ring(feature);
    if (typeof wanted !== "string" && !wanted.includes(String(feature.get("look")))) return [];
    const [look, isMark] = [String(feature.get("look")), feature.get("layer") === "marks"];
    const isFar = resolution > FAR_M_A_PIXEL;
    const key = `${look}/${String(isMark)}/${String(isFar)}`;
    const known = styles.get(key) ?? styleOf(look, isMark, isFar);
    styles.set(key, known);
    return [known];
  };
  const source = vectorTiles(settings.tiles, "proposals", gridOf(settings.crs));
  const layer = new VectorTileLayer({ source, style, zIndex: 8, renderMode: "vector", renderBuffer: 40 });
  town.map.addLayer(layer);
  town.map.on("singleclick", (event) => {
    const found = town.map.getFeaturesAtPixel(event.pixel, { hitTolerance: FINGER_PX, layerFilter: (one) => one === layer });
    const many = found.find((feature) => feature.get("count") !== undefined);
    if (many) {
      const closer = (town.map.getView().getZoom() ?? 0) + 2;
      town.map.getView().animate({ center: event.coordinate, zoom: closer, duration: duration() });
      return;
    }
    const picked = found.map((feature): [string, ProposalPicked] => {
      const [round, number] = [String(feature.get("round")), Number(feature.get("number"))];
      return [`${round}/${String(number)}`, { round, number, name: String(feature.get("name")), look: String(feature.get("look")) }];
    });
    onPick([...new Map(picked).values()]);
  });
}
