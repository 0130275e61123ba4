import type { Polygon } from "geojson";
import type { Bounds } from "./bbox-text";

/** The box around an area. */
export function boundsOf({ coordinates: [ring = []] }: Polygon): Bounds {
  const lons = ring.map(([lon = 0]) => lon);
  const lats = ring.map(([, lat = 0]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
