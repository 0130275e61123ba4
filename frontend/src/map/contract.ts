import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { components } from "../api/schema";
import type { Bounds } from "../geometry/bbox-text";
import type { Shape } from "../geometry/corners";
import type { Place } from "../geometry/from-hash";
import type { ShapeType } from "../geometry/shape-of";

/** What the rest of the front end knows of a map. Positions are longitude and latitude in degrees. */

export type Kind = components["schemas"]["PinKindEnum"];

export interface BaseMap {
  id: string;
  name: string;
  credit: string;
}

/** Another service's map, through our own cache. */
export interface OutsideMap extends BaseMap {
  url: string;
  /** Says whether it is to be had just now: {"reachable": true}. */
  state: string;
  crs: Crs;
  /** The north-west corner of its pyramid of tiles. */
  origin: [x: number, y: number];
  /** At zoom 0. */
  metresAPixel: number;
  maxZoom: number;
}

export function isOutside(base: BaseMap): base is OutsideMap {
  return "url" in base;
}

/** What a map is drawn in, and our own tiles are made in. */
export type ViewCrs = "EPSG:3857" | "EPSG:3067";

/** Outside maps may also be in a Gauss-Krüger zone of ETRS89, EPSG:3873 to 3885. */
export type Crs = `EPSG:${number}`;

export interface MapSettings {
  /** The town's name in addresses. */
  town: string;
  /** "/tiles/mikkeli": the layer, the tile matrix set and the tile follow. */
  tiles: string;
  bounds: Bounds;
  crs: ViewCrs;
  baseMaps: (BaseMap | OutsideMap)[];
  /** The tile layer of the town's areas, "areas-postal". */
  areaLayer: string;
  areaNames: { name: string; lon: number; lat: number }[];
  /** Whether plans are drawn too, as surfaces with the pattern of how far each has come. */
  plans?: boolean;
}

/** A plan drawing in tiles of 256 pixels, and between which zooms there are any. */
export interface Drawing {
  id: string;
  name: string;
  /** "/tiles/mikkeli/drawings/…": the tile matrix set and the tile follow. */
  tiles: string;
  zooms: Record<"WebMercatorQuad" | "ETRS-TM35FIN", [from: number, to: number]>;
  bounds: Bounds;
}

/** A plan under a tap. */
export interface PlanPicked {
  slug: string;
  name: string;
  look: string;
}

/** What lies under a tap, and where that is. */
export interface Picked {
  ids: string[];
  plans: PlanPicked[];
  lon: number;
  lat: number;
}

export interface TownMap {
  place(): Place;
  bounds(): Bounds;
  goTo(target: { lon: number; lat: number; zoom?: number } | Bounds): void;
  zoomBy(steps: number): void;
  showKinds(kinds: readonly Kind[]): void;
  /** Shows these messages instead of the tiles of all messages; null goes back to the tiles. */
  showOnly(pins: FeatureCollection<Geometry | null> | null): void;
  /** Messages of others step back while a new one is placed. */
  fadePins(): void;
  showPlans(shown: boolean): void;
  /** Lays a plan drawing over the map, or none; opacity goes from 0 to 1. */
  layDrawing(drawing: Drawing | null, opacity: number): void;
  mark(geometry: Geometry | null): void;
  showBase(id: string): void;
  /** Tells that an outside map, shown by now, no longer comes. */
  onBaseLost(then: (id: string) => void): void;
  /** After new messages: forget what is drawn and read it again. */
  refresh(): void;
  onMove(then: () => void): void;
  /** Tells the ids of the messages and the plans under a tap; rings that can still be opened are opened instead. */
  onPick(then: (picked: Picked) => void): void;
  resized(): void;
  /** Draws what is in view into another size, as for paper; the answer puts everything back. */
  drawnAt(size: { width: number; height: number }): () => void;
}

export interface SketchState {
  type: ShapeType;
  /** Nothing while there are too few corners. */
  shape: Shape | null;
  corners: readonly Position[];
  chosen: number | null;
}

export interface Sketch {
  begin(type: ShapeType): void;
  show(shape: Shape | null): void;
  /** Puts the chosen corner, or else a new one, in the middle of the map, for those who move the map and not a pointer. */
  addCorner(): void;
  /** Takes away the chosen corner, or else the last. */
  removeCorner(): void;
  /** Chooses the next or the previous corner and brings it to the middle of the map. */
  chooseNext(step: 1 | -1): void;
  chooseNone(): void;
  /** Moves the chosen corner, or else the last, by so many pixels of the screen. */
  nudge(right_px: number, down_px: number): void;
  /** A new corner half way from the chosen one to the next. */
  addBetween(): void;
  onChange(then: (state: SketchState) => void): void;
}

/** As the API describes them (src/api/schema.d.ts is generated), so a change there is a type error here. */
export type PinProperties = components["schemas"]["PinProperties"];
export type PinCollection = FeatureCollection<Geometry | null, PinProperties>;
export type PinRecord = Feature<Geometry | null, PinProperties>;
