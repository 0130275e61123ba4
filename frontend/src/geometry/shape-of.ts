import type { Position } from "geojson";
import type { Shape } from "./corners";

export type ShapeType = Shape["type"];

const FEWEST: Record<ShapeType, number> = { Point: 1, LineString: 2, Polygon: 3 };

/** The shape that these corners make, or nothing while there are too few of them. */
export function shapeOf(type: ShapeType, corners: readonly Position[]): Shape | null {
  const first = corners[0];
  const last = corners[corners.length - 1];
  if (!first || !last || corners.length < FEWEST[type]) return null;
  if (type === "Point") return { type, coordinates: last };
  if (type === "LineString") return { type, coordinates: [...corners] };
  return { type, coordinates: [[...corners, first]] };
}
