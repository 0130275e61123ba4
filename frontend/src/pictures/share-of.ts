export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/** A rectangle between two points of the screen, in shares of the picture that stands in `box`. */
export function shareOf(box: Rectangle, from: { x: number; y: number }, to: { x: number; y: number }): Rectangle {
  const across = [from.x, to.x].map((x) => clamp((x - box.left) / box.width)) as [number, number];
  const down = [from.y, to.y].map((y) => clamp((y - box.top) / box.height)) as [number, number];
  const left = Math.min(...across);
  const top = Math.min(...down);
  return { left, top, width: Math.max(...across) - left, height: Math.max(...down) - top };
}
