import { expect, test } from "vitest";
import { shareOf } from "./share-of";

const box = { left: 100, top: 50, width: 200, height: 100 };

test("a rectangle drawn from any corner is the same", () => {
  const wanted = { left: 0.25, top: 0.5, width: 0.5, height: 0.25 };
  expect(shareOf(box, { x: 150, y: 100 }, { x: 250, y: 125 })).toEqual(wanted);
  expect(shareOf(box, { x: 250, y: 125 }, { x: 150, y: 100 })).toEqual(wanted);
});

test("what is drawn over the edge ends at the edge", () => {
  expect(shareOf(box, { x: 200, y: 100 }, { x: 900, y: 900 })).toEqual({ left: 0.5, top: 0.5, width: 0.5, height: 0.5 });
});
