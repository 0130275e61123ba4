/** Calls once, when nothing more has happened for a while. */
export function later(delay_ms: number, action: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, delay_ms);
  };
}
