import { expect, test } from "vitest";
import { bought, type Pot } from "./bought";

const pot: Pot = {
  name: "Koko kaupunki",
  share: 10,
  winners: [
    { proposal: "a", name: "Penkki", price: 0.001, unit: 6000, part: 5 },
    { proposal: "b", name: "Rata", price: 0.002, unit: 4000, part: 7 },
    { proposal: "c", name: "Valo", price: null, unit: null, part: 2 },
  ],
};

test("each winner that was chosen is paid from the share, and the last as far as it goes", () => {
  const told = bought(pot, { a: 1, b: 1, z: 1 });
  expect(told.lines).toEqual([
    { name: "Penkki", paid: 6 },
    { name: "Rata", paid: 4 },
  ]);
  expect(told.left).toBe(0);
});

test("what was paid from money that was left over takes nothing from the share", () => {
  expect(bought(pot, { c: 1 })).toEqual({ share: 10, left: 10, lines: [{ name: "Valo", paid: null }] });
});

test("who gives more points pays more", () => {
  const byPoints: Pot = { name: "", share: 10, winners: [{ proposal: "a", name: "Penkki", price: 1.5, unit: null, part: 1 }] };
  expect(bought(byPoints, { a: 4 }).left).toBe(4);
});

test("without shares each winner is told as its cost in equal parts", () => {
  const told = bought({ ...pot, share: null }, { b: 1 });
  expect(told).toEqual({ share: null, left: null, lines: [{ name: "Rata", paid: 7 }] });
});
