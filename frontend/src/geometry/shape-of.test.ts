import { expect, test } from "vitest";
import { corners } from "./corners";
import { shapeOf } from "./shape-of";

const triangle = [[0, 0], [1, 0], [1, 1]];

test("the newest corner is the point", () => {
  expect(shapeOf("Point", triangle)).toEqual({ type: "Point", coordinates: [1, 1] });
});

test("a line needs two corners and an area three", () => {
  expect(shapeOf("LineString", [[0, 0]])).toBeNull();
  expect(shapeOf("Polygon", [[0, 0], [1, 0]])).toBeNull();
  expect(shapeOf("Polygon", [])).toBeNull();
});

test("an area is closed, and gives back the corners it was made of", () => {
  const shape = shapeOf("Polygon", triangle);
  expect(shape?.type === "Polygon" && shape.coordinates[0]).toHaveLength(4);
  expect(shape && corners(shape)).toEqual(triangle);
});
