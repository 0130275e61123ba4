import { expect, test } from "vitest";
import type { OutsideMap } from "./contract";
import { startingBase } from "./starting-base";

const own = { id: "own", name: "Own", credit: "" };
const osm = { ...own, id: "osm", url: "/basemap/a/osm" } as unknown as OutsideMap;
const nls = { ...osm, id: "nls" };

test("the choice of last time comes first, and the first outside map where there is none", () => {
  expect(startingBase([own, osm, nls], null)).toBe(osm);
  expect(startingBase([own, osm, nls], "nls")).toBe(nls);
  expect(startingBase([own, osm], "own")).toBe(own);
  expect(startingBase([own, osm], "gone")).toBe(osm);
});

test("without an outside map there is no choice", () => {
  expect(startingBase([own], "own")).toBeUndefined();
});
