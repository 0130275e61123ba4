import { keptBallot } from "../ballot/kept";
import { bought, type Bought, type Pot } from "../budget/bought";
import { fill } from "../dom/fill";
import { part } from "../dom/part";
import { readJson } from "../dom/read-json";

interface Prices {
  round: string;
  pots: Pot[];
  sentences: Record<"share" | "paid" | "rest" | "left" | "part" | "none" | "nothing", string>;
}

/** Works out what a ballot bought. Everything stays on this page: nothing is sent, and nothing new is kept. */
export default function ballotBought(root: HTMLElement): void {
  const prices = readJson<Prices>("ballot-prices");
  const fields = [...root.querySelectorAll<HTMLInputElement>("input[data-proposal]")];
  const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" });
  const kept = keptBallot(prices.round);
  if (kept) restore(fields, kept.marks, kept.kind === "points");
  part(root, "kept")?.toggleAttribute("hidden", !kept);
  part(root, "live")?.toggleAttribute("hidden", false);
  const show = (): void => {
    const marks = marked(fields);
    const answer = part(root, "answer");
    if (answer) answer.replaceChildren(...prices.pots.flatMap((pot) => told(bought(pot, marks), pot, prices, money, marks)));
  };
  root.addEventListener("input", show);
  show();
}

function restore(fields: HTMLInputElement[], marks: Readonly<Record<string, number>>, arePoints: boolean): void {
  for (const field of fields) {
    const mark = marks[field.dataset.proposal ?? ""] ?? 0;
    if (field.type === "checkbox") field.checked = mark > 0;
    else if (arePoints && mark > 0) field.value = String(mark);
  }
}

function marked(fields: HTMLInputElement[]): Record<string, number> {
  return Object.fromEntries(
    fields.map((field) => [field.dataset.proposal ?? "", field.type === "checkbox" ? Number(field.checked) : Number(field.value) || 0]),
  );
}

function told(one: Bought, pot: Pot, { sentences, pots }: Prices, money: Intl.NumberFormat, marks: Readonly<Record<string, number>>): HTMLElement[] {
  const found: HTMLElement[] = [];
  if (pots.length > 1) found.push(element("h3", pot.name));
  if (!Object.values(marks).some((mark) => mark > 0)) return [...found, element("p", sentences.nothing)];
  if (one.lines.length === 0) found.push(element("p", sentences.none));
  if (one.share !== null) found.push(element("p", fill(sentences.share, { share: money.format(one.share) })));
  const list = document.createElement("ul");
  for (const line of one.lines) {
    const sentence = line.paid === null ? sentences.rest : one.share === null ? sentences.part : sentences.paid;
    list.append(element("li", fill(sentence, { name: line.name, paid: money.format(line.paid ?? 0) })));
  }
  if (one.lines.length > 0) found.push(list);
  if (one.left !== null) found.push(element("p", fill(sentences.left, { left: money.format(one.left) })));
  return found;
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
