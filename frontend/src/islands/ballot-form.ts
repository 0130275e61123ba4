import { forgetBallot, keepBallot, keptBallot } from "../ballot/kept";
import { ranked, reckon, type BallotKind, type Choosable, type Marks, type Reckoned } from "../ballot/reckon";
import { fill } from "../dom/fill";
import { part } from "../dom/part";
import { readJson } from "../dom/read-json";

interface Settings {
  kind: BallotKind;
  round: string;
  /** False on a shared device: nothing stays there. */
  keeps: boolean;
  /** The page as it was opened, not an answer to a step of the form. */
  isFirst: boolean;
  wasCast: boolean;
  most: number | null;
  points: number | null;
  sentences: Record<"one" | "many" | "left" | "over" | "pointLeft" | "pointsLeft" | "pointsOver" | "oneShown" | "manyShown", string>;
}

const WIDE = "(min-width: 60rem)";

function choosable(element: HTMLElement): Choosable {
  const { id = "", name = "", pot = "", cost = "0" } = element.dataset;
  return { id, name, pot, cost: Number(cost) };
}

class BallotForm {
  private readonly items: HTMLElement[];
  private readonly elsewhere: HTMLElement;
  private readonly euros: Intl.NumberFormat;

  constructor(private readonly form: HTMLFormElement, private readonly settings: Settings) {
    this.items = [...form.querySelectorAll<HTMLElement>(".ballot-item[data-id]")];
    this.elsewhere = part(form, "elsewhere") ?? form;
    this.euros = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR", minimumFractionDigits: 0 });
    this.restore();
    this.wire();
    this.show();
  }

  private field(item: HTMLElement): HTMLInputElement | HTMLSelectElement | null {
    return item.querySelector<HTMLInputElement | HTMLSelectElement>("input:not([type=hidden]), select");
  }

  private get others(): HTMLInputElement[] {
    return [...this.elsewhere.querySelectorAll<HTMLInputElement>("input[data-id]")];
  }

  private markOf(field: HTMLInputElement | HTMLSelectElement): number {
    if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked ? 1 : 0;
    return field.name === "choose" ? 1 : Number(field.value) || 0;
  }

  private marks(): Marks {
    const found: Record<string, number> = {};
    for (const item of this.items) {
      const field = this.field(item);
      const mark = field ? this.markOf(field) : 0;
      if (mark > 0 && item.dataset.id) found[item.dataset.id] = mark;
    }
    for (const field of this.others) if (field.dataset.id) found[field.dataset.id] = this.markOf(field);
    return found;
  }

  private put(marks: Marks): void {
    for (const item of this.items) {
      const field = this.field(item);
      const mark = marks[item.dataset.id ?? ""] ?? 0;
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = mark > 0;
      else if (field) field.value = mark > 0 ? String(mark) : "";
    }
    for (const field of this.others) {
      const mark = marks[field.dataset.id ?? ""] ?? 0;
      if (mark === 0) field.remove();
      else if (field.name !== "choose") field.value = String(mark);
    }
  }

  /** What was begun here before. What the server says of a cast ballot, and what the form brings along, comes first. */
  private restore(): void {
    const kept = this.settings.keeps ? keptBallot(this.settings.round) : null;
    if (!kept || !this.settings.isFirst || this.settings.wasCast || kept.kind !== this.settings.kind) return;
    this.put(kept.marks);
    const here = new Set(this.items.map((item) => item.dataset.id));
    const missing = Object.entries(kept.marks).filter(([id]) => !here.has(id));
    for (const [id, mark] of missing) this.elsewhere.append(this.hidden(id, mark));
    if (missing.length > 0) part<HTMLButtonElement>(this.form, "count")?.click();
  }

  private hidden(id: string, mark: number): HTMLInputElement {
    const field = document.createElement("input");
    const isChoice = this.settings.kind === "approval" || this.settings.kind === "knapsack";
    [field.type, field.name, field.value] = isChoice ? ["hidden", "choose", id] : ["hidden", `mark_${id}`, String(mark)];
    field.dataset.id = id;
    return field;
  }

