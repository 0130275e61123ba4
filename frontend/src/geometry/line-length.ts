const EARTH_RADIUS_M = 6_371_008.8;

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function step(from: readonly number[], to: readonly number[]): number {
  const [lon1 = 0, lat1 = 0] = from;
  const [lon2 = 0, lat2 = 0] = to;
  const a =
    Math.sin(radians(lat2 - lat1) / 2) ** 2 +
    Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(a));
}

/** Length in metres along the great circles between positions in degrees. For words on a screen, not for counting. */
export function lineLength(positions: readonly (readonly number[])[]): number {
  let total = 0;
  for (let i = 1; i < positions.length; i += 1) {
    const from = positions[i - 1];
    const to = positions[i];
    if (from && to) total += step(from, to);
  }
  return total;
}
