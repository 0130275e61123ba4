import "./styles/tokens.css";
import "./styles/embed.css";

/** The map comes when it is looked at: a piece below the fold of somebody's page costs its readers nothing. */
function whenSeen(element: HTMLElement, then: () => void): void {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    then();
  });
  seen.observe(element);
}

async function start(stage: HTMLElement, drawing: HTMLElement): Promise<void> {
  try {
    const island = await import("./islands/embed-map");
    stage.hidden = false;
    island.default(stage);
    drawing.hidden = true;
  } catch (error) {
    // The drawing stays, and the list tells the same.
    stage.hidden = true;
    console.error(error);
  }
}

const stage = document.querySelector<HTMLElement>("[data-embed-map]");
const drawing = document.querySelector<HTMLElement>("[data-embed-drawing]");
if (stage && drawing) {
  whenSeen(drawing, () => {
    void start(stage, drawing);
  });
}
