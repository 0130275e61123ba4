import { expect, test } from "vitest";
import { shapeOf } from "../geometry/shape-of";
import type { SketchState } from "../map";
import { describe, news, type CornerLabels } from "./corner-words";

const LABELS: CornerLabels = {
  none: "none", more: "more {n}", point: "point {lat} {lon}", line: "line {n} {m}", area: "area {n}",
  chosen: "chosen {i}/{n}", moved: "moved {i}/{n} {m} m {direction}", removed: "removed {i}.",
  north: "north", east: "east", south: "south", west: "west",
};

function line(corners: [number, number][], chosen: number | null): SketchState {
  return { type: "LineString", shape: shapeOf("LineString", corners), corners, chosen };
}

const STRAIGHT: [number, number][] = [[27, 61], [27, 61.001], [27, 61.002]];

test("one corner of a line is not yet a line", () => {
  expect(describe(line([[27, 61]], null), LABELS)).toBe("more 1");
});

test("a corner that was chosen, moved or removed is named", () => {
  const chosen = line(STRAIGHT, 1);
  expect(news(line(STRAIGHT, null), chosen, LABELS)).toBe("chosen 2/3");
  expect(news(chosen, line([[27, 61], [27, 61.0011], [27, 61.002]], 1), LABELS)).toBe("moved 2/3 11 m north");
  expect(news(chosen, line([[27, 61], [27, 61.002]], 1), LABELS)).toBe("removed 2. line 2 222");
});

test("without a chosen corner the shape is described", () => {
  expect(news(line(STRAIGHT.slice(0, 2), null), line(STRAIGHT, null), LABELS)).toBe("line 3 222");
});
