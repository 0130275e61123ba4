export type Bounds = readonly [west: number, south: number, east: number, north: number];

const STEP = 1e5;

/** Bounds as the API takes them, rounded outwards so that nothing at the edge of the view is missed. */
export function bboxText(bounds: Bounds): string {
  const [west, south, east, north] = bounds;
  return [
    Math.floor(west * STEP) / STEP,
    Math.floor(south * STEP) / STEP,
    Math.ceil(east * STEP) / STEP,
    Math.ceil(north * STEP) / STEP,
  ].join(",");
}
