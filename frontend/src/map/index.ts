/** The only door to the map library: everything outside this folder knows the contract and these two functions. */
export type * from "./contract";
export { createTownMap } from "./town-map";
export { createSketch } from "./sketch";
