/** The square of dots on a card brings its code behind the #, which is sent to nobody. It is put into the field, and
 * taken out of the address. */
export default function voteCode(form: HTMLElement): void {
  const field = form.querySelector<HTMLInputElement>("#code");
  const code = new URLSearchParams(location.hash.slice(1)).get("c");
  if (!field || !code) return;
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  form.querySelector("button")?.focus();
}
