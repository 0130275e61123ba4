import { part } from "../dom/part";
import { shrunk } from "../pictures/shrunk";

interface Chosen {
  file: File;
  row: HTMLLIElement;
}

function sources(root: HTMLElement): HTMLInputElement[] {
  return [...root.querySelectorAll<HTMLInputElement>("input[type=file]")];
}

/** One file input holds all that was chosen; the form sends it as if it had been chosen there at once. */
function hold(inputs: HTMLInputElement[], chosen: Chosen[]): void {
  const holder = new DataTransfer();
  for (const { file } of chosen) holder.items.add(file);
  inputs.forEach((input, i) => {
    if (i === inputs.length - 1) input.files = holder.files;
    else input.value = "";
  });
}

function rowFor(root: HTMLElement, file: File, number: number, remove: () => void): HTMLLIElement {
  const row = document.createElement("li");
  row.className = "photos__one";
  const picture = document.createElement("img");
  picture.src = URL.createObjectURL(file);
  picture.alt = "";
  picture.addEventListener("load", () => {
    URL.revokeObjectURL(picture.src);
  });
  const label = document.createElement("label");
  label.textContent = root.dataset.alt ?? "";
  label.htmlFor = `photo-new-alt-${String(number)}`;
  const alt = document.createElement("input");
  alt.id = label.htmlFor;
  alt.type = "text";
  alt.name = "photo_new_alt";
  alt.maxLength = 500;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.textContent = root.dataset.remove ?? "";
  button.addEventListener("click", remove);
  row.append(picture, label, alt, button);
  return row;
}

/** Pictures are made small before they are sent, seen before they are sent, and can be taken back. */
export default function photoField(root: HTMLElement): void {
  const list = part(root, "list");
  const status = part(root, "status");
  const inputs = sources(root);
  if (!list || !status || !inputs.length) return;
  root.classList.add("is-live");
  for (const label of root.querySelectorAll(".photo-sources label")) label.classList.add("button");
  const room = Number(root.dataset.room ?? "5");
  let chosen: Chosen[] = [];
  let made = 0;
  const add = async (files: File[]): Promise<void> => {
    const said = files.length > room - chosen.length ? (root.dataset.tooMany ?? "") : "";
    status.textContent = root.dataset.busy ?? "";
    for (const file of files.slice(0, room - chosen.length)) {
      const entry: Chosen = { file: await shrunk(file), row: document.createElement("li") };
      entry.row = rowFor(root, entry.file, (made += 1), () => {
        chosen = chosen.filter((one) => one !== entry);
        entry.row.remove();
        hold(inputs, chosen);
        inputs[0]?.focus();
      });
      list.append(entry.row);
      chosen.push(entry);
    }
    hold(inputs, chosen);
    status.textContent = said;
    root.classList.remove("is-busy");
  };
  for (const input of inputs) {
    input.addEventListener("change", () => {
      root.classList.add("is-busy");
      // The input that holds the others' files is asked only for what is new in it.
      const files = [...(input.files ?? [])].filter((file) => !chosen.some((one) => one.file === file));
      void add(files);
    });
  }
}
