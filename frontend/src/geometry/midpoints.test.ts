import { expect, test } from "vitest";
import { midpoints } from "./midpoints";

const SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2]];

test("a line of four corners has three sides, a closed shape has four", () => {
  expect(midpoints(SQUARE, false).map(({ index }) => index)).toEqual([1, 2, 3]);
  expect(midpoints(SQUARE, true)[3]).toEqual({ index: 4, position: [0, 1] });
});

test("two corners have one side between them, and one corner has none", () => {
  expect(midpoints(SQUARE.slice(0, 2), true)).toEqual([{ index: 1, position: [1, 0] }]);
  expect(midpoints(SQUARE.slice(0, 1), true)).toEqual([]);
  expect(midpoints([], false)).toEqual([]);
});
