import type { Kind } from "./contract";

/** The colours of the map are those of the style sheet: one file says them all (styles/tokens.css). */
export interface Theme {
  outside: string;
  land: string;
  water: string;
  waterEdge: string;
  green: string;
  built: string;
  road: string;
  roadEdge: string;
  rail: string;
  border: string;
  label: string;
  waterLabel: string;
  paper: string;
  ink: string;
  accent: string;
  kinds: Record<Kind, string>;
  font: string;
}

export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    outside: token("map-outside"),
    land: token("map-land"),
    water: token("map-water"),
    waterEdge: token("map-water-edge"),
    green: token("map-green"),
    built: token("map-built"),
    road: token("map-road"),
    roadEdge: token("map-road-edge"),
    rail: token("map-rail"),
    border: token("map-border"),
    label: token("map-label"),
    waterLabel: token("map-water-label"),
    paper: token("surface"),
    ink: token("ink"),
    accent: token("cloudberry"),
    kinds: {
      feedback: token("kind-feedback"),
      suggestion: token("kind-suggestion"),
      thanks: token("kind-thanks"),
      idea: token("kind-idea"),
    },
    font: token("font-text"),
  };
}
