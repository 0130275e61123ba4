import { baseOf } from "../outbox/record";

export type Plan = "shell" | "page" | "form" | "leave";

interface Asked {
  method: string;
  mode: string;
  url: string;
}

/** What the worker does with a request: nothing with most of them, and never anything with the desk or an API. */
export function planOf(asked: Asked, origin: string, shell: readonly string[]): Plan {
  const url = new URL(asked.url);
  if (url.origin !== origin) return "leave";
  if (asked.method === "GET" && shell.includes(url.pathname)) return "shell";
  const where = baseOf(url.pathname);
  if (asked.mode !== "navigate" || !where) return "leave";
  const rest = url.pathname.slice(where.base.length);
  if (asked.method === "POST") return rest === "/pins/new" ? "form" : "leave";
  const isPublic = rest === "/" || rest === "/pins/new" || rest === "/outbox" || rest === "/outbox/new";
  return asked.method === "GET" && isPublic ? "page" : "leave";
}

/** The pages that are kept for a town: its map, its outbox, and the form that works without a line. */
export function keptPages(base: string): string[] {
  return [`${base}/`, `${base}/outbox`, `${base}/outbox/new`];
}

/** Which kept page stands in for an address when there is no line. A collection link is never stood in for: it may be
 * of a device that others use next, where nothing is kept. */
export function standIn(address: string): string | null {
  const url = new URL(address);
  const where = baseOf(url.pathname);
  if (!where || url.searchParams.has("c")) return null;
  return url.pathname === `${where.base}/pins/new` ? `${where.base}/outbox/new` : url.pathname;
}

/** A page is kept only when it is the same for everybody. */
export function mayKeep(status: number, wasRedirected: boolean, cacheControl: string): boolean {
  return status === 200 && !wasRedirected && !/no-store|private/.test(cacheControl);
}
