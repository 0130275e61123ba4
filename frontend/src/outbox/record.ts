export type State = "unfinished" | "waiting" | "sent" | "refused";

/** A picture that waits with its message. `token` is what the server gave for it, once it has it. */
export interface WaitingPhoto {
  blob: Blob;
  alt: string;
  token?: string;
}

/** A file that waits with a statement, as it was chosen. */
export interface WaitingFile {
  blob: Blob;
  name: string;
}

/** A message as this browser keeps it until it is sent. Its fields are those of the form, its key was made with it. */
export interface OutboxRecord {
  id: string;
  town: string;
  /** The address of the town's pages in the language it was written in: "/mikkeli", "/sv/mikkeli". */
  base: string;
  state: State;
  fields: [string, string][];
  photos: WaitingPhoto[];
  /** Where it goes, when it is no message on the map: a statement has the address of its own form. */
  door?: string;
  files?: WaitingFile[];
  written: number;
  /** Whether it may have reached the server: then its key must not be used for other words. */
  wasTried: boolean;
  reasons: string[];
  url: string;
  excerpt: string;
}

const LEFT_OUT = new Set(["csrfmiddlewaretoken", "photo", "photo_new_alt", "go", "step"]);
const EXCERPT = 80;

/** The town's pages that an address belongs to, and the town: "/sv/mikkeli/pins/new" is of "/sv/mikkeli". */
export function baseOf(path: string): { base: string; town: string } | null {
  const found = /^((?:\/(?:fi-selko|fi|sv|en))?\/([a-z][a-z0-9-]*))\//.exec(path);
  return found?.[1] && found[2] ? { base: found[1], town: found[2] } : null;
}

export function fieldOf(record: OutboxRecord, name: string): string {
  return record.fields.find(([field]) => field === name)?.[1] ?? "";
}

export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** What somebody wrote, as it is kept. A form without a key gets one now, before anything is sent. */
export function recordOf(form: FormData, path: string, state: State, id: string, now: number): OutboxRecord | null {
  const where = baseOf(path);
  if (!where) return null;
  const alts = form.getAll("photo_new_alt").map(String);
  const files = form.getAll("photo").filter((file): file is File => file instanceof File && file.size > 0);
  const fields = [...form.entries()].flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && !LEFT_OUT.has(name) ? [[name, value]] : [],
  );
  if (!fields.some(([name, value]) => name === "key" && value)) {
    fields.push(["key", id]);
  }
  const text = textOf(form, "text");
  return {
    id,
    ...where,
    state,
    fields,
    photos: files.map((blob, i) => ({ blob, alt: alts[i] ?? "" })),
    written: now,
    wasTried: false,
    reasons: [],
    url: "",
    excerpt: text.length > EXCERPT ? `${text.slice(0, EXCERPT - 1)}…` : text,
  };
}

/** What the server is sent: the fields of the last step of the form, and the tokens of the pictures. */
export function formOf(record: OutboxRecord, csrf: string): FormData {
  const form = new FormData();
  for (const [name, value] of record.fields) form.append(name, value);
  for (const photo of record.photos) {
    form.append("photo_token", photo.token ?? "");
    form.append("photo_alt", photo.alt);
  }
  for (const file of record.files ?? []) form.append("attachments", file.blob, file.name);
  form.append("csrfmiddlewaretoken", csrf);
  form.append("step", "check");
  form.append("go", "send");
  return form;
}

/** After it was sent only where to find it again is kept: on a device that others use too, words must not lie about. */
export function sentRecord(record: OutboxRecord, url: string): OutboxRecord {
  return { ...record, state: "sent", url, fields: [], photos: [], files: [], reasons: [] };
}
