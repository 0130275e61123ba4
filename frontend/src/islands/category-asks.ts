import { part } from "../dom/part";

/** What a topic says and asks stands beside it as soon as the topic is chosen. */
export default function categoryAsks(form: HTMLElement): void {
  const topic = form.querySelector<HTMLSelectElement>("select[name=category]");
  const seen = part<HTMLInputElement>(form, "seen");
  const blocks = form.querySelectorAll<HTMLFieldSetElement>("[data-category]");
  if (!topic || !seen || blocks.length === 0) return;
  const show = (): void => {
    for (const block of blocks) {
      const isChosen = block.dataset.category === topic.value;
      block.hidden = !isChosen;
      block.disabled = !isChosen;
      if (isChosen) block.querySelector(".stop-text")?.setAttribute("role", "alert");
    }
    seen.value = topic.value;
  };
  topic.addEventListener("change", show);
  show();
}
