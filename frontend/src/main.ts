import "./styles/main.css";

type Island = (element: HTMLElement) => void | Promise<void>;

/** One file per island; a page loads only those it names with data-island. */
const islands: Record<string, () => Promise<{ default: Island }>> = {
  "town-map": () => import("./islands/town-map"),
  "place-picker": () => import("./islands/place-picker"),
  "small-map": () => import("./islands/small-map"),
  "text-count": () => import("./islands/text-count"),
  "copy-link": () => import("./islands/copy-link"),
  "desk-queue": () => import("./islands/desk-queue"),
  "category-asks": () => import("./islands/category-asks"),
  "similar-pins": () => import("./islands/similar-pins"),
  "send-once": () => import("./islands/send-once"),
  "moderation-keys": () => import("./islands/moderation-keys"),
  "photo-field": () => import("./islands/photo-field"),
  offline: () => import("./islands/offline"),
  "offline-form": () => import("./islands/offline-form"),
  "outbox-list": () => import("./islands/outbox-list"),
  "blur-picture": () => import("./islands/blur-picture"),
  "statement-form": () => import("./islands/statement-form"),
  "sheet-photo": () => import("./islands/sheet-photo"),
  "ballot-bought": () => import("./islands/ballot-bought"),
  "proposals-map": () => import("./islands/proposals-map"),
  "marks-map": () => import("./islands/marks-map"),
  "ballot-form": () => import("./islands/ballot-form"),
  "ballot-check": () => import("./islands/ballot-check"),
  "paper-entry": () => import("./islands/paper-entry"),
  "vote-code": () => import("./islands/vote-code"),
  "upload-progress": () => import("./islands/upload-progress"),
  "ballot-receipt": () => import("./islands/ballot-receipt"),
};

async function start(element: HTMLElement): Promise<void> {
  for (const name of (element.dataset.island ?? "").split(" ")) {
    const load = islands[name];
    if (!load) continue;
    try {
      await (await load()).default(element);
    } catch (error) {
      // The page works without its islands: what cannot start must not hide what can be used.
      element.classList.add("has-failed");
      console.error(error);
    }
  }
}

for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) {
  element.classList.add("is-live");
  void start(element);
}
