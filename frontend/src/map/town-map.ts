import type { FeatureCollection, Geometry } from "geojson";
import OpenLayersMap from "ol/Map";
import View from "ol/View";
import type { FeatureLike } from "ol/Feature";
import GeoJSON from "ol/format/GeoJSON";
import { getCenter } from "ol/extent";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import type BaseLayer from "ol/layer/Base";
import type TileLayer from "ol/layer/Tile";
import VectorLayer from "ol/layer/Vector";
import { fromLonLat, toLonLat, transformExtent } from "ol/proj";
import VectorSource from "ol/source/Vector";
import type XYZ from "ol/source/XYZ";
import type { Bounds } from "../geometry/bbox-text";
import type { Place } from "../geometry/from-hash";
import { isOutside, type Drawing, type Kind, type MapSettings, type OutsideMap, type Picked, type PlanPicked, type TownMap } from "./contract";
import { drawingLayer } from "./drawing-layer";
import { areaLayers, areaNameLayer, groundLayers, outsideLayer, pinLayer, planLayers } from "./layers";
import { isCluster, markStyle, PinStyles } from "./pin-styles";
import { gridOf, projectionOf, type Grid } from "./projections";
import { themeOf } from "./theme";
import { vectorTiles } from "./vector-tiles";

const FINGER_PX = 14;
const ROOM_PX = 24;
const CLOSEST = 19;
const MANY = 4;
const FADED = 0.35;
/** Of the web's pyramid at about 65° north, and a power of two, as the tiles in metres are. */
const METRES_A_PIXEL_AT_ZOOM_0 = 65_536;
/** So many tiles in a row that do not come mean that none will. */
const LOST = 3;

/** How long a movement of the map takes, in milliseconds; none for those who asked for none. */
export function duration(): number {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250;
}

function viewOf(settings: MapSettings, start: Place | null): View {
  const projection = projectionOf(settings.crs);
  const extent = transformExtent([...settings.bounds], "EPSG:4326", projection);
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const slack = Math.max(east - west, north - south);
  return new View({
    projection,
    center: start ? fromLonLat([start.lon, start.lat], projection) : getCenter(extent),
    zoom: start?.zoom ?? 10,
    maxZoom: CLOSEST,
    // So that a zoom means about the same in every reference system.
    ...(settings.crs === "EPSG:3857" ? {} : { maxResolution: METRES_A_PIXEL_AT_ZOOM_0 }),
    extent: [west - slack, south - slack, east + slack, north + slack],
    showFullExtent: true,
    constrainRotation: true,
    enableRotation: false,
    smoothExtentConstraint: duration() > 0,
  });
}

class OpenLayersTownMap implements TownMap {
  readonly map: OpenLayersMap;
  private readonly view: View;
  private readonly grid: Grid;
  private readonly styles: PinStyles;
  private readonly tiles: ReturnType<typeof vectorTiles>;
  private readonly pins;
  private readonly only = new VectorSource();
  private readonly onlyLayer;
  private readonly marked = new VectorSource();
  private readonly own: BaseLayer[];
  private readonly plans: BaseLayer[];
  private readonly outside = new Map<string, TileLayer<XYZ>>();
  private readonly lost: ((id: string) => void)[] = [];
  private readonly drawings = new Map<string, TileLayer<XYZ>>();

  constructor(target: HTMLElement, settings: MapSettings, start: Place | null) {
    const theme = themeOf(target);
    const grid = gridOf(settings.crs);
    this.grid = grid;
    this.styles = new PinStyles(theme);
    this.tiles = vectorTiles(settings.tiles, "pins", grid);
    this.pins = pinLayer(this.tiles, this.styles);
    const areas = areaLayers(settings, grid, theme);
    this.onlyLayer = new VectorLayer({ source: this.only, style: this.styles.of, zIndex: 8 });
    this.own = groundLayers(settings, grid, theme);
    this.plans = settings.plans ? planLayers(settings, grid, theme) : [];
    for (const base of settings.baseMaps) if (isOutside(base)) this.addOutside(base);
    const layers = [
      areas.land,
      ...this.own,
      ...this.outside.values(),
      areas.borders,
      ...this.plans,
      areaNameLayer(settings, theme),
      this.pins,
      this.onlyLayer,
      new VectorLayer({ source: this.marked, style: markStyle(theme), zIndex: 9 }),
    ];
    this.view = viewOf(settings, start);
    const interactions = defaultInteractions({ altShiftDragRotate: false, pinchRotate: false, zoomDuration: duration() });
    this.map = new OpenLayersMap({ target, layers, view: this.view, controls: [], interactions });
    if (!start) this.view.fit(transformExtent([...settings.bounds], "EPSG:4326", this.view.getProjection()), { size: this.size(), padding: [ROOM_PX, ROOM_PX, ROOM_PX, ROOM_PX] });
  }

  place(): Place {
    const [lon = 0, lat = 0] = toLonLat(this.view.getCenter() ?? [0, 0], this.view.getProjection());
    return { zoom: this.view.getZoom() ?? 0, lat, lon };
  }

  bounds(): Bounds {
    const extent = this.view.calculateExtent(this.size());
    const [west = 0, south = 0, east = 0, north = 0] = transformExtent(extent, this.view.getProjection(), "EPSG:4326", 4);
    return [west, south, east, north];
  }

  goTo(target: { lon: number; lat: number; zoom?: number } | Bounds): void {
    if ("lon" in target) {
      const center = fromLonLat([target.lon, target.lat], this.view.getProjection());
      this.view.animate({ center, zoom: target.zoom ?? Math.max(this.view.getZoom() ?? 0, 15), duration: duration() });
      return;
    }
    const extent = transformExtent([...target], "EPSG:4326", this.view.getProjection());
    this.view.fit(extent, { padding: [60, 60, 60, 60], maxZoom: 16, duration: duration() });
  }

