import { expect, test } from "vitest";
import { fitted } from "./fitted";

test("the longer side decides, the shape stays", () => {
  expect(fitted(4000, 3000, 2048)).toEqual({ width: 2048, height: 1536 });
  expect(fitted(3000, 4000, 2048)).toEqual({ width: 1536, height: 2048 });
});

test("a small picture stays as it is", () => {
  expect(fitted(300, 200, 2048)).toEqual({ width: 300, height: 200 });
});

test("no side vanishes", () => {
  expect(fitted(100_000, 1, 2048)).toEqual({ width: 2048, height: 1 });
});
