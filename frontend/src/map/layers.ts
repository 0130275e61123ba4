import { Feature } from "ol";
import type { FeatureLike } from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import VectorTileLayer from "ol/layer/VectorTile";
import TileLayer from "ol/layer/Tile";
import { fromLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import XYZ from "ol/source/XYZ";
import { Fill, Stroke, Style, Text } from "ol/style";
import type { BaseMap, MapSettings } from "./contract";
import { areaBorders, areaStyles, groundNames, groundStyles, placeNames } from "./ground-styles";
import type { PinStyles } from "./pin-styles";
import { gridOf, type Grid } from "./projections";
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
  const areas = vectorTiles(settings.tiles, "areas", grid);
  return [
    tiles(areas, areaStyles(theme, () => false), 0),
    tiles(ground, groundStyles(theme), 1),
    tiles(ground, groundNames(theme), 5, true),
  ];
}

export function borderLayer(settings: MapSettings, grid: Grid, theme: Theme): VectorTileLayer {
  return tiles(vectorTiles(settings.tiles, "areas", grid), areaBorders(theme), 3);
}

export function placeLayer(settings: MapSettings, grid: Grid, theme: Theme): VectorTileLayer {
  return tiles(vectorTiles(settings.tiles, "places", grid), placeNames(theme), 5, true);
}

/** Raw messages are never many in a tile, so they are drawn as vectors and answer to a tap at once. */
export function pinLayer(source: Source, styles: PinStyles): VectorTileLayer {
  return new VectorTileLayer({ source, style: styles.of, zIndex: 8, renderMode: "vector", renderBuffer: 60 });
}

export function areaNameLayer(settings: MapSettings, theme: Theme): VectorLayer {
  const features = settings.areaNames.map(({ name, lon, lat }) => {
    return new Feature({ geometry: new Point(fromLonLat([lon, lat], settings.crs)), name });
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
export function outsideLayer(base: BaseMap): TileLayer<XYZ> {
  const grid = gridOf(base.crs ?? "EPSG:3857");
  const source = new XYZ({
    url: base.url ?? "",
    projection: grid.projection,
    maxZoom: base.maxZoom ?? 18,
    ...(base.crs === "EPSG:3067" ? { tileGrid: grid.tileGrid } : {}),
  });
  return new TileLayer({ source, zIndex: 0, visible: false });
}
