import type { Query } from "../api/call";
import { pin, pins } from "../api/operations";
import { fill } from "../dom/fill";
import { later } from "../dom/later";
import { part } from "../dom/part";
import { readJson } from "../dom/read-json";
import { bboxText } from "../geometry/bbox-text";
import { fromHash, toHash } from "../geometry/from-hash";
import { createTownMap, type Kind, type MapSettings, type Picked, type PinCollection, type PinRecord } from "../map";
import type { MarkPicked, MarksLayer } from "../map/marks";
import { wireFindPlace } from "./find-place";
import { fillList, messageItem, type ListSettings } from "./message-list";
import { wireStage, type StageLabels } from "./stage";

interface Settings {
  map: MapSettings;
  list: ListSettings;
  /** Where a plan's page is, with PLAN for its name; and the page of what is planned at a place. */
  planUrl: string;
  plannedUrl: string;
  looks: Record<string, string>;
  filters: Record<string, string[]>;
  /** Meeting places, events and initiatives, if somebody wants to see them: what one is called, and where it is read. */
  nearby: Partial<Record<MarksLayer, { name: string; address: string }>>;
  labels: StageLabels & { inView: string; oneInView: string; none: string; frozen: string; failed: string; plannedHere: string };
}

const SHOWN_IN_LIST = 25;
const SHOWN_ON_MAP = 500;
const STILL_MS = 350;

/** What the tiles cannot tell apart (they count by kind only) is drawn from the list's own answer. */
function needsList(filters: Settings["filters"]): boolean {
  return Object.entries(filters).some(([name, values]) => name !== "kind" && values.length > 0);
}

function linkItem(url: string, text: string, note: string): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  [link.href, link.textContent] = [url, text];
  item.append(link, note ? ` · ${note}` : "");
  return item;
}

class TownPage {
  private readonly map: ReturnType<typeof createTownMap>;
  private readonly list = document.querySelector<HTMLElement>("#message-list");
  private readonly status = document.querySelector<HTMLElement>("#list-status");
  private readonly frozen = document.querySelector<HTMLInputElement>("#list-frozen");
  private asked = 0;
  private nearby: Promise<((isShown: boolean) => void)[]> | undefined;
  private readonly marks = new Map<MarksLayer, MarkPicked[]>();

  constructor(private readonly stage: HTMLElement, private readonly settings: Settings) {
    const canvas = part(stage, "canvas");
    if (!canvas) throw new Error("No place for the map");
    this.map = createTownMap(canvas, settings.map, fromHash(location.hash));
    this.map.showKinds((settings.filters.kind ?? []) as Kind[]);
    wireStage(stage, this.map, settings.map, settings.labels);
    this.wire();
  }

  private wire(): void {
    const still = later(STILL_MS, () => {
      void this.readView();
    });
    let first = !needsList(this.settings.filters) && !location.hash;
    this.map.onMove(() => {
      this.rememberPlace();
      // The list that came with the page is of the whole town: right until someone moves.
      if (!first) still();
      first = false;
    });
    this.map.onPick((picked) => {
      void this.open(picked);
    });
    const plans = document.querySelector<HTMLInputElement>("#show-plans");
    plans?.addEventListener("change", () => {
      this.map.showPlans(plans.checked);
    });
    const nearby = document.querySelector<HTMLInputElement>("#show-nearby");
    nearby?.addEventListener("change", () => {
      void this.showNearby(nearby.checked);
    });
    this.frozen?.addEventListener("change", () => {
      if (!this.frozen?.checked) void this.readView();
    });
    const find = document.querySelector<HTMLElement>("#find-place");
    if (find) {
      wireFindPlace(find, this.settings.map.town, (place) => {
        this.map.goTo({ lon: place.lon, lat: place.lat, zoom: 15 });
      });
    }
    this.stage.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    part(this.stage, "close")?.addEventListener("click", () => {
      this.close();
    });
  }

