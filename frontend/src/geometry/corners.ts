import type { LineString, Point, Polygon, Position } from "geojson";

export type Shape = Point | LineString | Polygon;

/** The corners a person placed, without the last one that only closes a ring. */
export function corners(shape: Shape): Position[] {
  if (shape.type === "Point") return [shape.coordinates];
  if (shape.type === "LineString") return shape.coordinates;
  return (shape.coordinates[0] ?? []).slice(0, -1);
}
