import { fill } from "../dom/fill";
import { later } from "../dom/later";
import { part } from "../dom/part";

const PAUSE_MS = 700;
const PLACE = ["where", "geometry", "search", "place", "area", "near", "csrfmiddlewaretoken"];

/** Lists what was told before, near and in like words, while one writes; says so politely, and only when it changes. */
export default function similarPins(element: HTMLElement): void {
  const form = element.closest("form");
  const text = form?.querySelector<HTMLTextAreaElement>("textarea[name=text]");
  const list = part(element, "list");
  const status = part(element, "status");
  if (!form || !text || !list || !status) return;
  let asking: AbortController | undefined;
  let shown = "";

  const look = async (): Promise<void> => {
    asking?.abort();
    asking = new AbortController();
    const body = new FormData();
    for (const name of PLACE) body.set(name, form.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value ?? "");
    body.set("text", text.value);
    try {
      const answer = await fetch(element.dataset.url ?? "", { method: "POST", body, signal: asking.signal });
      if (answer.ok) show(await answer.text());
    } catch {
      // Aborted, or no line: what stands there still stands, and writing goes on.
    }
  };
  const show = (page: string): void => {
    if (page === shown) return;
    shown = page;
    // The server's own page, in which it has escaped every text.
    list.innerHTML = page;
    const found = list.querySelector<HTMLElement>("[data-found]")?.dataset.found;
    status.textContent = found ? fill(element.dataset.found ?? "", { n: found }) : "";
  };
  text.addEventListener("input", later(PAUSE_MS, () => void look()));
  void look();
}
