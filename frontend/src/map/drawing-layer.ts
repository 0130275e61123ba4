import TileLayer from "ol/layer/Tile";
import { transformExtent } from "ol/proj";
import XYZ from "ol/source/XYZ";
import TileGrid from "ol/tilegrid/TileGrid";
import type { Drawing } from "./contract";
import type { Grid } from "./projections";

const TILE_SIZE = 256;
const ABOVE_PLANS = 4.5;

/** A plan drawing in our own tiles, which are half as wide as those of the town's map. */
export function drawingLayer(drawing: Drawing, grid: Grid): TileLayer<XYZ> {
  const [minZoom, maxZoom] = drawing.zooms[grid.tileMatrixSet];
  const widest = (grid.tileGrid.getResolution(0) * Number(grid.tileGrid.getTileSize(0))) / TILE_SIZE;
  const resolutions = Array.from({ length: maxZoom + 1 }, (_, zoom) => widest / 2 ** zoom);
  const source = new XYZ({
    url: `${drawing.tiles}/${grid.tileMatrixSet}/{z}/{x}/{y}.webp`,
    projection: grid.projection,
    tileGrid: new TileGrid({ origin: grid.tileGrid.getOrigin(0), resolutions, tileSize: TILE_SIZE, minZoom }),
  });
  return new TileLayer({ source, zIndex: ABOVE_PLANS, extent: transformExtent([...drawing.bounds], "EPSG:4326", grid.projection) });
}
