import { fill } from "../dom/fill";

/** Says how many characters are left, once it begins to matter. */
export default function textCount(element: HTMLElement): void {
  const area = element.querySelector("textarea");
  const counter = element.querySelector<HTMLElement>("[data-part=counter]");
  if (!area || !counter) return;
  const show = (): void => {
    const left = area.maxLength - area.value.length;
    counter.textContent = left < 500 ? fill(counter.dataset.sentence ?? "{n}", { n: left }) : "";
  };
  area.addEventListener("input", show);
  show();
}
