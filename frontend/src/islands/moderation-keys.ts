import { wireLetters } from "../dom/letter-keys";

const SHOW = '[data-part="show"]';
const REASON = '[data-part="reason"]';
const TICK = '[data-part="tick"]';
const EDIT = '[data-part="edit"]';

/** The moderators' queue by keys: j and k go down and up, x ticks, s shows, h goes to the reason, e edits the words. */
export default function moderationKeys(list: HTMLElement): void {
  const items = [...list.querySelectorAll<HTMLElement>('[data-part="item"]')];

  function current(): number {
    return items.findIndex((item) => item.contains(document.activeElement));
  }

  function press(selector: string): void {
    items[Math.max(0, current())]?.querySelector<HTMLElement>(selector)?.click();
  }

  function goTo(place: number): void {
    const item = items[Math.min(items.length - 1, Math.max(0, place))];
    item?.focus();
    item?.scrollIntoView({ block: "nearest" });
  }

  const acts: Record<string, () => void> = {
    j: () => { goTo(current() + 1); },
    k: () => { goTo(current() - 1); },
    x: () => { press(TICK); },
    s: () => { press(SHOW); },
    e: () => { press(EDIT); },
    h: () => items[Math.max(0, current())]?.querySelector<HTMLElement>(REASON)?.focus(),
  };

  wireLetters(acts, isWriting);
}

/** Somebody who writes means the letter itself. */
function isWriting(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["checkbox", "radio"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
