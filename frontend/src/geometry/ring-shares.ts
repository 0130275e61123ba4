export interface Share {
  kind: string;
  from: number;
  to: number;
}

/** The arcs of a ring (in radians, clockwise from the top) that show how a whole is divided. */
export function ringShares(counts: Readonly<Record<string, number>>): Share[] {
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const shares: Share[] = [];
  let angle = -Math.PI / 2;
  for (const [kind, n] of Object.entries(counts)) {
    if (n <= 0) continue;
    const to = angle + (2 * Math.PI * n) / total;
    shares.push({ kind, from: angle, to });
    angle = to;
  }
  return shares;
}
