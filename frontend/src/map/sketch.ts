import type { Position } from "geojson";
import { Feature } from "ol";
import GeoJSON from "ol/format/GeoJSON";
import { MultiPoint, Point, type Geometry } from "ol/geom";
import PointerInteraction from "ol/interaction/Pointer";
import VectorLayer from "ol/layer/Vector";
import { fromLonLat, toLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { corners, type Shape } from "../geometry/corners";
import { midpoints, type Midpoint } from "../geometry/midpoints";
import { roundPosition } from "../geometry/round-position";
import { shapeOf, type ShapeType } from "../geometry/shape-of";
import type { Sketch, SketchState } from "./contract";
import { sketchStyles, type Part } from "./sketch-styles";
import { themeOf } from "./theme";
import type { OpenLayersTownMap } from "./town-map";

const NEAR_ZOOM = 13;
const FINGER_PX = 22;
/** Sides shorter than this have no handle in the middle: it would lie under those of their corners. */
const SHORT_SIDE_PX = 4 * FINGER_PX;

function apart(a: readonly number[], b: readonly number[]): number {
  return Math.hypot((a[0] ?? 0) - (b[0] ?? 0), (a[1] ?? 0) - (b[1] ?? 0));
}

/** A point, a line or an area placed by taps, by a crosshair or by keys. Each adds a corner; a chosen corner moves instead. */
class CornerSketch implements Sketch {
  private type: ShapeType = "Point";
  private placed: Position[] = [];
  private chosen: number | null = null;
  private readonly source = new VectorSource();
  private readonly listeners: ((state: SketchState) => void)[] = [];

  constructor(private readonly town: OpenLayersTownMap, target: HTMLElement) {
    town.map.addLayer(new VectorLayer({ source: this.source, style: sketchStyles(themeOf(target)), zIndex: 10 }));
    town.map.addInteraction(this.drag());
    town.map.on("click", (event) => {
      this.tapped(event.pixel, event.coordinate);
    });
    town.map.on("moveend", () => {
      this.draw();
    });
  }

  begin(type: ShapeType): void {
    this.type = type;
    this.placed = type === "Point" ? this.placed.slice(-1) : this.placed;
    this.choose(null);
  }

  show(shape: Shape | null): void {
    if (shape) this.type = shape.type;
    this.placed = shape ? corners(shape) : [];
    this.choose(null);
  }

  addCorner(): void {
    const center = this.town.map.getView().getCenter();
    if (center) this.put(center);
  }

  removeCorner(): void {
    const index = this.chosen ?? this.placed.length - 1;
    this.placed = this.placed.filter((_, i) => i !== index);
    this.choose(this.chosen === null || this.placed.length === 0 ? null : Math.min(index, this.placed.length - 1));
  }

  chooseNext(step: 1 | -1): void {
    const n = this.placed.length;
    if (n === 0 || this.type === "Point") return;
    const from = this.chosen ?? (step > 0 ? -1 : n);
    this.choose((from + step + n) % n);
    const [lon = 0, lat = 0] = this.placed[this.chosen ?? 0] ?? [];
    this.town.goTo({ lon, lat, zoom: this.town.place().zoom });
  }

  chooseNone(): void {
    if (this.chosen !== null) this.choose(null);
  }

  nudge(right_px: number, down_px: number): void {
    const index = this.chosen ?? this.placed.length - 1;
    const corner = this.placed[index];
    if (!corner) return;
    const resolution = this.town.map.getView().getResolution() ?? 1;
    const [x = 0, y = 0] = fromLonLat(corner, this.projection());
    if (this.type !== "Point") this.chosen = index;
    this.moveTo(index, [x + right_px * resolution, y - down_px * resolution]);
    this.changed();
  }

  addBetween(): void {
    if (this.chosen === null) return;
    const middles = this.middles();
    const next = middles.find(({ index }) => index === (this.chosen ?? 0) + 1) ?? middles[middles.length - 1];
    if (next) this.insert(next);
  }

  onChange(then: (state: SketchState) => void): void {
    this.listeners.push(then);
  }

  private choose(index: number | null): void {
    this.chosen = index;
    this.changed();
  }

  private insert({ index, position }: Midpoint): void {
    this.placed = [...this.placed.slice(0, index), position, ...this.placed.slice(index)];
    this.choose(index);
  }

  /** One tap does what a drag does: it chooses a corner, says where the chosen one goes, or adds one. */
  private tapped(pixel: number[], coordinate: number[]): void {
    const corner = this.type === "Point" ? null : this.cornerAt(pixel);
    const middle = this.middleAt(pixel);
    if (corner !== null) this.choose(corner === this.chosen ? null : corner);
    else if (middle) this.insert(middle);
    else this.put(coordinate);
    this.comeNearer();
  }

  private put(coordinate: number[]): void {
    if (this.chosen !== null) this.moveTo(this.chosen, coordinate);
    else if (this.type === "Point") this.placed = [this.positionOf(coordinate)];
    else this.placed = [...this.placed, this.positionOf(coordinate)];
    this.changed();
  }

  private moveTo(index: number, coordinate: number[]): void {
    this.placed = this.placed.map((corner, i) => (i === index ? this.positionOf(coordinate) : corner));
  }

  private drag(): PointerInteraction {
    let dragged: number | null = null;
    let hasMoved = false;
    return new PointerInteraction({
      handleDownEvent: ({ pixel }) => {
        dragged = this.cornerAt(pixel);
        hasMoved = false;
        return dragged !== null;
      },
      handleDragEvent: ({ coordinate }) => {
        hasMoved = true;
        if (dragged !== null) this.moveTo(dragged, coordinate);
        this.draw();
      },
      handleUpEvent: () => {
        if (hasMoved) this.changed();
        return false;
      },
    });
  }

  /** From far away a finger covers a village: the first mark brings the map near enough to put it right. */
  private comeNearer(): void {
    const place = this.town.place();
    const corner = this.placed[0];
    if (this.placed.length === 1 && corner && place.zoom < NEAR_ZOOM) this.town.goTo({ lon: corner[0] ?? 0, lat: corner[1] ?? 0, zoom: NEAR_ZOOM });
  }

  private changed(): void {
    this.draw();
    const state = { type: this.type, shape: shapeOf(this.type, this.placed), corners: [...this.placed], chosen: this.chosen };
    for (const listener of this.listeners) listener(state);
  }

  private draw(): void {
    this.source.clear(true);
    const shape = shapeOf(this.type, this.placed) ?? shapeOf("LineString", this.placed);
    if (shape) this.add("shape", new GeoJSON().readGeometry(shape, { featureProjection: this.projection() }));
    if (this.type === "Point") return;
    this.add("corners", new MultiPoint(this.placed.map((corner) => this.coordinateOf(corner))));
    this.add("middles", new MultiPoint(this.middles(SHORT_SIDE_PX).map(({ position }) => this.coordinateOf(position))));
    const chosen = this.chosen === null ? undefined : this.placed[this.chosen];
    if (chosen) this.add("chosen", new Point(this.coordinateOf(chosen)));
  }

  private add(part: Part, geometry: Geometry | null): void {
    this.source.addFeature(new Feature({ part, ...(geometry ? { geometry } : {}) }));
  }

  private cornerAt(pixel: number[]): number | null {
    const away = this.placed.map((corner) => apart(pixel, this.pixelOf(corner)));
    const nearest = Math.min(...away);
    return nearest <= FINGER_PX ? away.indexOf(nearest) : null;
  }

  private middleAt(pixel: number[]): Midpoint | undefined {
    return this.middles(SHORT_SIDE_PX).find(({ position }) => apart(pixel, this.pixelOf(position)) <= FINGER_PX);
  }

  private middles(shortest_px = 0): Midpoint[] {
    const sides = midpoints(this.placed, this.type === "Polygon").map(({ index, position }) => ({ index, position: roundPosition(position) }));
    return sides.filter(({ index, position }) => 2 * apart(this.pixelOf(position), this.pixelOf(this.placed[index - 1] ?? [])) >= shortest_px);
  }

  private positionOf(coordinate: number[]): Position {
    return roundPosition(toLonLat(coordinate, this.projection()));
  }

  private coordinateOf(position: Position): number[] {
    return fromLonLat(position, this.projection());
  }

  private pixelOf(position: Position): number[] {
    // Nothing before the map is first drawn, whatever its types say.
    const pixel = this.town.map.getPixelFromCoordinate(this.coordinateOf(position)) as number[] | null;
    return pixel ?? [Infinity, Infinity];
  }

  private projection() {
    return this.town.map.getView().getProjection();
  }
}

export function createSketch(town: OpenLayersTownMap, target: HTMLElement): Sketch {
  return new CornerSketch(town, target);
}
