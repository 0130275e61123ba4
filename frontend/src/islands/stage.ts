import { part } from "../dom/part";
import type { BaseMap, MapSettings, TownMap } from "../map";

export interface StageLabels {
  locating: string;
  notLocated: string;
}

const GPS_TIMEOUT_MS = 10_000;

function button(stage: HTMLElement, name: string, action: () => void): void {
  const element = part<HTMLButtonElement>(stage, name);
  if (!element) return;
  element.hidden = false;
  element.addEventListener("click", action);
}

function say(stage: HTMLElement, text: string): void {
  const hint = part(stage, "hint");
  if (hint) hint.textContent = text;
}

function locate(stage: HTMLElement, map: TownMap, labels: StageLabels): void {
  say(stage, labels.locating);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      say(stage, "");
      map.goTo({ lon: coords.longitude, lat: coords.latitude, zoom: 15.5 });
    },
    () => {
      say(stage, labels.notLocated);
    },
    { enableHighAccuracy: true, timeout: GPS_TIMEOUT_MS, maximumAge: 60_000 },
  );
}

function baseChoice(stage: HTMLElement, map: TownMap, bases: readonly BaseMap[]): void {
  const select = part<HTMLSelectElement>(stage, "base");
  const credit = part(stage, "credit");
  if (!select || bases.length < 2) return;
  select.hidden = false;
  for (const base of bases) select.add(new Option(base.name, base.id));
  const show = (): void => {
    map.showBase(select.value);
    if (credit) credit.textContent = bases.find((base) => base.id === select.value)?.credit ?? "";
  };
  select.addEventListener("change", show);
  show();
}

/** The buttons that every map has: nearer, farther, the whole town, where I am, and which base map. */
export function wireStage(stage: HTMLElement, map: TownMap, settings: MapSettings, labels: StageLabels): void {
  button(stage, "nearer", () => {
    map.zoomBy(1);
  });
  button(stage, "farther", () => {
    map.zoomBy(-1);
  });
  button(stage, "whole", () => {
    map.goTo(settings.bounds);
  });
  if ("geolocation" in navigator && window.isSecureContext) {
    button(stage, "locate", () => {
      locate(stage, map, labels);
    });
  }
  baseChoice(stage, map, settings.baseMaps);
  new ResizeObserver(() => {
    map.resized();
  }).observe(stage);
}
