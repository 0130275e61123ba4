/** What a visitor chose on this device. A browser that keeps nothing loses nothing but the comfort. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // private windows and full devices: the choice holds for this page
  }
}
