import type { FeatureLike } from "ol/Feature";
import { Circle, Fill, Icon, Stroke, Style } from "ol/style";
import type { Kind } from "./contract";
import { pinPicture, ringPicture, type Picture } from "./pin-pictures";
import type { Theme } from "./theme";

export const KINDS: readonly Kind[] = ["feedback", "suggestion", "thanks", "idea"];

/** From far away the marks are smaller, so that they hide less of one another. */
const FAR_M_A_PIXEL = 40;
const FAR_SCALE = 0.7;

type Counts = Record<Kind, number>;

/** Said not to be decluttered: else a tap finds no icon of a vector tile layer (OpenLayers 10.11). */
function iconOf(picture: Picture): Icon {
  return new Icon({ img: picture.canvas, width: picture.size, height: picture.size, declutterMode: "none" });
}

function countsOf(feature: FeatureLike, kinds: ReadonlySet<Kind>): Counts {
  const counts: Counts = { feedback: 0, suggestion: 0, thanks: 0, idea: 0 };
  for (const kind of kinds) counts[kind] = Number(feature.get(kind) ?? 0);
  return counts;
}

export function isCluster(feature: FeatureLike): boolean {
  return Boolean(feature.get("cluster"));
}

/** Styles of messages and of rings that stand for many; pictures are drawn once for each kind and each count. */
export class PinStyles {
  private readonly drawn = new Map<string, Style[]>();
  private kinds: ReadonlySet<Kind> = new Set(KINDS);

  constructor(private readonly theme: Theme) {}

  showKinds(kinds: readonly Kind[]): void {
    this.kinds = new Set(kinds.length > 0 ? kinds : KINDS);
  }

  readonly of = (feature: FeatureLike, resolution: number): Style[] =>
    isCluster(feature) ? this.ring(feature) : this.pin(feature, resolution > FAR_M_A_PIXEL ? FAR_SCALE : 1);

  private pin(feature: FeatureLike, scale: number): Style[] {
    const kind = feature.get("kind") as Kind;
    if (!this.kinds.has(kind)) return [];
    const isShape = !feature.getGeometry()?.getType().endsWith("Point");
    if (isShape) return this.once(`${kind}-shape`, () => this.shape(kind));
    return this.once(`${kind}-${scale}`, () => [this.icon(pinPicture(kind, this.theme, scale), 2)]);
  }

  private ring(feature: FeatureLike): Style[] {
    const counts = countsOf(feature, this.kinds);
    const key = KINDS.map((kind) => counts[kind]).join("/");
    if (key === "0/0/0/0") return [];
    return this.once(key, () => [this.icon(ringPicture(counts, this.theme), 3)]);
  }

  private icon(picture: Picture, zIndex: number): Style {
    return new Style({ image: iconOf(picture), zIndex });
  }

  private shape(kind: Kind): Style[] {
    const colour = this.theme.kinds[kind];
    return [
      new Style({ stroke: new Stroke({ color: this.theme.paper, width: 7 }), zIndex: 1 }),
      new Style({ stroke: new Stroke({ color: colour, width: 3.5 }), fill: new Fill({ color: `${colour}2e` }), zIndex: 1 }),
    ];
  }

  private once(key: string, draw: () => Style[]): Style[] {
    const known = this.drawn.get(key);
    if (known) return known;
    const styles = draw();
    this.drawn.set(key, styles);
    return styles;
  }
}

export function markStyle(theme: Theme): Style[] {
  const halo = (radius: number, width: number, colour: string): Style =>
    new Style({ image: new Circle({ radius, stroke: new Stroke({ color: colour, width }) }), stroke: new Stroke({ color: colour, width: width + 3 }), zIndex: 9 });
  return [halo(20, 7, theme.paper), halo(20, 4, theme.accent), halo(23, 1.5, theme.ink)];
}
