/** A second tap while the first is on its way does nothing. (The key in the form makes it harmless anyway.) */
export default function sendOnce(element: HTMLElement): void {
  if (!(element instanceof HTMLFormElement)) return;
  let sent = false;
  element.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  // Coming back with the browser's own button must not leave a dead form.
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}
