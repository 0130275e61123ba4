import type { Position } from "geojson";

export interface Midpoint {
  /** Where a corner set here would stand among the others. */
  index: number;
  position: Position;
}

/** The middles of the sides between corners; of a closed shape also the side back to the first. */
export function midpoints(corners: readonly Position[], isClosed: boolean): Midpoint[] {
  const sides = isClosed && corners.length > 2 ? corners.length : corners.length - 1;
  return Array.from({ length: Math.max(0, sides) }, (_, i) => {
    const [x1 = 0, y1 = 0] = corners[i] ?? [];
    const [x2 = 0, y2 = 0] = corners[(i + 1) % corners.length] ?? [];
    return { index: i + 1, position: [(x1 + x2) / 2, (y1 + y2) / 2] };
  });
}
