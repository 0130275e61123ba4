import { expect, test } from "vitest";
import { readShape } from "./read-shape";

test("a point is read", () => {
  expect(readShape('{"type":"Point","coordinates":[27,61]}')).toEqual({ type: "Point", coordinates: [27, 61] });
});

test.each(["", "{", "null", "[]", '{"type":"Point"}', '{"type":"Point","coordinates":["27",61]}', '{"type":"Circle","coordinates":[1,2]}'])(
  "%s is no shape",
  (text) => {
    expect(readShape(text)).toBeNull();
  },
);
