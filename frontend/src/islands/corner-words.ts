import { fill } from "../dom/fill";
import { corners } from "../geometry/corners";
import { heading, type Heading } from "../geometry/heading";
import { lineLength } from "../geometry/line-length";
import type { SketchState } from "../map";

export type CornerLabels = Record<Heading, string> & {
  none: string;
  more: string;
  point: string;
  line: string;
  area: string;
  chosen: string;
  moved: string;
  removed: string;
};

/** What is drawn so far, in a sentence. */
export function describe({ shape, corners: placed }: SketchState, labels: CornerLabels): string {
  if (!shape) return placed.length > 0 ? fill(labels.more, { n: placed.length }) : labels.none;
  if (shape.type === "Point") {
    const [lon = 0, lat = 0] = shape.coordinates;
    return fill(labels.point, { lat: lat.toFixed(4), lon: lon.toFixed(4) });
  }
  const sentence = shape.type === "LineString" ? labels.line : labels.area;
  return fill(sentence, { n: corners(shape).length, m: Math.round(lineLength(corners(shape))) });
}

/** What has just happened to the corners, for those who do not see it. */
export function news(before: SketchState, now: SketchState, labels: CornerLabels): string {
  const { chosen } = now;
  const sum = describe(now, labels);
  if (now.corners.length < before.corners.length && before.chosen !== null) return `${fill(labels.removed, { i: before.chosen + 1 })} ${sum}`;
  if (chosen === null || now.corners.length < before.corners.length) return sum;
  const [from, to] = [before.corners[chosen], now.corners[chosen]];
  const isMoved = before.corners.length === now.corners.length && from && to && lineLength([from, to]) > 0;
  if (!isMoved) return fill(labels.chosen, { i: chosen + 1, n: now.corners.length });
  const m = Math.max(0.1, Number(lineLength([from, to]).toPrecision(2)));
  return fill(labels.moved, { i: chosen + 1, n: now.corners.length, m, direction: labels[heading(from, to)] });
}
