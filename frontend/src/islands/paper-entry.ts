import { fill } from "../dom/fill";
import { part } from "../dom/part";
import { readJson } from "../dom/read-json";

/** Says back, while one types, which proposals the numbers mean. */
export default function paperEntry(form: HTMLElement): void {
  const field = part<HTMLInputElement>(form, "marks");
  const read = part(form, "read");
  if (!field || !read) return;
  const names = readJson<Record<string, string>>("proposal-names");
  const inWords = (word: string): string => {
    const [number = "", points] = word.split(":");
    const name = names[String(Number(number))];
    if (name === undefined) return fill(read.dataset.unknown ?? "", { word });
    return points === undefined ? name : `${name}: ${points}`;
  };
  const say = (): void => {
    const words = field.value.split(/[\s,;]+/).filter(Boolean);
    read.textContent = words.map(inWords).join(" · ");
  };
  field.addEventListener("input", say);
  say();
}