  private wire(): void {
    this.form.addEventListener("input", (event) => {
      const field = event.target;
      if (field instanceof HTMLSelectElement && field.closest(".ballot-item")) this.rank(field);
      this.changed();
    });
    for (const button of this.form.querySelectorAll<HTMLButtonElement>("[data-step]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        this.step(button);
      });
    }
    part(this.form, "count")?.setAttribute("hidden", "");
    this.wireFilters();
    const leave = document.querySelector<HTMLFormElement>("form[data-leaves]");
    leave?.addEventListener("submit", () => {
      forgetBallot(this.settings.round);
    });
  }

  private rank(field: HTMLSelectElement): void {
    const id = field.closest<HTMLElement>(".ballot-item")?.dataset.id ?? "";
    this.put(ranked(this.marks(), id, Number(field.value) || 0, field.options.length - 1));
  }

  private step(button: HTMLButtonElement): void {
    const field = button.parentElement?.querySelector("input");
    if (!field) return;
    const wanted = (Number(field.value) || 0) + Number(button.dataset.step);
    field.value = wanted > 0 ? String(Math.min(wanted, Number(field.max) || wanted)) : "";
    this.changed();
  }

  /** Where all proposals are on the page, choosing an area shows at once what is there. */
  private wireFilters(): void {
    const selects = [...this.form.querySelectorAll<HTMLSelectElement>("#area, #theme")];
    const button = part<HTMLButtonElement>(this.form, "filter");
    if (this.form.dataset.hasAll !== "yes") {
      for (const select of selects) select.addEventListener("change", () => button?.click());
      return;
    }
    button?.setAttribute("hidden", "");
    for (const select of selects) {
      select.addEventListener("change", () => {
        this.filter(selects);
      });
    }
  }

  private filter(selects: HTMLSelectElement[]): void {
    let n = 0;
    for (const item of this.items) {
      const fits = selects.every((select) => select.value === "" || item.dataset[select.name] === select.value);
      item.hidden = !fits;
      n += fits ? 1 : 0;
    }
    const told = part(this.form, "shown");
    const { oneShown, manyShown } = this.settings.sentences;
    if (told) told.textContent = fill(n === 1 ? oneShown : manyShown, { n });
    part(this.form, "none")?.toggleAttribute("hidden", n > 0);
  }

  private changed(): void {
    this.show();
    if (!this.settings.keeps) return;
    const kept = keepBallot(this.settings.round, { kind: this.settings.kind, marks: this.marks(), cast: false });
    part(this.form, "saved")?.toggleAttribute("hidden", !kept);
  }

  private show(): void {
    const marks = this.marks();
    const reckoned = reckon(this.settings.kind, [...this.items, ...this.others].map(choosable), marks);
    this.showPurses(reckoned);
    this.showChosen(reckoned, marks);
    const left = part(this.form, "points-left");
    if (left) left.textContent = String((this.settings.points ?? 0) - reckoned.points);
    const status = part(this.form, "status");
    const text = this.inWords(reckoned);
    if (status && status.textContent.trim() !== text) status.textContent = text;
    for (const item of this.items) item.classList.toggle("is-chosen", (marks[item.dataset.id ?? ""] ?? 0) > 0);
  }

  private money(cents: number): string {
    return this.euros.format(cents / 100);
  }

  private showPurses({ spent }: Reckoned): void {
    for (const row of this.form.querySelectorAll<HTMLElement>("[data-purse]")) {
      const used = spent.get(row.dataset.purse ?? "") ?? 0;
      const left = Number(row.dataset.money) - used;
      row.classList.toggle("is-over", left < 0);
      const told = part(row, "left");
      if (told) told.textContent = this.money(left);
      const bar = row.querySelector("progress");
      if (bar) bar.value = used;
    }
  }

  private showChosen({ chosen }: Reckoned, marks: Marks): void {
    const rows = chosen.map((item) => {
      const row = document.createElement("li");
      const more = document.createElement("span");
      more.className = "hint";
      more.textContent = this.settings.kind === "points" ? String(marks[item.id]) : this.money(item.cost);
      row.append(`${item.name} `, more);
      return row;
    });
    part(this.form, "chosen")?.replaceChildren(...rows);
    part(this.form, "nothing")?.toggleAttribute("hidden", chosen.length > 0);
  }

  private inWords({ chosen, spent, points }: Reckoned): string {
    const { sentences, most, kind } = this.settings;
    const n = chosen.length;
    const said = [fill(n === 1 ? sentences.one : sentences.many, { n }) + (most ? ` / ${String(most)}` : "")];
    const purses = [...this.form.querySelectorAll<HTMLElement>("[data-purse]")];
    for (const row of kind === "knapsack" ? purses : []) {
      const left = Number(row.dataset.money) - (spent.get(row.dataset.purse ?? "") ?? 0);
      const name = purses.length > 1 ? `${row.querySelector(".purse__name")?.textContent ?? ""}: ` : "";
      if (left < 0) said.push(name + fill(sentences.over, { left: this.money(-left) }));
      else if (purses.length === 1) said.push(fill(sentences.left, { left: this.money(left) }));
    }
    if (kind === "points") said.push(this.pointsInWords((this.settings.points ?? 0) - points));
    return said.join(" · ");
  }

  private pointsInWords(left: number): string {
    const { sentences } = this.settings;
    if (left < 0) return fill(sentences.pointsOver, { n: -left });
    return fill(left === 1 ? sentences.pointLeft : sentences.pointsLeft, { n: left });
  }
}

/** The map is read when somebody opens it; on a wide screen it stands open beside the list. */
function wireMap(form: HTMLElement): void {
  const fold = part<HTMLDetailsElement>(form, "map-fold");
  const stage = part(form, "map");
  if (!fold || !stage) return;
  let isShown = false;
  const open = (): void => {
    if (!fold.open || isShown) return;
    isShown = true;
    stage.classList.add("is-live");
    void import("./ballot-map").then(({ showBallotMap }) => {
      showBallotMap(form, stage);
    });
  };
  fold.addEventListener("toggle", open);
  if (window.matchMedia(WIDE).matches) fold.open = true;
}

export default function ballotForm(root: HTMLElement): void {
  if (!(root instanceof HTMLFormElement)) return;
  new BallotForm(root, readJson<Settings>("ballot-settings"));
  wireMap(root);
}
