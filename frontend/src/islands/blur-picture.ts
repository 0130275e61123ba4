import { fill } from "../dom/fill";
import { part } from "../dom/part";
import { shareOf, type Rectangle } from "../pictures/share-of";

const NAMES = ["left", "top", "width", "height"] as const;
const SVG = "http://www.w3.org/2000/svg";

function fieldsOf(row: Element): HTMLInputElement[] {
  return [...row.querySelectorAll("input")];
}

function read(row: Element): Rectangle | null {
  const values = fieldsOf(row).map((field) => Number.parseFloat(field.value.replace(",", ".")) / 100);
  const [left = NaN, top = NaN, width = NaN, height = NaN] = values;
  return [left, top, width, height].some(Number.isNaN) ? null : { left, top, width, height };
}

function write(row: Element, rectangle: Rectangle): void {
  fieldsOf(row).forEach((field, i) => {
    const name = NAMES[i];
    if (name) field.value = (rectangle[name] * 100).toFixed(1);
  });
}

interface Board {
  frame: HTMLElement;
  rows: HTMLElement;
  picture: HTMLImageElement;
  canvas: SVGSVGElement;
}

function boardOf(root: HTMLElement): Board | null {
  const frame = part(root, "frame");
  const rows = part(root, "rows");
  const picture = frame?.querySelector("img");
  if (!frame || !rows || !picture) return null;
  const canvas = document.createElementNS(SVG, "svg");
  canvas.setAttribute("viewBox", "0 0 1 1");
  canvas.setAttribute("preserveAspectRatio", "none");
  canvas.setAttribute("aria-hidden", "true");
  frame.append(canvas);
  return { frame, rows, picture, canvas };
}

function filled(board: Board): Element[] {
  return [...board.rows.children].filter((row) => read(row) !== null);
}

function emptyRow(board: Board): Element {
  const free = [...board.rows.children].find((row) => fieldsOf(row).every((field) => !field.value));
  if (free) return free;
  const copy = board.rows.lastElementChild?.cloneNode(true) as Element;
  board.rows.append(copy);
  return copy;
}

function shapeOf(rectangle: Rectangle): SVGRectElement {
  const shape = document.createElementNS(SVG, "rect");
  shape.setAttribute("x", String(rectangle.left));
  shape.setAttribute("y", String(rectangle.top));
  shape.setAttribute("width", String(rectangle.width));
  shape.setAttribute("height", String(rectangle.height));
  return shape;
}

function show(board: Board, drawn?: Rectangle): void {
  const all = filled(board).map(read).concat(drawn ?? []);
  board.canvas.replaceChildren(...all.flatMap((rectangle) => (rectangle ? [shapeOf(rectangle)] : [])));
}

/** Press, drag, let go. */
function wireDrawing(board: Board, drawn: (rectangle: Rectangle) => void): void {
  let from: { x: number; y: number } | null = null;
  const to = (event: PointerEvent): Rectangle | null =>
    from && shareOf(board.picture.getBoundingClientRect(), from, { x: event.clientX, y: event.clientY });
  board.frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    from = { x: event.clientX, y: event.clientY };
    board.frame.setPointerCapture(event.pointerId);
  });
  board.frame.addEventListener("pointermove", (event) => {
    const rectangle = to(event);
    if (rectangle) show(board, rectangle);
  });
  board.frame.addEventListener("pointerup", (event) => {
    const rectangle = to(event);
    from = null;
    if (rectangle && rectangle.width > 0.005 && rectangle.height > 0.005) drawn(rectangle);
    show(board);
  });
}

/** Rectangles are drawn on the picture; what counts are the number fields, which work without it as well. */
export default function blurPicture(root: HTMLElement): void {
  const board = boardOf(root);
  const undo = part<HTMLButtonElement>(root, "undo");
  const status = part(root, "status");
  if (!board || !undo || !status) return;
  const tell = (sentence = ""): void => {
    status.textContent = fill(sentence, { n: filled(board).length });
    undo.hidden = filled(board).length === 0;
    show(board);
  };
  wireDrawing(board, (rectangle) => {
    write(emptyRow(board), rectangle);
    tell(root.dataset.drawn);
  });
  undo.addEventListener("click", () => {
    for (const row of filled(board).slice(-1)) for (const field of fieldsOf(row)) field.value = "";
    tell(root.dataset.removed);
  });
  board.rows.addEventListener("input", () => {
    tell();
  });
  tell();
}
