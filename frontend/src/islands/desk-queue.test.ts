import { expect, test } from "vitest";
import { outlineText } from "./desk-queue";

test("a drawn area is its corners, longitude first", () => {
  expect(outlineText([[27.1234567, 61.5], [27.2, 61.6], [27.3, 61.5]])).toBe("27.12346,61.50000;27.20000,61.60000;27.30000,61.50000");
});
