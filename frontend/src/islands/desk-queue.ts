import type { FeatureCollection, Geometry, Polygon, Position } from "geojson";
import { wireLetters, wireLetterSwitch } from "../dom/letter-keys";
import { part } from "../dom/part";
import { readJson } from "../dom/read-json";
import { boundsOf } from "../geometry/bounds-of";
import { createSketch, createTownMap, type MapSettings } from "../map";
import { wireCorners } from "./corner-tools";
import { wireStage, type StageLabels } from "./stage";

interface Settings {
  map: MapSettings;
  labels: StageLabels & { draw: string; drawn: string };
  pins: FeatureCollection<Geometry, { id: string; url: string }>;
  /** The drawn area that the list is of. */
  outline?: Polygon | null;
}

const TYPING = "input:not([type=checkbox]), textarea, select, [role=application]";

/** The corners of a drawn area as the address has them. */
export function outlineText(ring: readonly Position[]): string {
  return ring.map(([lon = 0, lat = 0]) => `${lon.toFixed(5)},${lat.toFixed(5)}`).join(";");
}

function rowLinks(root: HTMLElement): HTMLAnchorElement[] {
  return [...root.querySelectorAll<HTMLAnchorElement>("a.desk-row__link")];
}

/** J and K go through the queue, X chooses a row, the slash searches, N and U leave a message: with a keyboard alone. */
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
    n: () => part(root, "next")?.click(),
    u: () => part(root, "queue")?.click(),
  };
  wireLetters(acts, (target) => target instanceof Element && target.closest(TYPING) !== null);
  wireLetterSwitch(root);
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
    link.addEventListener("focus", () => { map.mark(marked(pin?.geometry, settings.outline)); });
  }
  map.mark(settings.outline ?? null);
  if (settings.outline) map.goTo(boundsOf(settings.outline));
  wireDrawing(root, canvas, map, settings);
}

/** A message, and the drawn area that it was found in. */
function marked(geometry: Geometry | undefined, outline: Polygon | null | undefined): Geometry | null {
  const geometries = [geometry, outline].filter((one) => one != null);
  return geometries.length > 0 ? { type: "GeometryCollection", geometries } : null;
}

/** How many are chosen, all of the page at once, and only those fields that what is to be done needs. */
function wireBulk(root: HTMLElement): void {
  const act = part<HTMLSelectElement>(root, "bulk-act");
  const all = part<HTMLButtonElement>(root, "choose-all");
  const told = part(root, "chosen");
  const boxes = [...root.querySelectorAll<HTMLInputElement>(".desk-row__pick input")];
  const showFields = (): void => {
    for (const field of root.querySelectorAll<HTMLElement>("[data-for]")) {
      const isNeeded = (field.dataset.for ?? "").split(" ").includes(act?.value ?? "");
      field.hidden = !isNeeded;
      for (const input of field.querySelectorAll<HTMLSelectElement>("select, textarea")) input.disabled = !isNeeded;
    }
  };
  const count = (): void => {
    const n = boxes.filter((box) => box.checked).length;
    if (told) told.textContent = `${told.dataset.label ?? ""} ${String(n)}`;
    all?.setAttribute("aria-pressed", String(n === boxes.length));
  };
  act?.addEventListener("change", showFields);
  for (const box of boxes) box.addEventListener("change", count);
  all?.addEventListener("click", () => {
    const areAll = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !areAll;
    count();
  });
  if (!act) return;
  showFields();
  count();
}

function wireDrawing(root: HTMLElement, canvas: HTMLElement, map: ReturnType<typeof createTownMap>, settings: Settings): void {
  const draw = part<HTMLButtonElement>(root, "draw");
  const inside = part<HTMLButtonElement>(root, "inside");
  const hint = part(root, "hint");
  let ring: readonly Position[] = [];
  draw?.addEventListener("click", () => {
    draw.setAttribute("aria-pressed", "true");
    const sketch = createSketch(map, canvas);
    sketch.onChange((state) => {
      ring = state.corners;
      inside?.toggleAttribute("hidden", state.shape === null);
      if (hint) hint.textContent = state.shape ? settings.labels.drawn : settings.labels.draw;
    });
    wireCorners(root, canvas, sketch);
    map.mark(null);
    settings.outline = null;
    sketch.begin("Polygon");
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
  wireBulk(root);
  const stage = part(root, "map");
  if (stage) wireMap(root, stage);
}
