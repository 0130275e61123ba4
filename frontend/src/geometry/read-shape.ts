import type { Position } from "geojson";
import type { Shape } from "./corners";

function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && value.length >= 2 && value.every((n) => typeof n === "number" && Number.isFinite(n));
}

function isPath(value: unknown): value is Position[] {
  return Array.isArray(value) && value.length > 0 && value.every(isPosition);
}

/** A shape out of text that a page or a person may have changed; nothing if it is not one. */
export function readShape(text: string): Shape | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || !("type" in value) || !("coordinates" in value)) return null;
  const { type, coordinates } = value;
  if (type === "Point" && isPosition(coordinates)) return { type, coordinates };
  if (type === "LineString" && isPath(coordinates)) return { type, coordinates };
  if (type === "Polygon" && Array.isArray(coordinates) && coordinates.every(isPath)) return { type, coordinates };
  return null;
}
