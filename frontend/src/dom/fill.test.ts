import { expect, test } from "vitest";
import { fill } from "./fill";

test("blanks are filled and unknown ones stay", () => {
  expect(fill("{n} viestiä, {x}", { n: 3 })).toBe("3 viestiä, {x}");
});
