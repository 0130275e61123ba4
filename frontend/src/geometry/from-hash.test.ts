import { expect, test } from "vitest";
import { fromHash, toHash } from "./from-hash";

test("a view survives its address", () => {
  const place = { zoom: 12.5, lat: 61.68812, lon: 27.27301 };
  expect(fromHash(toHash(place))).toEqual(place);
});

test.each(["", "#", "#map=", "#map=12/61", "#map=12/95/27", "#map=a/b/c"])("%s is no view", (hash) => {
  expect(fromHash(hash)).toBeNull();
});
