import { fill } from "../dom/fill";
import { sendWaiting } from "../outbox/sending";
import { allRecords } from "../outbox/store";

async function showWaiting(root: HTMLElement, town: string): Promise<void> {
  const records = (await allRecords()).filter((record) => record.town === town);
  const waiting = records.filter((record) => record.state === "waiting" || record.state === "unfinished").length;
  const refused = records.filter((record) => record.state === "refused").length;
  const words = root.querySelector("a");
  // On the outbox's own page the list says it.
  root.hidden = waiting + refused === 0 || location.pathname.endsWith("/outbox");
  if (!words) return;
  words.textContent = refused
    ? (root.dataset.refused ?? "")
    : fill((waiting === 1 ? root.dataset.one : root.dataset.many) ?? "{n}", { n: waiting });
}

/** Pages ask the worker once a visit to keep the town's map and form for when the line is away. */
async function keepPages(base: string): Promise<void> {
  const worker = await navigator.serviceWorker.register("/worker.js");
  const ready = await navigator.serviceWorker.ready;
  if (sessionStorage.getItem("kept") === base && worker.active) return;
  ready.active?.postMessage({ keep: base });
  sessionStorage.setItem("kept", base);
}

/** On every public page: what waits in this browser is sent when there is a line, and its number stands on the page. */
export default async function offline(root: HTMLElement): Promise<void> {
  const { town = "" } = root.dataset;
  const base = (root.dataset.base ?? "").replace(/\/$/, "");
  const refresh = async (): Promise<void> => {
    await showWaiting(root, town);
    if (navigator.onLine && (await sendWaiting())) await showWaiting(root, town);
    window.dispatchEvent(new CustomEvent("outbox-changed"));
  };
  window.addEventListener("online", () => void refresh());
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- not where a page comes over plain http
  if (navigator.serviceWorker) keepPages(base).catch(() => undefined);
  await refresh();
}
