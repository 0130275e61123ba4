import { expect, test } from "vitest";
import { roundPosition } from "./round-position";

test("a position keeps six decimals", () => {
  expect(roundPosition([27.272345678, 61.688765432])).toEqual([27.272346, 61.688765]);
});

test("a height is left out", () => {
  expect(roundPosition([27, 61, 88])).toEqual([27, 61]);
});
