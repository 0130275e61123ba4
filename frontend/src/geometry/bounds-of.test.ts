import { expect, test } from "vitest";
import { boundsOf } from "./bounds-of";

test("the box goes around every corner", () => {
  const ring = [[27.1, 61.5], [27.4, 61.6], [27.2, 61.9], [27.1, 61.5]];
  expect(boundsOf({ type: "Polygon", coordinates: [ring] })).toEqual([27.1, 61.5, 27.4, 61.9]);
});
