import { expect, test } from "vitest";
import { corners } from "./corners";

test("a ring's closing corner is not counted twice", () => {
  expect(corners({ type: "Polygon", coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] })).toEqual([[0, 0], [1, 0], [1, 1]]);
});

test("a point is its own corner", () => {
  expect(corners({ type: "Point", coordinates: [1, 2] })).toEqual([[1, 2]]);
});

test("a line has all its corners", () => {
  expect(corners({ type: "LineString", coordinates: [[0, 0], [1, 1]] })).toHaveLength(2);
});
