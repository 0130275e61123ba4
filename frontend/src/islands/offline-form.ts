import { part } from "../dom/part";
import { recordOf, textOf, type OutboxRecord } from "../outbox/record";
import { sendWaiting } from "../outbox/sending";
import { forget, keep, recordNamed } from "../outbox/store";

function fillIn(form: HTMLFormElement, record: OutboxRecord): void {
  for (const [name, value] of record.fields) {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) field.value = value;
    else if (field instanceof HTMLInputElement && field.type === "radio") field.checked = field.value === value;
    else if (field && "value" in field) (field as HTMLInputElement).value = value;
    else {
      const carried = document.createElement("input");
      carried.type = "hidden";
      carried.name = name;
      carried.value = value;
      form.append(carried);
    }
  }
}

/** Where the phone is, once, when asked for. It works without a line. */
function wireHere(form: HTMLFormElement): void {
  const here = part<HTMLButtonElement>(form, "here");
  const status = part(form, "here-status");
  const field = form.querySelector<HTMLInputElement>("input[name=geometry]");
  const choice = form.querySelector<HTMLInputElement>("input[name=where][value=map]");
  if (!here || !status || !field || !choice) return;
  const tell = (words = ""): void => {
    status.textContent = words;
  };
  if (field.value) tell(here.dataset.done);
  here.addEventListener("click", () => {
    choice.checked = true;
    tell(here.dataset.busy);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const place = [coords.longitude, coords.latitude].map((degrees) => Number(degrees.toFixed(6)));
        field.value = JSON.stringify({ type: "Point", coordinates: place });
        tell(here.dataset.done);
      },
      () => {
        tell(here.dataset.failed);
      },
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  });
}

/** What the server would refuse at once is told before it waits for a line. */
function missing(form: HTMLFormElement): HTMLElement | null {
  const said = new FormData(form);
  const needs: Record<string, string> = { map: "geometry", area: "area", near: "near" };
  const more = needs[textOf(said, "where")];
  for (const name of ["where", ...(more ? [more] : []), "kind", "text", "visibility"])
    if (!textOf(said, name).trim()) return form.querySelector<HTMLElement>(`#${name}`);
  return null;
}

async function written(form: HTMLFormElement, before: OutboxRecord | undefined): Promise<OutboxRecord | null> {
  const id = before?.id ?? crypto.randomUUID();
  const record = recordOf(new FormData(form), location.pathname, "waiting", id, before?.written ?? Date.now());
  if (!record) return null;
  const kept = { ...record, photos: [...(before?.photos ?? []), ...record.photos], wasTried: before?.wasTried ?? false };
  await keep(kept);
  return kept;
}

/** The form that needs no line: what is written stands in this browser's outbox before it is sent anywhere. */
export default async function offlineForm(root: HTMLElement): Promise<void> {
  if (!(root instanceof HTMLFormElement)) return;
  const wrong = part(root, "wrong");
  const before = location.hash ? await recordNamed(location.hash.slice(1)) : undefined;
  if (before) fillIn(root, before);
  wireHere(root);
  const kept = part(root, "kept-photos");
  if (kept && before?.photos.length) kept.textContent = (kept.dataset.words ?? "").replace("{n}", String(before.photos.length));
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = missing(root);
    if (wrong) wrong.hidden = first === null;
    if (first) {
      first.focus();
      first.scrollIntoView({ block: "center" });
      return;
    }
    void (async () => {
      const record = await written(root, before);
      if (!record) return;
      const registration = await navigator.serviceWorker?.getRegistration(); // eslint-disable-line @typescript-eslint/no-unnecessary-condition -- not over plain http
      const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
      await sync?.register("outbox").catch(() => undefined);
      if (navigator.onLine) await sendWaiting();
      const now = await recordNamed(record.id);
      if (now?.state === "sent" && now.url) {
        await forget(record.id);
        location.assign(now.url);
      } else location.assign(`${record.base}/outbox`);
    })();
  });
}
