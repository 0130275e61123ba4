import type { FeatureCollection, Geometry, Position } from "geojson";
import { part } from "../dom/part";
import { readJson } from "../dom/read-json";
import { createSketch, createTownMap, type MapSettings } from "../map";
import { wireStage, type StageLabels } from "./stage";

interface Settings {
  map: MapSettings;
  labels: StageLabels & { drawn: string };
  pins: FeatureCollection<Geometry, { id: string; url: string }>;
}

const TYPING = "input, textarea, select, [role=application]";

/** The corners of a drawn area as the address has them. */
export function outlineText(ring: readonly Position[]): string {
  return ring.map(([lon = 0, lat = 0]) => `${lon.toFixed(5)},${lat.toFixed(5)}`).join(";");
}

function rowLinks(root: HTMLElement): HTMLAnchorElement[] {
  return [...root.querySelectorAll<HTMLAnchorElement>("a.desk-row__link")];
}

/** J and K go through the queue, X chooses a row, the slash goes to the search: with a keyboard alone. */
function wireKeys(root: HTMLElement): void {
  const step = (by: 1 | -1): void => {
    const links = rowLinks(root);
    const here = links.findIndex((link) => link === document.activeElement || link.getAttribute("aria-current") === "true");
    links[Math.min(links.length - 1, Math.max(0, here + by))]?.focus();
  };
  const pick = (): void => {
    const row = document.activeElement?.closest<HTMLElement>(".desk-row");
    row?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
  };
  const acts: Record<string, () => void> = {
    j: () => { step(1); },
    k: () => { step(-1); },
    x: pick,
    "/": () => part(root, "search")?.focus(),
    a: () => part(root, "answer-text")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement | null;
    if (event.ctrlKey || event.metaKey || event.altKey || at?.closest(TYPING)) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** A ready text is put where the cursor is, and its state chosen. */
function wireTemplates(root: HTMLElement): void {
  const field = part<HTMLTextAreaElement>(root, "answer-text");
  const state = root.querySelector<HTMLSelectElement>("#answer-state");
  for (const text of root.querySelectorAll<HTMLElement>("[data-part=template]")) {
    const use = document.createElement("button");
    use.type = "button";
    use.className = "button button--quiet";
    use.textContent = "↑";
    use.setAttribute("aria-label", text.previousElementSibling?.textContent ?? "");
    use.addEventListener("click", () => {
      if (!field) return;
      field.value = [field.value.trim(), text.innerText.trim()].filter(Boolean).join("\n\n");
      if (state && text.dataset.state) state.value = text.dataset.state;
      field.focus();
    });
    text.after(use);
  }
}

function wireMap(root: HTMLElement, stage: HTMLElement): void {
  const canvas = part(stage, "canvas");
  if (!canvas) return;
  const settings = readJson<Settings>("map-settings");
  const map = createTownMap(canvas, settings.map);
  wireStage(stage, map, settings.map, settings.labels);
  map.showOnly(settings.pins);
  map.onPick(({ ids }) => {
    document.getElementById(ids[0] ?? "")?.querySelector<HTMLElement>(".desk-row__link")?.focus();
  });
  for (const link of rowLinks(root)) {
    const id = link.closest("li")?.id;
    const pin = settings.pins.features.find((feature) => feature.properties.id === id);
    link.addEventListener("focus", () => { map.mark(pin?.geometry ?? null); });
  }
  wireDrawing(root, canvas, map, settings);
}

function wireDrawing(root: HTMLElement, canvas: HTMLElement, map: ReturnType<typeof createTownMap>, settings: Settings): void {
  const draw = part<HTMLButtonElement>(root, "draw");
  const inside = part<HTMLButtonElement>(root, "inside");
  const hint = part(root, "hint");
  let ring: readonly Position[] = [];
  draw?.addEventListener("click", () => {
    draw.setAttribute("aria-pressed", "true");
    const sketch = createSketch(map, canvas);
    sketch.begin("Polygon");
    sketch.onChange((state) => {
      ring = state.corners;
      inside?.toggleAttribute("hidden", state.shape === null);
      if (hint && state.shape) hint.textContent = settings.labels.drawn;
    });
    canvas.focus();
  }, { once: true });
  inside?.addEventListener("click", () => {
    const address = new URL(location.href);
    address.searchParams.set("in", outlineText(ring));
    address.searchParams.delete("after");
    location.assign(address);
  });
}

export default function deskQueue(root: HTMLElement): void {
  wireKeys(root);
  wireTemplates(root);
  const stage = part(root, "map");
  if (stage) wireMap(root, stage);
}