  zoomBy(steps: number): void {
    this.view.animate({ zoom: (this.view.getZoom() ?? 0) + steps, duration: duration() });
  }

  showKinds(kinds: readonly Kind[]): void {
    this.styles.showKinds(kinds);
    this.pins.changed();
    this.only.changed();
  }

  showOnly(pins: FeatureCollection<Geometry | null> | null): void {
    this.only.clear();
    this.pins.setVisible(pins === null);
    if (pins) this.only.addFeatures(this.read(pins).filter((feature) => feature.getGeometry()));
  }

  fadePins(): void {
    this.pins.setOpacity(FADED);
  }

  showPlans(shown: boolean): void {
    for (const layer of this.plans) layer.setVisible(shown);
  }

  layDrawing(drawing: Drawing | null, opacity: number): void {
    if (drawing && !this.drawings.has(drawing.id)) {
      const layer = drawingLayer(drawing, this.grid);
      this.drawings.set(drawing.id, layer);
      this.map.addLayer(layer);
    }
    for (const [id, layer] of this.drawings) {
      layer.setVisible(id === drawing?.id);
      layer.setOpacity(opacity);
    }
  }

  mark(geometry: Geometry | null): void {
    this.marked.clear();
    if (geometry) this.marked.addFeatures(this.read({ type: "FeatureCollection", features: [{ type: "Feature", geometry, properties: {} }] }));
  }

  showBase(id: string): void {
    const chosen = this.outside.get(id);
    for (const layer of this.outside.values()) layer.setVisible(layer === chosen);
    for (const layer of this.own) layer.setVisible(true);
  }

  onBaseLost(then: (id: string) => void): void {
    this.lost.push(then);
  }

  refresh(): void {
    this.tiles.refresh();
  }

  onMove(then: () => void): void {
    this.map.on("moveend", then);
  }

  onPick(then: (picked: Picked) => void): void {
    this.map.on("singleclick", (event) => {
      const found = this.map.getFeaturesAtPixel(event.pixel, { hitTolerance: FINGER_PX, layerFilter: (layer) => this.holdsPins(layer) });
      const ids = idsOf(found);
      const opens = found.find((feature) => isCluster(feature) && !feature.get("ids"));
      const isCrowded = ids.length > MANY && (this.view.getZoom() ?? 0) < CLOSEST - 2;
      if (opens ?? isCrowded) this.comeNearer(opens ? getCenter(opens.getGeometry()?.getExtent() ?? []) : event.coordinate);
      else {
        const [lon = 0, lat = 0] = toLonLat(event.coordinate, this.view.getProjection());
        then({ ids, plans: this.plansAt(event.pixel), lon, lat });
      }
    });
  }

  resized(): void {
    this.map.updateSize();
  }

  drawnAt({ width, height }: { width: number; height: number }): () => void {
    const target = this.map.getTargetElement();
    const [center, resolution, extent] = [this.view.getCenter(), this.view.getResolution(), this.view.calculateExtent(this.size())];
    const stretch = (wide: string, high: string): void => {
      if (target) [target.style.width, target.style.height] = [wide, high];
      this.map.updateSize();
    };
    stretch(`${width}px`, `${height}px`);
    this.view.fit(extent, { size: [width, height] });
    this.map.renderSync();
    return () => {
      stretch("", "");
      this.view.setCenter(center);
      this.view.setResolution(resolution);
    };
  }

  /** The town's own map stays until the outside one is there, and comes back when that is lost: there is no void. */
  private addOutside(base: OutsideMap): void {
    const layer = outsideLayer(base);
    let failed = 0;
    layer.getSource()?.on("tileloadend", () => {
      failed = 0;
      if (layer.getVisible()) for (const own of this.own) own.setVisible(false);
    });
    layer.getSource()?.on("tileloaderror", () => {
      failed += 1;
      if (failed === LOST && layer.getVisible()) for (const then of this.lost) then(base.id);
    });
    this.outside.set(base.id, layer);
  }

  private plansAt(pixel: number[]): PlanPicked[] {
    const found = this.map.getFeaturesAtPixel(pixel, { layerFilter: (layer) => this.plans.includes(layer) });
    const named = found.filter((feature) => feature.get("slug")).map((feature): [string, PlanPicked] => {
      const slug = String(feature.get("slug"));
      return [slug, { slug, name: String(feature.get("name")), look: String(feature.get("look")) }];
    });
    return [...new Map(named).values()];
  }

  private holdsPins(layer: BaseLayer): boolean {
    return layer === this.pins || layer === this.onlyLayer;
  }

  private comeNearer(center: number[]): void {
    this.view.animate({ center, zoom: (this.view.getZoom() ?? 0) + 2, duration: duration() });
  }

  private read(collection: FeatureCollection<Geometry | null>) {
    return new GeoJSON({ featureProjection: this.view.getProjection() }).readFeatures(collection);
  }

  private size(): [number, number] {
    const [width = 300, height = 300] = this.map.getSize() ?? [];
    return [width, height];
  }
}

/** Messages on one spot come as a ring that names them all, because no zoom would ever part them. */
function idsOf(features: readonly FeatureLike[]): string[] {
  const ids = features.flatMap((feature) => String(feature.get("ids") ?? feature.get("id") ?? "").split(","));
  return [...new Set(ids.filter(Boolean))];
}

export type { OpenLayersTownMap };

export function createTownMap(target: HTMLElement, settings: MapSettings, start: Place | null = null): OpenLayersTownMap {
  return new OpenLayersTownMap(target, settings, start);
}
