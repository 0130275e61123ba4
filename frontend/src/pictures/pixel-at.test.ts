import { expect, test } from "vitest";
import { pixelAt } from "./pixel-at";

const box = { left: 10, top: 20, width: 360, height: 480 };
const picture = { width: 1440, height: 1920 };

test("a point of the screen is a pixel of the picture", () => {
  expect(pixelAt(box, picture, { x: 100, y: 140 })).toEqual({ x: 360, y: 480 });
});

test("what lies outside is brought to the edge", () => {
  expect(pixelAt(box, picture, { x: -5, y: 9000 })).toEqual({ x: 0, y: 1920 });
});
