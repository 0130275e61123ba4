import type { FeatureLike } from "ol/Feature";
import { Circle, Fill, RegularShape, Stroke, Style, Text } from "ol/style";
import type { Theme } from "./theme";

export type Look = "display" | "preparing" | "proposal" | "approved" | "force" | "ended";

/** How each step of a plan is drawn: told apart by the pattern alone, also in grey. The legend draws the same (includes/plan_patterns.html). */
interface Drawn {
  colour: string;
  edge: number;
  dash: number[];
  /** Lines of the pattern in a square of 12 pixels, as x1 y1 x2 y2; dots where there are none. */
  lines: number[][];
}

const SQUARE = 12;
const SLANTED = [[0, 12, 12, 0], [-3, 3, 3, -3], [9, 15, 15, 9]];
const FALLING = [[0, 0, 12, 12], [-3, 9, 3, 15], [9, -3, 15, 3]];
const FAR_M_A_PIXEL = 12;

const DRAWN: Record<Look, Drawn> = {
  display: { colour: "#8a4b00", edge: 3.5, dash: [], lines: [...SLANTED, [6, -6, -6, 6], [6, 18, 18, 6], [0, 24, 24, 0]] },
  preparing: { colour: "#5b3d8c", edge: 2, dash: [3, 5], lines: [] },
  proposal: { colour: "#5b3d8c", edge: 2.5, dash: [9, 5], lines: SLANTED },
  approved: { colour: "#1c5a3c", edge: 2.5, dash: [], lines: [...SLANTED, ...FALLING] },
  force: { colour: "#1c5a3c", edge: 2, dash: [], lines: [[0, 6, 12, 6]] },
  ended: { colour: "#5a5f60", edge: 1.5, dash: [1, 6], lines: [] },
};

export function lookOf(feature: FeatureLike): Look {
  const look = String(feature.get("look"));
  return look in DRAWN ? (look as Look) : "preparing";
}

function patternOf({ colour, lines }: Drawn, isEmpty: boolean): CanvasPattern | null {
  const canvas = document.createElement("canvas");
  const scale = Math.max(1, Math.round(window.devicePixelRatio));
  canvas.width = canvas.height = SQUARE * scale;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.scale(scale, scale);
  pen.globalAlpha = 0.5;
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = 1.4;
  for (const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] of lines) {
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    pen.stroke();
  }
  if (lines.length === 0 && !isEmpty) for (const [x, y] of [[3, 3], [9, 9]] as const) pen.fillRect(x - 1, y - 1, 2, 2);
  return pen.createPattern(canvas, "repeat");
}

/** Styles of plans and of places of statements, drawn once for each look. */
export class PlanStyles {
  private readonly kept = new Map<string, Style>();

  constructor(private readonly theme: Theme) {}

  readonly of = (feature: FeatureLike, resolution: number): Style[] => {
    const look = lookOf(feature);
    if (feature.get("layer") === "statements") return [this.once("said", () => this.said())];
    if (feature.getGeometry()?.getType().endsWith("Point")) return [this.once(`${look}-mark`, () => this.mark(look))];
    const halo = this.once("halo", () => new Style({ stroke: new Stroke({ color: "rgba(255,255,255,0.8)", width: 5.5 }), zIndex: 1 }));
    const surface = this.once(look, () => this.surface(look));
    return resolution < FAR_M_A_PIXEL ? [halo, surface, this.name(feature, look)] : [halo, surface];
  };

  private surface(look: Look): Style {
    const drawn = DRAWN[look];
    const stroke = new Stroke({ color: drawn.colour, width: drawn.edge, lineDash: drawn.dash });
    return new Style({ stroke, fill: new Fill({ color: patternOf(drawn, look === "ended") ?? `${drawn.colour}22` }), zIndex: 2 });
  }

  /** A square on its corner: no message looks like it. */
  private mark(look: Look): Style {
    const stroke = new Stroke({ color: this.theme.paper, width: 1.5 });
    const image = new RegularShape({ points: 4, radius: look === "display" ? 9 : 7, fill: new Fill({ color: DRAWN[look].colour }), stroke, declutterMode: "none" });
    return new Style({ image, zIndex: 3 });
  }

  private said(): Style {
    const image = new Circle({ radius: 4, fill: new Fill({ color: this.theme.paper }), stroke: new Stroke({ color: DRAWN.display.colour, width: 2 }), declutterMode: "none" });
    return new Style({ image, zIndex: 4 });
  }

  private name(feature: FeatureLike, look: Look): Style {
    const text = String(feature.get("name") ?? "");
    return this.once(`name/${look}/${text}`, () => {
      const halo = new Stroke({ color: "rgba(255,255,255,0.9)", width: 3.5 });
      const fill = new Fill({ color: DRAWN[look].colour });
      return new Style({ text: new Text({ text, font: `600 13px ${this.theme.font}`, fill, stroke: halo, overflow: false }), zIndex: 5 });
    });
  }

  private once(key: string, draw: () => Style): Style {
    const known = this.kept.get(key) ?? draw();
    this.kept.set(key, known);
    return known;
  }
}
