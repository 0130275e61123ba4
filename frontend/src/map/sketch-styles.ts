import type { FeatureLike } from "ol/Feature";
import { Circle, Fill, Stroke, Style } from "ol/style";
import type { Theme } from "./theme";

/** What a drawn thing is, kept in its property "part". */
export type Part = "shape" | "corners" | "middles" | "chosen";

function dot(radius: number, fill: string, edge: string, width: number): Style {
  return new Style({ image: new Circle({ radius, fill: new Fill({ color: fill }), stroke: new Stroke({ color: edge, width }) }), zIndex: 2 });
}

/** The chosen corner differs in size and form as well: a ring around it. */
export function sketchStyles(theme: Theme): (feature: FeatureLike) => Style[] {
  const line = (color: string, width: number): Style => new Style({ stroke: new Stroke({ color, width }), zIndex: 1 });
  const corner = dot(9, theme.accent, theme.ink, 3);
  const fill = new Style({ fill: new Fill({ color: "rgba(240,169,59,0.25)" }) });
  const styles: Record<Part, Style[]> = {
    shape: [line(theme.paper, 8), line(theme.ink, 4), fill, corner],
    corners: [corner],
    middles: [dot(5, theme.paper, theme.ink, 2)],
    chosen: [dot(17, theme.paper, theme.ink, 4), dot(9, theme.ink, theme.accent, 3)],
  };
  return (feature) => styles[feature.get("part") as Part];
}
