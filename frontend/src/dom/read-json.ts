/** What the page says in a <script type="application/json" id="…">; the server wrote it, so its shape is trusted. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names what its page promises
export function readJson<T>(id: string): T {
  const element = document.getElementById(id);
  if (!element?.textContent) throw new Error(`No data in #${id}`);
  return JSON.parse(element.textContent) as T;
}
