import { expect, test } from "vitest";
import { ranked, reckon } from "./reckon";

const items = [
  { id: "a", name: "Penkki", pot: "town", cost: 1000 },
  { id: "b", name: "Keinu", pot: "town", cost: 2500 },
  { id: "c", name: "Laituri", pot: "north", cost: 4000 },
];

test("what is chosen is summed pot by pot", () => {
  const found = reckon("knapsack", items, { a: 1, c: 1 });
  expect([...found.spent]).toEqual([["town", 1000], ["north", 4000]]);
  expect(found.chosen.map((item) => item.id)).toEqual(["a", "c"]);
});

test("points are summed and a zero chooses nothing", () => {
  const found = reckon("points", items, { a: 3, b: 0, c: 4 });
  expect(found.points).toBe(7);
  expect(found.chosen).toHaveLength(2);
});

test("a ranking is told in its own order", () => {
  expect(reckon("ranking", items, { a: 3, b: 1, c: 2 }).chosen.map((item) => item.id)).toEqual(["b", "c", "a"]);
});

test("a place that is taken is made free by the others stepping down", () => {
  expect(ranked({ a: 1, b: 2 }, "c", 1, 3)).toEqual({ c: 1, a: 2, b: 3 });
});

test("what is taken away leaves no hole", () => {
  expect(ranked({ a: 1, b: 2, c: 3 }, "b", 0, 3)).toEqual({ a: 1, c: 2 });
});

test("where there are no more places the last one falls off", () => {
  expect(ranked({ a: 1, b: 2 }, "c", 2, 2)).toEqual({ a: 1, c: 2 });
});
