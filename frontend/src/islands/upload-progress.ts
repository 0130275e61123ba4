const EVERY_MS = 2000;

/** How far the worker is with a file: the page is asked again until the work is done, then shown whole. */
export default function uploadProgress(root: HTMLElement): void {
  const look = async (): Promise<void> => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-island=upload-progress]");
    if (!now) {
      location.reload();
      return;
    }
    if (now.textContent !== root.textContent) root.replaceChildren(...now.childNodes);
  };
  const again = (): void => {
    setTimeout(() => {
      // The network may be away for a while; the link on the page stays.
      look().catch(() => undefined).finally(again);
    }, EVERY_MS);
  };
  again();
}
