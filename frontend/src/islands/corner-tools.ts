import { fill } from "../dom/fill";
import { part } from "../dom/part";
import type { Sketch, SketchState } from "../map";

const STEP_PX = 8;
const FINE_PX = 2;
const ARROWS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Buttons that do to a corner what dragging does: for keys, for switches, for hands that cannot drag. */
export function wireCorners(root: HTMLElement, canvas: HTMLElement, sketch: Sketch): void {
  const on = (name: string, action: () => void): void => {
    part(root, name)?.addEventListener("click", action);
  };
  on("add-corner", () => { sketch.addCorner(); });
  on("remove-corner", () => { sketch.removeCorner(); });
  on("corner-before", () => { sketch.chooseNext(-1); });
  on("corner-after", () => { sketch.chooseNext(1); });
  on("corner-between", () => { sketch.addBetween(); });
  on("corner-done", () => {
    sketch.chooseNone();
    canvas.focus({ preventScroll: true });
  });
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-nudge]")) {
    const [right, down] = ARROWS[button.dataset.nudge ?? ""] ?? [0, 0];
    button.addEventListener("click", () => { sketch.nudge(right * STEP_PX, down * STEP_PX); });
  }
  canvas.addEventListener("keydown", (event) => {
    if (pressed(event, sketch)) event.preventDefault();
  });
}

function pressed(event: KeyboardEvent, sketch: Sketch): boolean {
  const arrow = event.shiftKey ? ARROWS[event.key] : undefined;
  if (arrow) sketch.nudge(arrow[0] * FINE_PX, arrow[1] * FINE_PX);
  else if (event.key === "Enter" || event.key === " ") sketch.addCorner();
  else if (event.key === "Backspace" || event.key === "Delete") sketch.removeCorner();
  else if (event.key === "PageDown") sketch.chooseNext(1);
  else if (event.key === "PageUp") sketch.chooseNext(-1);
  else if (event.key === "Escape") sketch.chooseNone();
  else return false;
  return true;
}

/** Which corner is chosen, and what the buttons under the map do to it. */
export function showCorners(root: HTMLElement, { type, corners, chosen }: SketchState): void {
  const box = part(root, "corners");
  if (!box) return;
  box.hidden = type === "Point" || corners.length === 0;
  part(box, "corner-moves")?.toggleAttribute("hidden", chosen === null);
  part(box, "corner-hint")?.toggleAttribute("hidden", chosen !== null);
  const name = part(box, "corner-name");
  const sentence = chosen === null ? name?.dataset.all : name?.dataset.one;
  if (name) name.textContent = fill(sentence ?? "", { i: (chosen ?? 0) + 1, n: corners.length });
  for (const action of ["add-corner", "remove-corner"]) {
    const button = part<HTMLButtonElement>(root, action);
    const word = chosen === null ? button?.dataset.last : button?.dataset.chosen;
    if (button && word) button.textContent = fill(word, { i: (chosen ?? 0) + 1 });
  }
}
