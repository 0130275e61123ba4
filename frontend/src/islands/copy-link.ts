/** A button that copies the link beside it. Appears only where the browser can copy. */
export default function copyLink(element: HTMLElement): void {
  const link = element.querySelector("a");
  const button = element.querySelector<HTMLButtonElement>("button");
  const status = element.querySelector<HTMLElement>("[role=status]");
  // The clipboard exists only in secure contexts, whatever the types say.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!link || !button || !status || !clipboard) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    void clipboard.writeText(link.href).then(() => {
      status.textContent = button.dataset.done ?? "";
    });
  });
}
