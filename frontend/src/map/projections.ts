import { addCoordinateTransforms, addProjection, get as getProjection, transform } from "ol/proj";
import Projection from "ol/proj/Projection";
import { makeProjection, makeTransforms } from "ol/proj/utm";
import TileGrid from "ol/tilegrid/TileGrid";
import { createXYZ } from "ol/tilegrid";
import type { Crs, ViewCrs } from "./contract";

type Coordinates = (position: number[]) => number[];

const TM35FIN_EXTENT = [-548576, 6291456, 1548576, 8388608];
const TM35FIN_ZOOM_0 = 4096; // metres a pixel
const TILE_SIZE = 512;
const UTM_SCALE = 0.9996;
const MIDDLE_EAST = 500_000;
const ZONE_35 = 27; // degrees east
const metric: Crs[] = [];
export const MAX_TILE_ZOOM = 17;

/** ETRS-TM35FIN is UTM zone 35 used for the whole country; Finland's Gauss-Krüger zones are the same projection about
    another meridian and at another scale. So the library's own UTM does for all of them, and no proj4 is needed. */
function zone35(): { forward: Coordinates; inverse: Coordinates } {
  const zone = makeProjection("EPSG:32635");
  const transforms = zone && makeTransforms(zone);
  if (!transforms) throw new Error("UTM is not available");
  return { forward: (position) => transforms.forward(position), inverse: (position) => transforms.inverse(position) };
}

function gaussKruger(zone: number): { forward: Coordinates; inverse: Coordinates } {
  const utm = zone35();
  const falseEast = zone * 1_000_000 + MIDDLE_EAST;
  return {
    forward: ([lon = 0, lat = 0]) => {
      const [x = 0, y = 0] = utm.forward([lon - zone + ZONE_35, lat]);
      return [(x - MIDDLE_EAST) / UTM_SCALE + falseEast, y / UTM_SCALE];
    },
    inverse: ([x = 0, y = 0]) => {
      const [lon = 0, lat = 0] = utm.inverse([(x - falseEast) * UTM_SCALE + MIDDLE_EAST, y * UTM_SCALE]);
      return [lon + zone - ZONE_35, lat];
    },
  };
}

/** The transforms pass through degrees; those between two systems in metres go by way of them. */
function register(crs: Crs, extent: number[], { forward, inverse }: { forward: Coordinates; inverse: Coordinates }): void {
  addProjection(new Projection({ code: crs, units: "m", extent }));
  addCoordinateTransforms("EPSG:4326", crs, forward, inverse);
  for (const other of ["EPSG:3857", ...metric]) {
    addCoordinateTransforms(
      other,
      crs,
      (position: number[]) => forward(transform(position, other, "EPSG:4326")),
      (position: number[]) => transform(inverse(position), "EPSG:4326", other),
    );
  }
  metric.push(crs);
}

/** The projection of a reference system that we draw in; the first call makes it known to the library. */
export function projectionOf(crs: Crs): Projection {
  const code = Number(crs.slice("EPSG:".length));
  if (!getProjection(crs)) {
    if (code === 3067) register(crs, TM35FIN_EXTENT, zone35());
    else if (code >= 3873 && code <= 3885) {
      const zone = code - 3854;
      const middle = zone * 1_000_000 + MIDDLE_EAST;
      register(crs, [middle - 1_048_576, 6_291_456, middle + 1_048_576, 8_388_608], gaussKruger(zone));
    }
  }
  const projection = getProjection(crs);
  if (!projection) throw new Error(`Unknown projection ${crs}`);
  return projection;
}

export interface Grid {
  projection: Projection;
  tileMatrixSet: "WebMercatorQuad" | "ETRS-TM35FIN";
  tileGrid: TileGrid;
}

export function gridOf(crs: ViewCrs): Grid {
  const projection = projectionOf(crs);
  if (crs === "EPSG:3857") {
    return { projection, tileMatrixSet: "WebMercatorQuad", tileGrid: createXYZ({ tileSize: TILE_SIZE, maxZoom: MAX_TILE_ZOOM }) };
  }
  const resolutions = Array.from({ length: MAX_TILE_ZOOM + 1 }, (_, zoom) => TM35FIN_ZOOM_0 / 2 ** zoom);
  const tileGrid = new TileGrid({ extent: TM35FIN_EXTENT, resolutions, tileSize: TILE_SIZE });
  return { projection, tileMatrixSet: "ETRS-TM35FIN", tileGrid };
}
