import { part } from "../dom/part";
import { readJson } from "../dom/read-json";
import { createTownMap, type MapSettings } from "../map";
import { layProposals, type ProposalPicked } from "../map/proposals";
import { wireStage, type StageLabels } from "./stage";

interface Settings {
  map: MapSettings;
  /** The one whose proposals are shown; empty: those of all rounds, with the looks that are named. */
  round: string;
  /** Where a proposal is read; its number follows. `{round}` stands for its round. */
  proposalUrl: string;
  looks: Record<string, string>;
  labels: StageLabels;
}

const MOST_NAMED = 8;

/** The proposals of a round, or of all, on the map; a tap names those under it, with the way to each. */
export default function proposalsMap(stage: HTMLElement): void {
  const canvas = part(stage, "canvas");
  const settings = readJson<Settings>("map-settings");
  const told = document.querySelector<HTMLElement>('[data-part="picked"]');
  if (!canvas) return;
  const map = createTownMap(canvas, settings.map);
  wireStage(stage, map, settings.map, settings.labels);
  map.showOnly({ type: "FeatureCollection", features: [] });
  layProposals(map, settings.map, settings.round || Object.keys(settings.looks), (picked) => {
    if (!told) return;
    told.replaceChildren(...picked.slice(0, MOST_NAMED).map((one) => line(one, settings)));
    told.hidden = picked.length === 0;
    told.querySelector("a")?.focus({ preventScroll: true });
  });
}

function line({ round, number, name, look }: ProposalPicked, settings: Settings): HTMLElement {
  const [row, link] = [document.createElement("span"), document.createElement("a")];
  link.href = `${settings.proposalUrl.replace("{round}", round)}${String(number)}`;
  link.textContent = `${String(number)}. ${name}`;
  row.className = "picked-proposal";
  row.append(link, ` ${settings.looks[look] ?? ""}`);
  return row;
}
