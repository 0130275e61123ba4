import type { BallotKind, Marks } from "./reckon";

/** What this browser keeps of a ballot; the server gets it when the voter casts it, and not before.
 * After casting it stays for "what my ballot bought", which is reckoned here as well. */
export interface KeptBallot {
  kind: BallotKind;
  marks: Marks;
  cast: boolean;
}

function nameOf(round: string): string {
  return `ballot:${round}`;
}

function isKept(value: unknown): value is KeptBallot {
  return typeof value === "object" && value !== null && "marks" in value && typeof value.marks === "object" && value.marks !== null;
}

/** By the round's public id; nothing where a browser keeps nothing. */
export function keptBallot(round: string): KeptBallot | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(nameOf(round)) ?? "null");
    return isKept(found) ? found : null;
  } catch {
    return null;
  }
}

/** Whether it could be kept. */
export function keepBallot(round: string, ballot: KeptBallot): boolean {
  try {
    localStorage.setItem(nameOf(round), JSON.stringify(ballot));
    return true;
  } catch {
    return false;
  }
}

export function forgetBallot(round: string): void {
  try {
    localStorage.removeItem(nameOf(round));
  } catch {
    // what is not kept need not be forgotten
  }
}
