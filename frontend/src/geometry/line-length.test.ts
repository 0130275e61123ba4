import { expect, test } from "vitest";
import { lineLength } from "./line-length";

test("a degree of latitude is about 111 kilometres", () => {
  expect(lineLength([[27, 61], [27, 62]])).toBeCloseTo(111_195, -2);
});

test("lengths of the parts add up", () => {
  const whole = lineLength([[27, 61], [27.1, 61], [27.1, 61.1]]);
  expect(whole).toBeCloseTo(lineLength([[27, 61], [27.1, 61]]) + lineLength([[27.1, 61], [27.1, 61.1]]), 6);
});

test("a single position has no length", () => {
  expect(lineLength([[27, 61]])).toBe(0);
  expect(lineLength([])).toBe(0);
});
