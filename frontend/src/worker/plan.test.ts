import { expect, test } from "vitest";
import { keptPages, mayKeep, planOf, standIn } from "./plan";

const HOST = "https://kartta.example.fi";
const SHELL = ["/static/frontend/assets/main.0123456789ab.js"];
const plan = (path: string, mode = "navigate", method = "GET"): string =>
  planOf({ method, mode, url: HOST + path }, HOST, SHELL);

test("built files come from the cache, other files do not", () => {
  expect(plan(SHELL[0] ?? "", "no-cors")).toBe("shell");
  expect(plan("/static/frontend/assets/other.js", "no-cors")).toBe("leave");
});

test("only public pages of a town are touched", () => {
  expect(["/mikkeli/", "/sv/mikkeli/outbox", "/mikkeli/pins/new"].map((path) => plan(path))).toEqual(Array(3).fill("page"));
  for (const path of ["/mikkeli/desk/", "/mikkeli/pins/abc?key=secret", "/accounts/login/", "/api/v1/towns", "/"]) {
    expect(plan(path)).toBe("leave");
  }
});

test("a form that is sent is caught when the line is away, and only that form", () => {
  expect(plan("/mikkeli/pins/new", "navigate", "POST")).toBe("form");
  expect(plan("/mikkeli/desk/photos/x/decide", "navigate", "POST")).toBe("leave");
  expect(plan("/mikkeli/pins/new", "cors", "POST")).toBe("leave");
});

test("another host is left alone", () => {
  expect(planOf({ method: "GET", mode: "navigate", url: "https://other.example/mikkeli/" }, HOST, SHELL)).toBe("leave");
});

test("the form without a line stands in for the form in steps, but not for a collection link", () => {
  expect(standIn(`${HOST}/mikkeli/pins/new?lon=27`)).toBe("/mikkeli/outbox/new");
  expect(standIn(`${HOST}/mikkeli/pins/new?c=kirjasto`)).toBeNull();
  expect(keptPages("/mikkeli")).toContain(standIn(`${HOST}/mikkeli/`));
});

test("private pages, redirects and failures are not kept", () => {
  expect(mayKeep(200, false, "public, max-age=0")).toBe(true);
  expect([mayKeep(200, false, "private, no-cache"), mayKeep(200, true, ""), mayKeep(404, false, "")]).toEqual([false, false, false]);
});
