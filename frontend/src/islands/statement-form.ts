import { part } from "../dom/part";
import { recordOf, type OutboxRecord } from "../outbox/record";
import { sendWaiting } from "../outbox/sending";
import { forget, keep, recordNamed } from "../outbox/store";

/** What stands in the form, with when it was sent by this device's clock: a claim that people weigh, should the
 * service be down just now. */
async function kept(form: HTMLFormElement): Promise<OutboxRecord | null> {
  const said = new FormData(form);
  said.set("claimed_sent_at", new Date().toISOString());
  const record = recordOf(said, location.pathname, "waiting", crypto.randomUUID(), Date.now());
  if (!record) return null;
  const chosen = said.getAll("attachments").filter((file): file is File => file instanceof File && file.size > 0);
  const files = chosen.map((blob) => ({ blob, name: blob.name }));
  const whole = { ...record, photos: [], door: location.pathname, files };
  await keep(whole);
  return whole;
}

/** As without a script: the server shows what is wrong beside its fields. */
function sendPlainly(form: HTMLFormElement): void {
  const go = document.createElement("input");
  go.type = "hidden";
  go.name = "go";
  go.value = "send";
  form.append(go);
  form.submit();
}

async function send(form: HTMLFormElement, status: HTMLElement | null): Promise<void> {
  const record = await kept(form).catch(() => null);
  if (!record) {
    sendPlainly(form);
    return;
  }
  const registration = await navigator.serviceWorker?.getRegistration(); // eslint-disable-line @typescript-eslint/no-unnecessary-condition -- not over plain http
  const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
  await sync?.register("outbox").catch(() => undefined);
  await sendWaiting();
  const now = await recordNamed(record.id);
  if (now?.state === "sent" && now.url) {
    await forget(record.id);
    location.assign(now.url);
  } else if (now?.state === "refused") {
    await forget(record.id);
    sendPlainly(form);
  } else if (status) {
    status.textContent = status.dataset.kept ?? "";
    status.classList.add("notice", "notice--care");
  }
}

/** The last step of a statement. It is in this browser's outbox before it leaves, so that nothing that happens on the
 * way loses it; sending it twice does no harm, for it has its key. */
export default function statementForm(root: HTMLElement): void {
  if (!(root instanceof HTMLFormElement)) return;
  const status = part(root, "status");
  let isSending = false;
  root.addEventListener("submit", (event) => {
    const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "send";
    if (pressed !== "send") return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    void send(root, status).finally(() => {
      isSending = false;
    });
  });
}