  private async readView(): Promise<void> {
    if (!this.list || !this.status || this.frozen?.checked) return;
    const ask = (this.asked += 1);
    const onMap = needsList(this.settings.filters);
    const limit = onMap ? SHOWN_ON_MAP : SHOWN_IN_LIST;
    const query = { ...this.settings.filters, bbox: bboxText(this.map.bounds()), limit } as Query<"pins">;
    try {
      const found = (await pins({ path: { town: this.settings.map.town }, query })) as PinCollection & { numberMatched: number };
      if (ask !== this.asked) return; // a newer view has been asked for meanwhile
      if (onMap) this.map.showOnly(found);
      this.showList(found);
    } catch {
      this.status.textContent = this.settings.labels.failed;
    }
  }

  private showList(pins: PinCollection & { numberMatched?: number }): void {
    if (!this.list || !this.status) return;
    const n = pins.numberMatched ?? pins.features.length;
    const { labels, list } = this.settings;
    this.status.textContent = n === 0 ? labels.none : fill(n === 1 ? labels.oneInView : labels.inView, { n });
    fillList(this.list, { ...pins, features: pins.features.slice(0, SHOWN_IN_LIST) }, list, (message) => {
      this.map.mark(message?.geometry ?? null);
    });
    document.querySelector("#list-more")?.toggleAttribute("hidden", true);
  }

  private async open({ ids, plans, lon, lat }: Picked): Promise<void> {
    const box = part(this.stage, "popover");
    const inside = part(this.stage, "popover-list");
    if (!box || !inside) return;
    const records = await Promise.all(ids.slice(0, 10).map((id) => this.record(id)));
    const known = records.filter((record) => record !== null);
    const { list, looks, planUrl, plannedUrl, labels } = this.settings;
    const messages = known.map((record) => messageItem(record.properties, list));
    const planned = plans.map(({ slug, name, look }) => linkItem(planUrl.replace("PLAN", slug), name, looks[look] ?? ""));
    const here = linkItem(`${plannedUrl}?at=${lon.toFixed(6)},${lat.toFixed(6)}`, labels.plannedHere, "");
    inside.replaceChildren(...messages, ...this.markItems(), ...planned, ...(planned.length > 0 ? [here] : []));
    box.hidden = inside.childElementCount === 0;
    this.map.mark(known[0]?.geometry ?? null);
    if (!box.hidden) inside.querySelector("a")?.focus({ preventScroll: true });
  }

  /** Read only when it is asked for: most who come want the messages. */
  private async showNearby(isShown: boolean): Promise<void> {
    const layers = Object.keys(this.settings.nearby) as MarksLayer[];
    this.nearby ??= import("../map/marks").then(({ layMarks }) =>
      layers.map((layer) =>
        layMarks(this.map, this.settings.map, layer, (picked) => {
          this.marks.set(layer, picked);
        }),
      ),
    );
    for (const show of await this.nearby) show(isShown);
    if (!isShown) this.marks.clear();
  }

  private markItems(): HTMLLIElement[] {
    return [...this.marks].flatMap(([layer, picked]) => {
      const { name = "", address = "" } = this.settings.nearby[layer] ?? {};
      return picked.map((one) => linkItem(`${address}/${encodeURIComponent(one.id)}`, one.name, name));
    });
  }

  private async record(id: string): Promise<PinRecord | null> {
    const found = await pin({ path: { town: this.settings.map.town, pin: id } }).catch(() => null);
    return found as PinRecord | null;
  }

  private close(): void {
    part(this.stage, "popover")?.toggleAttribute("hidden", true);
    this.map.mark(null);
    part(this.stage, "canvas")?.focus({ preventScroll: true });
  }

  /** The view is in the address, and in the links that should open in the same view. */
  private rememberPlace(): void {
    const hash = toHash(this.map.place());
    history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-keeps-view]")) link.hash = hash;
  }
}

export default function townMap(stage: HTMLElement): void {
  new TownPage(stage, readJson<Settings>("map-settings"));
}
