import type { components, operations } from "./schema";

/** What stands between our pages and the API: addresses are filled, answers are of the type that the schema says. */

type Named = keyof operations;
type Given<K extends Named> = operations[K]["parameters"];
type Content<R> = R extends { content: infer C } ? C[keyof C] : undefined;
type Good<R> = Content<R[keyof R & (200 | 201 | 202)]>;

export type Path<K extends Named> = Given<K> extends { path: infer P extends object } ? P : object;
export type Query<K extends Named> = Given<K> extends { query?: infer Q extends object } ? Q : object;
export type Told<K extends Named> = Good<operations[K]["responses"]>;
export type Problem = components["schemas"]["Problem"];

export interface Asked<K extends Named> {
  path: Path<K>;
  query?: Query<K>;
  body?: BodyInit;
  headers?: Record<string, string>;
  cache?: RequestCache;
}

/** The service read the request and does not take it; `problem` says why, in the reader's language. */
export class Refused extends Error {
  constructor(readonly status: number, readonly problem: Partial<Problem>) {
    super(problem.detail ?? String(status));
  }
}

/** The line is away, or something answered that is not our service. */
export class NoAnswer extends Error {}

export type Call<K extends Named> = (asked: Asked<K>) => Promise<Told<K>>;

export function filled(template: string, path: object, query: object = {}): string {
  const names = path as Record<string, string | number>;
  const address = template.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(names[name] ?? ""));
  const values = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) values.append(name, String(one));
    }
  }
  return values.size > 0 ? `${address}?${values.toString()}` : address;
}

async function read(answer: Response): Promise<unknown> {
  if (answer.status === 204) return undefined;
  try {
    return await answer.json();
  } catch {
    throw new NoAnswer("no answer of ours"); // a hotel's page that wants a room number, say
  }
}

export function operation<K extends Named>(method: string, template: string): Call<K> {
  return async ({ path, query, body, headers = {}, cache = "default" }) => {
    let answer: Response;
    try {
      answer = await fetch(filled(template, path, query ?? {}), { method, body: body ?? null, headers, cache });
    } catch {
      throw new NoAnswer("no line");
    }
    if (answer.ok) return (await read(answer)) as Told<K>;
    throw new Refused(answer.status, (await read(answer).catch(() => ({}))) as Partial<Problem>);
  };
}
