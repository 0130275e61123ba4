import type { FeatureLike } from "ol/Feature";
import { Circle, Fill, Stroke, Style, Text } from "ol/style";
import type { Theme } from "./theme";

type StyleFunction = (feature: FeatureLike, resolution: number) => Style[];

const METRES_A_PIXEL = { names: 60, smallRoads: 40, villages: 90, roadNames: 8 };

function label(theme: Theme, text: string, size: number, colour: string): Text {
  return new Text({
    text,
    font: `${size > 14 ? 600 : 500} ${size}px ${theme.font}`,
    fill: new Fill({ color: colour }),
    stroke: new Stroke({ color: "rgba(255,255,255,0.85)", width: 3 }),
    overflow: false,
  });
}

function roadStyles(theme: Theme, resolution: number, rank: number): Style[] {
  const near = Math.max(0, Math.log2(30 / resolution));
  const width = Math.min(1 + near * 0.9 + (rank === 0 ? 1.4 : 0), 14);
  return [
    new Style({ stroke: new Stroke({ color: theme.roadEdge, width: width + 1.6, lineCap: "round", lineJoin: "round" }), zIndex: 4 }),
    new Style({ stroke: new Stroke({ color: theme.road, width, lineCap: "round", lineJoin: "round" }), zIndex: 5 }),
  ];
}

function groundStyle(theme: Theme, feature: FeatureLike, resolution: number): Style[] {
  switch (feature.get("kind")) {
    case "built_up":
      return [new Style({ fill: new Fill({ color: theme.built }), zIndex: 1 })];
    case "green":
      return [new Style({ fill: new Fill({ color: theme.green }), zIndex: 1 })];
    case "water": {
      const isLine = feature.getGeometry()?.getType().endsWith("LineString") ?? false;
      const stroke = new Stroke({ color: isLine ? theme.water : theme.waterEdge, width: isLine ? 2.5 : 1 });
      return [new Style({ ...(isLine ? {} : { fill: new Fill({ color: theme.water }) }), stroke, zIndex: 2 })];
    }
    case "road": {
      const rank = Number(feature.get("rank") ?? 0);
      return rank > 1 && resolution > METRES_A_PIXEL.smallRoads ? [] : roadStyles(theme, resolution, rank);
    }
    case "rail":
      return [
        new Style({ stroke: new Stroke({ color: theme.rail, width: 2.2 }), zIndex: 6 }),
        new Style({ stroke: new Stroke({ color: theme.paper, width: 1, lineDash: [6, 6] }), zIndex: 7 }),
      ];
    default:
      return [];
  }
}

/** Land, water, roads: the town's own map, drawn in the order of zIndex whatever order the tile has. Few styles, kept. */
export function groundStyles(theme: Theme): StyleFunction {
  const kept = new Map<string, Style[]>();
  return (feature, resolution) => {
    const type = feature.getGeometry()?.getType() ?? "";
    const step = Math.round(Math.log2(resolution) * 2);
    const key = `${String(feature.get("kind"))}/${String(feature.get("rank"))}/${type}/${step}`;
    let styles = kept.get(key);
    if (!styles) {
      styles = groundStyle(theme, feature, resolution);
      kept.set(key, styles);
    }
    return styles;
  };
}

/** Names of waters and roads, in a layer of their own above everything drawn, thinned out where they would collide. */
export function groundNames(theme: Theme): StyleFunction {
  return (feature, resolution) => {
    const name = feature.get("name") as string | undefined;
    if (!name) return [];
    const kind = feature.get("kind") as string;
    if (kind === "water" && resolution < METRES_A_PIXEL.names) return [new Style({ text: label(theme, name, 13, theme.waterLabel) })];
    if (kind === "road" && resolution < METRES_A_PIXEL.roadNames) {
      const text = label(theme, name, 12, theme.label);
      text.setPlacement("line");
      return [new Style({ text })];
    }
    return [];
  };
}

/** The town's land, in the colour of paper. */
export function landStyle(theme: Theme): StyleFunction {
  const styles = [new Style({ fill: new Fill({ color: theme.land }) })];
  return () => styles;
}

/** Where one area ends and the next begins: a quiet dashed line. */
export function areaBorders(theme: Theme): StyleFunction {
  const styles = [
    new Style({ stroke: new Stroke({ color: "rgba(255,255,255,0.7)", width: 3.5 }) }),
    new Style({ stroke: new Stroke({ color: theme.border, width: 1.4, lineDash: [6, 4] }) }),
  ];
  return () => styles;
}

/** Villages and meeting places from the town's gazetteer. */
export function placeNames(theme: Theme): StyleFunction {
  return (feature, resolution) => {
    const name = feature.get("name") as string | undefined;
    const weight = Number(feature.get("weight") ?? 0);
    if (!name || (weight < 50 && resolution > METRES_A_PIXEL.villages)) return [];
    const size = weight >= 80 ? 16 : weight >= 50 ? 14 : 12.5;
    const text = label(theme, name, size, theme.label);
    text.setOffsetY(-10);
    const dot = new Circle({ radius: 2.5, fill: new Fill({ color: theme.label }) });
    return [new Style({ text, image: dot, zIndex: weight })];
  };
}
