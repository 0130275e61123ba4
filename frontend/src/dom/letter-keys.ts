import { part } from "./part";
import { remember, remembered } from "./remembered";

const NAME = "letter-keys";

/** Whether single letters do things. Who speaks to the computer, or whose hands shake, turns them off. */
export function areLettersOn(): boolean {
  return remembered(NAME) !== "off";
}

/** Does what a single letter stands for, unless somebody writes, holds another key down, or has turned letters off. */
export function wireLetters(acts: Readonly<Record<string, () => void>>, isWriting: (target: EventTarget | null) => boolean): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || !areLettersOn()) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** The button that turns letters off and on again, for all pages of this browser. */
export function wireLetterSwitch(root: ParentNode): void {
  const button = part<HTMLButtonElement>(root, "letters");
  button?.addEventListener("click", () => {
    remember(NAME, areLettersOn() ? "off" : "on");
    show();
  });
  function show(): void {
    button?.setAttribute("aria-pressed", String(areLettersOn()));
  }
  show();
}
