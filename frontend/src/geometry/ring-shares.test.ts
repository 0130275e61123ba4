import { expect, test } from "vitest";
import { ringShares } from "./ring-shares";

test("the arcs go all the way round without a gap", () => {
  const shares = ringShares({ feedback: 3, thanks: 1 });
  expect(shares.map((share) => share.kind)).toEqual(["feedback", "thanks"]);
  expect(shares[0]?.to).toBe(shares[1]?.from);
  expect((shares[1]?.to ?? 0) - (shares[0]?.from ?? 0)).toBeCloseTo(2 * Math.PI);
});

test("a kind without messages has no arc", () => {
  expect(ringShares({ feedback: 0, idea: 2 })).toHaveLength(1);
  expect(ringShares({})).toEqual([]);
});
