/** The only door to the map library: everything outside this folder knows the contract and these functions. */
export type * from "./contract";
export { isOutside } from "./contract";
export { startingBase } from "./starting-base";
export { createTownMap } from "./town-map";
export { createSketch } from "./sketch";
