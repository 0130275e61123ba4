import { isOutside, type BaseMap, type OutsideMap } from "./contract";

/** The map to begin with: the one chosen before if it is offered, else the first outside one. */
export function startingBase(offered: readonly (BaseMap | OutsideMap)[], before: string | null): BaseMap | undefined {
  const outside = offered.find(isOutside);
  return outside && (offered.find((base) => base.id === before) ?? outside);
}
