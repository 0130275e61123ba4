import type { Position } from "geojson";

export type Heading = "north" | "east" | "south" | "west";

/** The quarter of the sky that one position in degrees lies in, seen from another. */
export function heading(from: Position, to: Position): Heading {
  const [lon1 = 0, lat1 = 0] = from;
  const [lon2 = 0, lat2 = 0] = to;
  const north = lat2 - lat1;
  const east = (lon2 - lon1) * Math.cos((lat1 * Math.PI) / 180);
  if (Math.abs(north) >= Math.abs(east)) return north >= 0 ? "north" : "south";
  return east > 0 ? "east" : "west";
}
