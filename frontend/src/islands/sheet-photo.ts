import { part } from "../dom/part";
import { pixelAt, type Spot } from "../pictures/pixel-at";

interface Board {
  root: HTMLElement;
  frame: HTMLElement;
  image: HTMLInputElement;
  cross: SVGGElement;
  size: { width: number; height: number };
}

function boardOf(root: HTMLElement): Board | null {
  const frame = part(root, "picture");
  const image = part<HTMLInputElement>(root, "image");
  const cross = root.querySelector<SVGGElement>("[data-part=pending]");
  if (!frame || !image || !cross) return null;
  return { root, frame, image, cross, size: { width: Number(frame.dataset.width), height: Number(frame.dataset.height) } };
}

function field(root: ParentNode, name: string): HTMLInputElement | null {
  return root.querySelector<HTMLInputElement>(`input[name="${name}"]:not([type=radio])`);
}

function grain(board: Board): number {
  return board.size.width / board.image.getBoundingClientRect().width;
}

function showCross(board: Board, spot: Spot): void {
  board.cross.setAttribute("transform", `translate(${spot.x.toString()} ${spot.y.toString()}) scale(${grain(board).toString()})`);
  board.cross.setAttribute("visibility", "visible");
}

/** Where the cross is now; before it was anywhere, in the middle of what is seen of the picture. */
function standing(board: Board, last: Spot | null): Spot {
  if (last) return last;
  const seen = board.frame.getBoundingClientRect();
  const middle = { x: seen.left + seen.width / 2, y: seen.top + seen.height / 2 };
  return pixelAt(board.image.getBoundingClientRect(), board.size, middle);
}

function keepInSight(board: Board, spot: Spot): void {
  const { frame } = board;
  const [x, y] = [spot.x / grain(board), spot.y / grain(board)];
  const inside = x > frame.scrollLeft + 20 && x < frame.scrollLeft + frame.clientWidth - 20;
  const upright = y > frame.scrollTop + 20 && y < frame.scrollTop + frame.clientHeight - 20;
  if (!inside) frame.scrollLeft = x - frame.clientWidth / 2;
  if (!upright) frame.scrollTop = y - frame.clientHeight / 2;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Arrow keys move the cross, Enter sets what it points at: the picture without a mouse. */
function wireKeys(board: Board, set: (spot: Spot) => void): void {
  let at: Spot | null = null;
  board.image.tabIndex = -1;
  board.frame.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step) {
      const far = grain(board) * (event.shiftKey ? 25 : 2);
      const from = standing(board, at);
      const within = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value * 10) / 10));
      at = { x: within(from.x + step[0] * far, board.size.width), y: within(from.y + step[1] * far, board.size.height) };
      showCross(board, at);
      keepInSight(board, at);
    } else if (event.key === "Enter" && at) {
      set(at);
    } else {
      return;
    }
    event.preventDefault();
  });
}

function corners(board: Board): void {
  const radios = [...board.root.querySelectorAll<HTMLInputElement>("input[name=corner]")];
  const form = board.image.form;
  if (!form) return;
  const put = (number: number, spot: Spot): void => {
    const [x, y] = [field(form, `x${number.toString()}`), field(form, `y${number.toString()}`)];
    if (x) x.value = String(spot.x);
    if (y) y.value = String(spot.y);
  };
  const isSet = (radio: HTMLInputElement): boolean => Boolean(field(form, `x${radio.value}`)?.value);
  const set = (spot: Spot): void => {
    const chosen = radios.findIndex((radio) => radio.checked);
    put(chosen + 1, spot);
    const next = radios.find((radio) => !isSet(radio)) ?? radios[(chosen + 1) % 4];
    if (next) next.checked = true;
    // With all four the server draws the grid upon the picture, as it will be read.
    if (radios.every(isSet)) preview(form, board);
    else showSpots(board, form);
  };
  board.image.addEventListener("click", (event) => {
    if (event.detail === 0) return; // Enter in a field presses the picture; it is no place
    event.preventDefault();
    set(pixelAt(board.image.getBoundingClientRect(), board.size, { x: event.clientX, y: event.clientY }));
  });
  wireKeys(board, set);
  wireDragging(board, form, put);
}

