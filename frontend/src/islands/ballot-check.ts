import { keepBallot } from "../ballot/kept";
import type { BallotKind, Marks } from "../ballot/reckon";
import { readJson } from "../dom/read-json";

interface Settings {
  kind: BallotKind;
  round: string;
  keeps: boolean;
  marks: Marks;
}

/** The last look: what stands here is what this browser keeps, wherever the choices came from. */
export default function ballotCheck(): void {
  const { kind, round, keeps, marks } = readJson<Settings>("ballot-settings");
  if (keeps) keepBallot(round, { kind, marks, cast: false });
}
