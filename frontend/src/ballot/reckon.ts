/** Pure sums of a ballot: what is chosen, what it costs by pot, and what is left. Money is in cents, as everywhere. */

export type BallotKind = "approval" | "knapsack" | "points" | "ranking";

/** By the public id of a proposal: 1 where it is chosen, its points, or its place. */
export type Marks = Readonly<Record<string, number>>;

export interface Choosable {
  id: string;
  name: string;
  pot: string;
  cost: number;
}

export interface Reckoned {
  /** What is chosen, in the order of places for a ranking. */
  chosen: Choosable[];
  /** Spent cents by pot. */
  spent: ReadonlyMap<string, number>;
  points: number;
}

export function reckon(kind: BallotKind, items: readonly Choosable[], marks: Marks): Reckoned {
  const chosen = items.filter((item) => (marks[item.id] ?? 0) > 0);
  if (kind === "ranking") chosen.sort((a, b) => (marks[a.id] ?? 0) - (marks[b.id] ?? 0));
  const spent = new Map<string, number>();
  for (const item of chosen) spent.set(item.pot, (spent.get(item.pot) ?? 0) + item.cost);
  const points = chosen.reduce((sum, item) => sum + (marks[item.id] ?? 0), 0);
  return { chosen, spent, points };
}

/** The ranking after one proposal was given a place (0: none): the others make room, and no place is empty. */
export function ranked(marks: Marks, id: string, place: number, most: number): Marks {
  const order = Object.entries(marks)
    .filter(([name, mark]) => name !== id && mark > 0)
    .sort(([, a], [, b]) => a - b)
    .map(([name]) => name);
  if (place > 0) order.splice(place - 1, 0, id);
  return Object.fromEntries(order.slice(0, most).map((name, index) => [name, index + 1]));
}
