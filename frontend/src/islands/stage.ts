import { part } from "../dom/part";
import { PRINTED_MAP, unfoldForPrint, whilePrinting } from "../dom/printing";
import { remember, remembered } from "../dom/remembered";
import { isOutside, startingBase, type MapSettings, type OutsideMap, type TownMap } from "../map";

export interface StageLabels {
  locating: string;
  notLocated: string;
  baseLost: string;
}

const GPS_TIMEOUT_MS = 10_000;
const BASE_MAP = "base-map";

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

async function isReachable(base: OutsideMap): Promise<boolean> {
  try {
    const answer = await fetch(base.state);
    return answer.ok && ((await answer.json()) as { reachable: boolean }).reachable;
  } catch {
    return false;
  }
}

/** Outside maps are offered once it is known that they come, and the one chosen before (else the first) is shown; without any there is no choice. */
async function baseChoice(stage: HTMLElement, map: TownMap, bases: MapSettings["baseMaps"], labels: StageLabels): Promise<void> {
  const select = part<HTMLSelectElement>(stage, "base");
  const credit = part(stage, "credit");
  const answers = await Promise.all(bases.map(async (base) => !isOutside(base) || (await isReachable(base))));
  const offered = bases.filter((_, i) => answers[i]);
  const first = startingBase(offered, remembered(BASE_MAP));
  if (!select || !first) return;
  select.replaceChildren(...offered.map((base) => new Option(base.name, base.id, false, base === first)));
  select.hidden = false;
  const show = (): void => {
    map.showBase(select.value);
    if (credit) credit.textContent = offered.find((base) => base.id === select.value)?.credit ?? "";
  };
  map.onBaseLost((id) => {
    if (id !== select.value) return;
    select.selectedIndex = 0;
    show();
    say(stage, labels.baseLost);
  });
  select.addEventListener("change", () => {
    say(stage, "");
    remember(BASE_MAP, select.value);
    show();
  });
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
  void baseChoice(stage, map, settings.baseMaps, labels);
  whilePrinting(() => {
    const [fold, putBack] = [unfoldForPrint(document), map.drawnAt(PRINTED_MAP)];
    return () => {
      fold();
      putBack();
    };
  });
  new ResizeObserver(() => {
    map.resized();
  }).observe(stage);
}
