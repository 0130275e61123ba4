/** Six decimals of a degree are about a decimetre: enough for a finger, and short on the wire. */
export function roundPosition(position: readonly number[]): [number, number] {
  const [lon = 0, lat = 0] = position;
  return [Number(lon.toFixed(6)), Number(lat.toFixed(6))];
}
