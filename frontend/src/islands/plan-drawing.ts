import type { Drawing, TownMap } from "../map";

/** Which drawing lies over the map, and how strongly it is drawn. */
export function wireDrawings(tools: HTMLElement, map: TownMap, drawings: readonly Drawing[]): void {
  const chosen = tools.querySelector<HTMLSelectElement>("[data-drawing-chosen]");
  const opacity = tools.querySelector<HTMLInputElement>("[data-drawing-opacity]");
  const percent = tools.querySelector<HTMLElement>("[data-drawing-percent]");
  if (!chosen || !opacity) return;
  const lay = (): void => {
    map.layDrawing(drawings.find(({ id }) => id === chosen.value) ?? null, opacity.valueAsNumber / 100);
    if (percent) percent.textContent = `${opacity.value} %`;
    opacity.disabled = chosen.value === "";
  };
  chosen.addEventListener("change", lay);
  opacity.addEventListener("input", lay);
  tools.hidden = false;
  lay();
}
