import { expect, test } from "vitest";
import { baseOf, fieldOf, formOf, recordOf, sentRecord, type OutboxRecord } from "./record";

function written(more: Record<string, string> = {}): OutboxRecord {
  const form = new FormData();
  for (const [name, value] of Object.entries({ text: "Kuoppa", where: "town", ...more })) form.append(name, value);
  form.append("csrfmiddlewaretoken", "old");
  form.append("photo", new File(["x"], "a.jpg"));
  form.append("photo", new File([], ""));
  form.append("photo_new_alt", "Kuoppa tiessä");
  const record = recordOf(form, "/sv/mikkeli/pins/new", "waiting", "id-1", 5);
  if (!record) throw new Error("no record");
  return record;
}

test("an address tells its town and language", () => {
  expect(baseOf("/mikkeli/pins/new")).toEqual({ base: "/mikkeli", town: "mikkeli" });
  expect(baseOf("/fi-selko/mikkeli/")).toEqual({ base: "/fi-selko/mikkeli", town: "mikkeli" });
  expect(baseOf("/")).toBeNull();
});

test("a message is kept with its key, its place and its pictures, without what belongs to one visit", () => {
  const record = written();
  expect(fieldOf(record, "key")).toBe("id-1");
  expect(record.base).toBe("/sv/mikkeli");
  expect(record.fields.map(([name]) => name)).toEqual(["text", "where", "key"]);
  expect(record.photos.map((photo) => photo.alt)).toEqual(["Kuoppa tiessä"]);
});

test("a key that the form brought stays the key", () => {
  expect(fieldOf(written({ key: "from-the-form" }), "key")).toBe("from-the-form");
});

test("what is sent is the last step of the form", () => {
  const record = written();
  const first = record.photos[0];
  if (first) first.token = "t1";
  const form = formOf(record, "fresh");
  expect(Object.fromEntries(form)).toEqual({
    text: "Kuoppa", where: "town", key: "id-1", photo_token: "t1", photo_alt: "Kuoppa tiessä",
    csrfmiddlewaretoken: "fresh", step: "check", go: "send",
  }); // prettier-ignore
});

test("what was sent leaves no words and no pictures behind", () => {
  const record = sentRecord(written(), "/sv/mikkeli/pins/x");
  expect([record.fields, record.photos, record.state, record.url]).toEqual([[], [], "sent", "/sv/mikkeli/pins/x"]);
});

test("a statement goes to the door of its own form, with its files under their names", () => {
  const record = { ...written(), photos: [], door: "/mikkeli/plans/paja/statement", files: [{ blob: new Blob(["x"]), name: "a.pdf" }] };
  const sent = formOf(record, "fresh").get("attachments");
  expect(sent instanceof File && sent.name).toBe("a.pdf");
  expect(sentRecord(record, "/x").files).toEqual([]);
});
