import type { PinCollection, PinProperties, PinRecord } from "../map";

export interface ListSettings {
  pinUrl: string;
  kindNames: Record<string, string>;
  categoryNames: Record<string, string>;
}

function set(root: ParentNode, name: string, text: string): void {
  const element = root.querySelector(`[data-part="${name}"]`);
  if (element) element.textContent = text;
}

function dayOf(received_at: string): string {
  const locale = document.documentElement.lang;
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "Europe/Helsinki" }).format(new Date(received_at));
}

/** One message as the server would write it: its template with the blanks filled in, never markup made of text. */
export function messageItem(pin: PinProperties, settings: ListSettings): HTMLLIElement {
  const template = document.querySelector<HTMLTemplateElement>("#message-template");
  const item = document.createElement("li");
  if (!template) return item;
  const content = template.content.cloneNode(true) as DocumentFragment;
  set(content, "kind", settings.kindNames[pin.kind] ?? "");
  set(content, "category", pin.category ? (settings.categoryNames[pin.category] ?? "") : "");
  set(content, "day", dayOf(pin.received_at));
  set(content, "text", pin.text);
  content.querySelector("use")?.setAttribute("href", `#icon-${pin.kind}`);
  content.querySelector("svg")?.classList.add(`icon--${pin.kind}`);
  content.querySelector("a")?.setAttribute("href", settings.pinUrl.replace("PIN", encodeURIComponent(pin.id)));
  item.append(content);
  return item;
}

export function fillList(list: HTMLElement, pins: PinCollection, settings: ListSettings, onPoint: (pin: PinRecord | null) => void): void {
  const items = pins.features.map((pin) => {
    const item = messageItem(pin.properties, settings);
    for (const [event, target] of [["mouseenter", pin], ["focusin", pin], ["mouseleave", null], ["focusout", null]] as const) {
      item.addEventListener(event, () => {
        onPoint(target);
      });
    }
    return item;
  });
  list.replaceChildren(...items);
}
