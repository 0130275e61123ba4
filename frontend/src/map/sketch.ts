import type { Position } from "geojson";
import GeoJSON from "ol/format/GeoJSON";
import Modify from "ol/interaction/Modify";
import VectorLayer from "ol/layer/Vector";
import { fromLonLat, toLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Circle, Fill, Stroke, Style } from "ol/style";
import { Feature } from "ol";
import { MultiPoint } from "ol/geom";
import { corners, type Shape } from "../geometry/corners";
import { roundPosition } from "../geometry/round-position";
import { shapeOf, type ShapeType } from "../geometry/shape-of";
import type { Sketch } from "./contract";
import { themeOf, type Theme } from "./theme";
import type { OpenLayersTownMap } from "./town-map";

const NEAR_ZOOM = 13;

function sketchStyles(theme: Theme): Style[] {
  const line = (color: string, width: number): Style => new Style({ stroke: new Stroke({ color, width }), zIndex: 1 });
  const dot = new Circle({ radius: 9, fill: new Fill({ color: theme.accent }), stroke: new Stroke({ color: theme.ink, width: 3 }) });
  return [line(theme.paper, 8), line(theme.ink, 4), new Style({ fill: new Fill({ color: "rgba(240,169,59,0.25)" }) }), new Style({ image: dot, zIndex: 2 })];
}

/** A point, a line or an area placed by taps, by a crosshair or by keys: each adds a corner, the last can be taken back. */
class CornerSketch implements Sketch {
  private type: ShapeType = "Point";
  private placed: Position[] = [];
  private readonly source = new VectorSource();
  private readonly listeners: ((shape: Shape | null) => void)[] = [];

  constructor(private readonly town: OpenLayersTownMap, target: HTMLElement) {
    town.map.addLayer(new VectorLayer({ source: this.source, style: sketchStyles(themeOf(target)), zIndex: 10 }));
    const modify = new Modify({ source: this.source, pixelTolerance: 22 });
    modify.on("modifyend", () => {
      this.readBack();
    });
    town.map.addInteraction(modify);
    town.map.on("click", (event) => {
      this.add(event.coordinate);
      this.comeNearer();
    });
  }

  begin(type: ShapeType): void {
    this.type = type;
    this.placed = type === "Point" ? this.placed.slice(-1) : this.placed;
    this.changed();
  }

  show(shape: Shape | null): void {
    if (shape) this.type = shape.type;
    this.placed = shape ? corners(shape) : [];
    this.changed();
  }

  addCorner(): void {
    const center = this.town.map.getView().getCenter();
    if (center) this.add(center);
  }

  removeCorner(): void {
    this.placed = this.placed.slice(0, -1);
    this.changed();
  }

  onChange(then: (shape: Shape | null) => void): void {
    this.listeners.push(then);
  }

  private add(coordinate: number[]): void {
    const corner = roundPosition(toLonLat(coordinate, this.projection()));
    this.placed = this.type === "Point" ? [corner] : [...this.placed, corner];
    this.changed();
  }

  /** From far away a finger covers a village: the first mark brings the map near enough to put it right. */
  private comeNearer(): void {
    const place = this.town.place();
    const corner = this.placed[0];
    if (this.placed.length === 1 && corner && place.zoom < NEAR_ZOOM) this.town.goTo({ lon: corner[0] ?? 0, lat: corner[1] ?? 0, zoom: NEAR_ZOOM });
  }

  private changed(): void {
    this.draw();
    this.tell();
  }

  private tell(): void {
    const shape = shapeOf(this.type, this.placed);
    for (const listener of this.listeners) listener(shape);
  }

  private draw(): void {
    this.source.clear(true);
    const shape = shapeOf(this.type, this.placed) ?? shapeOf("LineString", this.placed);
    if (shape) this.source.addFeatures(new GeoJSON({ featureProjection: this.projection() }).readFeatures(shape));
    if (shape?.type !== "Point") {
      const dots = this.placed.map((corner) => fromLonLat(corner, this.projection()));
      if (dots.length > 0) this.source.addFeature(new Feature({ geometry: new MultiPoint(dots), isDots: true }));
    }
  }

  /** After a corner was dragged: the drawn shape knows its place, the dots are drawn anew. */
  private readBack(): void {
    const drawn = this.source.getFeatures().find((feature) => !feature.get("isDots"));
    const geometry = drawn && new GeoJSON({ featureProjection: this.projection() }).writeFeatureObject(drawn).geometry;
    if (geometry && (geometry.type === "Point" || geometry.type === "LineString" || geometry.type === "Polygon")) {
      this.placed = corners(geometry).map(roundPosition);
    }
    this.changed();
  }

  private projection() {
    return this.town.map.getView().getProjection();
  }
}

export function createSketch(town: OpenLayersTownMap, target: HTMLElement): Sketch {
  return new CornerSketch(town, target);
}
