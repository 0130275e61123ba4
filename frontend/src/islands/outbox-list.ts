import { part } from "../dom/part";
import type { OutboxRecord, State } from "../outbox/record";
import { sendWaiting } from "../outbox/sending";
import { allRecords, forget, keep } from "../outbox/store";

interface Words {
  states: Record<State, string>;
  edit: string;
  finish: string;
  remove: string;
  clear: string;
  again: string;
  see: string;
  photos: string;
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function link(words: string, address: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.className = "button";
  made.href = address;
  made.textContent = words;
  return made;
}

function line(tag: "p" | "li", words: string, look = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = words;
  made.className = look;
  return made;
}

function actionsFor(record: OutboxRecord, words: Words, changed: () => void): HTMLElement[] {
  const remove = button(record.state === "sent" ? words.clear : words.remove, () => void forget(record.id).then(changed));
  if (record.state === "sent") return [link(words.see, record.url), remove];
  const again = button(words.again, () => void keep({ ...record, state: "waiting", reasons: [] }).then(changed));
  if (record.door) return record.state === "refused" ? [again, remove] : [remove];
  const edit = link(record.state === "unfinished" ? words.finish : words.edit, `${record.base}/outbox/new#${record.id}`);
  if (record.state !== "refused") return [edit, remove];
  return [edit, again, remove];
}

function entryFor(record: OutboxRecord, words: Words, changed: () => void): HTMLLIElement {
  const entry = document.createElement("li");
  entry.className = "outbox__one";
  entry.dataset.state = record.state;
  const when = new Date(record.written).toLocaleString(document.documentElement.lang);
  const said = line("p", record.excerpt, "outbox__said");
  const actions = document.createElement("p");
  actions.className = "actions";
  actions.append(...actionsFor(record, words, changed));
  entry.append(line("p", `${words.states[record.state]} · ${when}`, "outbox__state"), said);
  if (record.photos.length) entry.append(line("p", words.photos.replace("{n}", String(record.photos.length)), "hint"));
  for (const reason of record.reasons) entry.append(line("p", reason, "notice notice--care"));
  entry.append(actions);
  return entry;
}

/** What this browser keeps: which messages wait, which were sent, which were refused and why. */
export default async function outboxList(root: HTMLElement): Promise<void> {
  const list = part(root, "list");
  const empty = part(root, "empty");
  const status = part(root, "status");
  const words = JSON.parse(root.dataset.words ?? "{}") as Words;
  if (!list || !empty || !status) return;
  const show = async (): Promise<void> => {
    const records = (await allRecords()).filter((record) => record.town === root.dataset.town).reverse();
    list.replaceChildren(...records.map((record) => entryFor(record, words, changed)));
    empty.hidden = records.length > 0;
    status.textContent = navigator.onLine ? "" : (root.dataset.offline ?? "");
  };
  const changed = (): void => {
    void show()
      .then(() => sendWaiting())
      .then(show);
  };
  for (const name of ["outbox-changed", "offline", "online"]) window.addEventListener(name, () => void show());
  await show();
}
