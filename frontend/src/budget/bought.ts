/** What one ballot bought, from the published prices: the same sum that the count made, for one voter. */

export interface Winner {
  proposal: string;
  name: string;
  /** Money for one unit of support; null where nobody paid from a share. */
  price: number | null;
  /** The support that choosing it is; null where it is the points given. */
  unit: number | null;
  /** The cost in equal parts for its supporters; null where it has none. */
  part: number | null;
}

export interface Pot {
  name: string;
  /** What every voter could spend; null where the rule knows no shares. */
  share: number | null;
  /** In the order in which they won. */
  winners: Winner[];
}

export interface Line {
  name: string;
  /** Null: it won without being paid from shares. */
  paid: number | null;
}

export interface Bought {
  share: number | null;
  left: number | null;
  lines: Line[];
}

/** `marks`: what was chosen, by proposal; the points where the ballot asks for points. */
export function bought(pot: Pot, marks: Readonly<Record<string, number>>): Bought {
  let left = pot.share;
  const lines: Line[] = [];
  for (const winner of pot.winners) {
    const mark = marks[winner.proposal] ?? 0;
    if (mark <= 0) continue;
    if (left === null) {
      lines.push({ name: winner.name, paid: winner.part });
    } else if (winner.price === null) {
      lines.push({ name: winner.name, paid: null });
    } else {
      const paid: number = Math.min(left, winner.price * (winner.unit ?? mark));
      left -= paid;
      lines.push({ name: winner.name, paid });
    }
  }
  return { share: pot.share, left, lines };
}
