import { forgetBallot, keepBallot, keptBallot } from "../ballot/kept";
import { part } from "../dom/part";

/** After casting: what this browser keeps is the cast ballot now. The voter can have it forgotten. */
export default function ballotReceipt(root: HTMLElement): void {
  const round = root.dataset.round ?? "";
  const kept = keptBallot(round);
  if (!kept) return;
  keepBallot(round, { ...kept, cast: true });
  root.hidden = false;
  part(root, "forget")?.addEventListener("click", () => {
    forgetBallot(round);
    const told = part(root, "told");
    if (told) told.textContent = told.dataset.done ?? "";
  });
}
