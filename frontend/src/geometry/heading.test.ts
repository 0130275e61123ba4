import { expect, test } from "vitest";
import { heading } from "./heading";

test.each([
  ["north", 27, 61.1],
  ["south", 27, 60.9],
  ["east", 27.1, 61],
  ["west", 26.9, 61],
])("%s", (word, lon, lat) => {
  expect(heading([27, 61], [lon, lat])).toBe(word);
});

test("a degree of longitude is short in the north: as many degrees up as to the side is more up", () => {
  expect(heading([27, 61], [27.1, 61.08])).toBe("north");
});