/** The server shows what a click sends it: the same picture with its corners and, when there are four, the grid. */
function preview(form: HTMLFormElement, board: Board): void {
  const corner = board.root.querySelector<HTMLInputElement>("input[name=corner]:checked")?.value ?? "1";
  const [x, y] = [field(form, `x${corner}`), field(form, `y${corner}`)];
  for (const [name, value] of [["spot.x", x?.value], ["spot.y", y?.value]] as const) {
    const sent = document.createElement("input");
    sent.type = "hidden";
    sent.name = name;
    sent.value = String(Number(value) / (board.size.width / Number(board.root.dataset.size)));
    form.append(sent);
  }
  form.submit();
}

function spotsOf(form: HTMLFormElement): [number, Spot][] {
  return [1, 2, 3, 4].flatMap((number): [number, Spot][] => {
    const [x, y] = [field(form, `x${number.toString()}`)?.value, field(form, `y${number.toString()}`)?.value];
    return x && y ? [[number, { x: Number(x), y: Number(y) }]] : [];
  });
}

const SVG = "http://www.w3.org/2000/svg";

function showSpots(board: Board, form: HTMLFormElement): void {
  const drawn = spotsOf(form).map(([number, spot]) => {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("transform", `translate(${spot.x.toString()} ${spot.y.toString()}) scale(${grain(board).toString()})`);
    const dot = document.createElementNS(SVG, "circle");
    dot.setAttribute("class", "sheet-picture__corner");
    dot.setAttribute("r", "5");
    const name = document.createElementNS(SVG, "text");
    name.setAttribute("class", "sheet-picture__name");
    name.setAttribute("x", "9");
    name.setAttribute("y", "-6");
    name.textContent = String(number);
    group.append(dot, name);
    return group;
  });
  board.root.querySelector("[data-part=spots]")?.replaceChildren(...drawn);
}

/** A corner that is set can be taken by the mouse or the finger and moved. */
function wireDragging(board: Board, form: HTMLFormElement, put: (number: number, spot: Spot) => void): void {
  let held: number | null = null;
  let moved = false;
  const under = (event: PointerEvent): Spot =>
    pixelAt(board.image.getBoundingClientRect(), board.size, { x: event.clientX, y: event.clientY });
  board.image.addEventListener("pointerdown", (event) => {
    const at = under(event);
    const near = spotsOf(form).find(([, spot]) => Math.hypot(spot.x - at.x, spot.y - at.y) < 14 * grain(board));
    held = near?.[0] ?? null;
    moved = false;
    if (held !== null) board.image.setPointerCapture(event.pointerId);
  });
  board.image.addEventListener("pointermove", (event) => {
    if (held === null) return;
    moved = true;
    put(held, under(event));
    showSpots(board, form);
  });
  board.image.addEventListener("click", (event) => {
    if (!moved) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const radio = board.root.querySelector<HTMLInputElement>(`input[name=corner][value="${String(held ?? 1)}"]`);
    if (radio) radio.checked = true;
    held = null;
    moved = false;
    if (spotsOf(form).length === 4) preview(form, board);
  }, { capture: true });
}

function marks(board: Board): void {
  const form = board.image.form;
  const text = form?.querySelector<HTMLTextAreaElement>("textarea");
  if (!form || !text) return;
  const set = (spot: Spot): void => {
    const fields = { x: field(form, "x"), y: field(form, "y"), square: field(form, "square") };
    if (fields.x && fields.y) [fields.x.value, fields.y.value] = [String(spot.x), String(spot.y)];
    if (fields.square) fields.square.value = "";
    showCross(board, spot);
    if (text.value.trim()) form.requestSubmit();
    else text.focus({ preventScroll: true });
  };
  board.image.addEventListener("click", (event) => {
    if (event.detail === 0) return;
    event.preventDefault();
    set(pixelAt(board.image.getBoundingClientRect(), board.size, { x: event.clientX, y: event.clientY }));
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  wireKeys(board, set);
}

/** A photographed sheet. What counts are the number fields, which work without it as well. */
export default function sheetPhoto(root: HTMLElement): void {
  const board = boardOf(root);
  if (!board) return;
  if (root.dataset.mode === "corners") corners(board);
  else marks(board);
}
