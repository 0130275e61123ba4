/** The size that styles/print.css gives a map, in pixels at the default size of text: it fits on A4 upright. */
export const PRINTED_MAP = { width: 640, height: 416 } as const;

/** What must be so on paper and not on the screen: done before printing, undone after it. */
export function whilePrinting(prepare: () => () => void): void {
  let undo: (() => void) | null = null;
  window.addEventListener("beforeprint", () => {
    undo ??= prepare();
  });
  window.addEventListener("afterprint", () => {
    undo?.();
    undo = null;
  });
}

/** What is folded on the screen and belongs on paper, such as the legend of a map. */
export function unfoldForPrint(root: ParentNode): () => void {
  const folded = [...root.querySelectorAll<HTMLDetailsElement>("details[data-prints]:not([open])")];
  for (const details of folded) details.open = true;
  return () => {
    for (const details of folded) details.open = false;
  };
}
