import { Feature } from "ol";
import type { FeatureLike } from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import VectorTileLayer from "ol/layer/VectorTile";
import TileLayer from "ol/layer/Tile";
import { fromLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import TileGrid from "ol/tilegrid/TileGrid";
import XYZ from "ol/source/XYZ";
import { Fill, Stroke, Style, Text } from "ol/style";
import type { MapSettings, OutsideMap } from "./contract";
import { areaBorders, groundNames, groundStyles, landStyle, placeNames } from "./ground-styles";
import type { PinStyles } from "./pin-styles";
import { PlanStyles } from "./plan-styles";
import { projectionOf, type Grid } from "./projections";
import type { Theme } from "./theme";
import { vectorTiles } from "./vector-tiles";

type StyleFunction = (feature: FeatureLike, resolution: number) => Style[];
type Source = ReturnType<typeof vectorTiles>;

function tiles(source: Source, style: StyleFunction, zIndex: number, declutter = false): VectorTileLayer {
  return new VectorTileLayer({ source, style, zIndex, declutter, renderMode: declutter ? "vector" : "hybrid", background: "transparent" });
}

/** The town's own map: always there, with or without an outside one. */
export function groundLayers(settings: MapSettings, grid: Grid, theme: Theme): VectorTileLayer[] {
  const ground = vectorTiles(settings.tiles, "ground", grid);
  return [
    tiles(ground, groundStyles(theme), 1),
    tiles(ground, groundNames(theme), 5, true),
    tiles(vectorTiles(settings.tiles, "places", grid), placeNames(theme), 5, true),
  ];
}

/** Land and borders are two layers over one source, so that each tile is fetched once. */
export function areaLayers(settings: MapSettings, grid: Grid, theme: Theme): { land: VectorTileLayer; borders: VectorTileLayer } {
  const areas = vectorTiles(settings.tiles, settings.areaLayer, grid);
  return { land: tiles(areas, landStyle(theme), 0), borders: tiles(areas, areaBorders(theme), 3) };
}

/** Raw messages are never many in a tile, so they are drawn as vectors and answer to a tap at once. */
export function pinLayer(source: Source, styles: PinStyles): VectorTileLayer {
  return new VectorTileLayer({ source, style: styles.of, zIndex: 8, renderMode: "vector", renderBuffer: 60 });
}

/** Plans below the messages, and the places of statements that were answered. */
export function planLayers(settings: MapSettings, grid: Grid, theme: Theme): VectorTileLayer[] {
  const styles = new PlanStyles(theme);
  return ["plans", "statements"].map((layer) => {
    return new VectorTileLayer({ source: vectorTiles(settings.tiles, layer, grid), style: styles.of, zIndex: 4, renderMode: "vector", renderBuffer: 40 });
  });
}

export function areaNameLayer(settings: MapSettings, theme: Theme): VectorLayer {
  const features = settings.areaNames.map(({ name, lon, lat }) => {
    return new Feature({ geometry: new Point(fromLonLat([lon, lat], projectionOf(settings.crs))), name });
  });
  const style = (feature: FeatureLike): Style =>
    new Style({
      text: new Text({
        text: String(feature.get("name")).toUpperCase(),
        font: `600 12px ${theme.font}`,
        fill: new Fill({ color: theme.border }),
        stroke: new Stroke({ color: "rgba(255,255,255,0.85)", width: 3.5 }),
        overflow: true,
      }),
    });
  return new VectorLayer({ source: new VectorSource({ features }), style, zIndex: 6, declutter: true, maxResolution: 400 });
}

/** An outside map, which our own server fetches and keeps: no other host learns who looks at what. */
export function outsideLayer(base: OutsideMap): TileLayer<XYZ> {
  const resolutions = Array.from({ length: base.maxZoom + 1 }, (_, zoom) => base.metresAPixel / 2 ** zoom);
  const source = new XYZ({
    url: base.url,
    projection: projectionOf(base.crs),
    tileGrid: new TileGrid({ origin: base.origin, resolutions, tileSize: 256 }),
  });
  return new TileLayer({ source, zIndex: 1, visible: false });
}
