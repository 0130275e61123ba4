export interface Spot {
  x: number;
  y: number;
}

/** Which pixel of a picture lies under a point of the screen; never outside the picture. */
export function pixelAt(
  box: { left: number; top: number; width: number; height: number },
  picture: { width: number; height: number },
  point: Spot,
): Spot {
  const within = (share: number): number => Math.min(1, Math.max(0, share));
  const x = within((point.x - box.left) / box.width) * picture.width;
  const y = within((point.y - box.top) / box.height) * picture.height;
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
}
