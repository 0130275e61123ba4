import { baseOf, recordOf } from "../outbox/record";
import { sendWaiting } from "../outbox/sending";
import { keep } from "../outbox/store";
import { keptPages, mayKeep, planOf, standIn } from "./plan";

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Told extends Extendable {
  readonly data: unknown;
}
interface Synced extends Extendable {
  readonly tag: string;
}
interface Worker {
  /** Written in front of this file by the server: the names of what the last build made. */
  readonly KUULUVUUS_SHELL: { version: string; files: string[] };
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", listen: (event: Extendable) => void): void;
  addEventListener(name: "fetch", listen: (event: Fetched) => void): void;
  addEventListener(name: "message", listen: (event: Told) => void): void;
  addEventListener(name: "sync", listen: (event: Synced) => void): void;
}

const worker = self as unknown as Worker;
const { version, files } = worker.KUULUVUUS_SHELL;
const SHELL = `shell-${version}`;
const PAGES = "pages";

async function install(): Promise<void> {
  await (await caches.open(SHELL)).addAll(files);
  await worker.skipWaiting();
}

/** What an older build made goes; pages are asked for anew while there is a line, so none stays old for long. */
async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name !== SHELL && name !== PAGES) await caches.delete(name);
  await worker.clients.claim();
}

async function fromShell(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: SHELL })) ?? fetch(request);
}

async function put(cache: Cache, path: string, answer: Response): Promise<void> {
  if (mayKeep(answer.status, answer.redirected, answer.headers.get("Cache-Control") ?? "")) await cache.put(path, answer);
}

/** The line first; what is kept stands in only when there is none. */
async function page(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    const cache = await caches.open(PAGES);
    if (!new URL(request.url).search && (await cache.match(path))) await put(cache, path, answer.clone());
    return answer;
  } catch (error) {
    const stands = standIn(request.url);
    const kept = stands && (await caches.match(stands, { cacheName: PAGES }));
    if (kept && stands !== path) return Response.redirect(stands, 302);
    if (kept) return kept;
    throw error;
  }
}

/** Only the last town's pages are kept. */
async function keepTown(base: string): Promise<void> {
  const wanted = keptPages(base);
  const cache = await caches.open(PAGES);
  for (const old of await cache.keys()) if (!wanted.includes(new URL(old.url).pathname)) await cache.delete(old);
  for (const path of wanted) {
    const answer = await fetch(path, { credentials: "omit", cache: "no-cache" });
    await put(cache, path, answer);
  }
}

/** A form that could not be sent is kept with its key, its place and its pictures, and the sender is told so. */
async function form(request: Request): Promise<Response> {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch (error) {
    const said = await copy.formData();
    const path = new URL(request.url).pathname;
    const where = baseOf(path);
    if (!where || said.get("keeps") === "nothing") throw error;
    const isWhole = said.get("step") === "check" && said.get("go") === "send";
    const record = recordOf(said, path, isWhole ? "waiting" : "unfinished", crypto.randomUUID(), Date.now());
    if (!record) throw error;
    await keep(record);
    if (isWhole) await worker.registration.sync?.register("outbox").catch(() => undefined);
    return Response.redirect(isWhole ? `${where.base}/outbox` : `${where.base}/outbox/new#${record.id}`, 303);
  }
}

worker.addEventListener("install", (event) => {
  event.waitUntil(install());
});
worker.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});
worker.addEventListener("message", (event) => {
  const told = event.data as { keep?: string };
  if (told.keep) event.waitUntil(keepTown(told.keep).catch(() => undefined));
});
worker.addEventListener("sync", (event) => {
  // When it fails the browser tries again, later and later.
  if (event.tag === "outbox")
    event.waitUntil(
      sendWaiting().then((all) => {
        if (!all) throw new Error("still no line");
      }),
    );
});
worker.addEventListener("fetch", (event) => {
  const plan = planOf(event.request, worker.location.origin, files);
  if (plan === "shell") event.respondWith(fromShell(event.request));
  if (plan === "page") event.respondWith(page(event.request));
  if (plan === "form") event.respondWith(form(event.request));
});
