import { ringShares } from "../geometry/ring-shares";
import type { Kind } from "./contract";
import type { Theme } from "./theme";

/** The shapes of the kinds in a box of 24, the same as in templates/frontend/includes/icons.html. */
export const SHAPES: Record<Kind, string> = {
  feedback: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18Z",
  suggestion: "M12 1.5L22.5 12L12 22.5L1.5 12Z",
  thanks: "M12 21.5C5 16 1.5 12.3 1.5 8.2C1.5 5 3.9 2.8 6.8 2.8C9 2.8 11 4 12 6C13 4 15 2.8 17.2 2.8C20.1 2.8 22.5 5 22.5 8.2C22.5 12.3 19 16 12 21.5Z",
  idea: "M12 1.5L15.2 8.4L22.6 9.3L17.1 14.4L18.6 21.8L12 18.1L5.4 21.8L6.9 14.4L1.4 9.3L8.8 8.4Z",
};

const PIN_SIZE = 24;

function canvasOf(size: number): { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D } {
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(size * ratio);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("No canvas");
  pen.scale(canvas.width / size, canvas.height / size);
  return { canvas, pen };
}

export interface Picture {
  canvas: HTMLCanvasElement;
  size: number;
}

/** One message: its kind's shape with a white rim, so that it stands out on any ground. */
export function pinPicture(kind: Kind, theme: Theme, scale = 1): Picture {
  const size = (PIN_SIZE + 8) * scale;
  const { canvas, pen } = canvasOf(size);
  const shape = new Path2D(SHAPES[kind]);
  pen.scale(scale, scale);
  pen.translate(4, 4);
  pen.lineJoin = "round";
  pen.lineWidth = 6;
  pen.strokeStyle = theme.ink;
  pen.globalAlpha = 0.35;
  pen.stroke(shape);
  pen.globalAlpha = 1;
  pen.lineWidth = 4;
  pen.strokeStyle = theme.paper;
  pen.stroke(shape);
  pen.fillStyle = theme.kinds[kind];
  pen.fill(shape);
  return { canvas, size };
}

function short(n: number): string {
  if (n < 10_000) return String(n);
  return n < 1_000_000 ? `${Math.round(n / 1000)}k` : `${(n / 1e6).toFixed(1)}M`;
}

/** How a ring is drawn: its radius in pixels, the colours of its arcs, and the rest as everywhere. */
export interface RingLook {
  radius: number;
  colours: Readonly<Record<string, string>>;
  theme: Pick<Theme, "ink" | "paper" | "font">;
}

/** Many messages: how many, and a ring divided by kind; a second, fainter ring as in the mark of Kuuluvuus. */
export function ringPicture(counts: Readonly<Record<Kind, number>>, theme: Theme): Picture {
  const total = counts.feedback + counts.suggestion + counts.thanks + counts.idea;
  return ringOf(counts, { radius: Math.min(16 + 3.2 * Math.log2(total), 44), colours: theme.kinds, theme });
}

/** A ring divided by `counts`, with their sum in it. */
export function ringOf(counts: Readonly<Record<string, number>>, { radius, colours, theme }: RingLook): Picture {
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const size = Math.ceil(2 * (radius + 7));
  const { canvas, pen } = canvasOf(size);
  const middle = size / 2;
  pen.beginPath();
  pen.arc(middle, middle, radius + 5, 0, 2 * Math.PI);
  pen.strokeStyle = theme.ink;
  pen.globalAlpha = 0.3;
  pen.lineWidth = 1.25;
  pen.stroke();
  pen.globalAlpha = 1;
  pen.beginPath();
  pen.arc(middle, middle, radius + 1, 0, 2 * Math.PI);
  pen.fillStyle = theme.paper;
  pen.fill();
  pen.lineWidth = 5;
  for (const share of ringShares(counts)) {
    pen.beginPath();
    pen.arc(middle, middle, radius - 2.5, share.from, share.to);
    pen.strokeStyle = colours[share.kind] ?? theme.ink;
    pen.stroke();
  }
  pen.fillStyle = theme.ink;
  pen.font = `600 ${total > 999 ? 13 : 14}px ${theme.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(short(total), middle, middle + 0.5);
  return { canvas, size };
}
