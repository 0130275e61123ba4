import { expect, test } from "vitest";
import { bboxText } from "./bbox-text";

test("bounds are rounded outwards", () => {
  expect(bboxText([27.000001, 61.000001, 27.5000001, 61.5000001])).toBe("27,61,27.50001,61.50001");
});

test("bounds that are short already stay as they are", () => {
  expect(bboxText([27.1, 61.2, 27.3, 61.4])).toBe("27.1,61.2,27.3,61.4");
});
