import { get as getProjection, addProjection, addCoordinateTransforms, transform } from "ol/proj";
import Projection from "ol/proj/Projection";
import { makeProjection, makeTransforms } from "ol/proj/utm";
import TileGrid from "ol/tilegrid/TileGrid";
import { createXYZ } from "ol/tilegrid";
import type { Crs } from "./contract";

const TM35FIN_EXTENT = [-548576, 6291456, 1548576, 8388608];
const TM35FIN_ZOOM_0 = 4096; // metres a pixel
const TILE_SIZE = 512;
export const MAX_TILE_ZOOM = 17;

/** ETRS-TM35FIN is the transverse Mercator of UTM zone 35, used for the whole country (so: no proj4 needed). */
function registerTm35fin(): void {
  if (getProjection("EPSG:3067")) return;
  const zone35 = makeProjection("EPSG:32635");
  const transforms = zone35 && makeTransforms(zone35);
  if (!transforms) throw new Error("UTM is not available");
  const tm35fin = new Projection({ code: "EPSG:3067", units: "m", extent: TM35FIN_EXTENT });
  addProjection(tm35fin);
  // The transforms of UTM pass through degrees; the rest goes by way of them.
  addCoordinateTransforms("EPSG:4326", tm35fin, transforms.forward, transforms.inverse);
  const degrees = (position: number[]): number[] => transform(position, "EPSG:3857", "EPSG:4326");
  addCoordinateTransforms(
    "EPSG:3857",
    tm35fin,
    (position: number[]) => transform(degrees(position), "EPSG:4326", "EPSG:3067"),
    (position: number[]) => transform(transform(position, "EPSG:3067", "EPSG:4326"), "EPSG:4326", "EPSG:3857"),
  );
}

export interface Grid {
  projection: Projection;
  tileMatrixSet: "WebMercatorQuad" | "ETRS-TM35FIN";
  tileGrid: TileGrid;
}

export function gridOf(crs: Crs): Grid {
  if (crs === "EPSG:3067") registerTm35fin();
  const projection = getProjection(crs);
  if (!projection) throw new Error(`Unknown projection ${crs}`);
  if (crs === "EPSG:3857") {
    return { projection, tileMatrixSet: "WebMercatorQuad", tileGrid: createXYZ({ tileSize: TILE_SIZE, maxZoom: MAX_TILE_ZOOM }) };
  }
  const resolutions = Array.from({ length: MAX_TILE_ZOOM + 1 }, (_, zoom) => TM35FIN_ZOOM_0 / 2 ** zoom);
  const tileGrid = new TileGrid({ extent: TM35FIN_EXTENT, resolutions, tileSize: TILE_SIZE });
  return { projection, tileMatrixSet: "ETRS-TM35FIN", tileGrid };
}
