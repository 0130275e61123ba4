/** Sent once, and where it is marked quick from any field with Ctrl and Enter: many are entered in a row.
 *
 * A second tap while the first is on its way does nothing. (The key in the form makes it harmless anyway.) */
export default function sendOnce(element: HTMLElement): void {
  if (!(element instanceof HTMLFormElement)) return;
  let sent = false;
  element.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  if ("quick" in element.dataset) {
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element.requestSubmit();
    });
  }
  // Coming back with the browser's own button must not leave a dead form.
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}
