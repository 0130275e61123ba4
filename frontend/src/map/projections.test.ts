import { fromLonLat, toLonLat } from "ol/proj";
import { expect, test } from "vitest";
import { gridOf } from "./projections";

// Positions computed with PROJ, EPSG:4326 to EPSG:3067.
test.each([
  ["Mikkeli", 27.2736, 61.6886, 514476.4, 6839521.1],
  ["Hamina", 27.1979, 60.5693, 510848.2, 6714831.9],
  ["Jyväskylä", 25.7473, 62.2426, 434912.2, 6901836.2],
  ["Kittilä", 24.9, 67.65, 410899.7, 7505353.7],
  ["Maarianhamina", 19.94, 60.1, 107899.8, 6683529.8],
  ["Ilomantsi", 31.5, 62.8, 729357.0, 6971322.8],
])("%s stands where PROJ puts it, to a metre", (_, lon, lat, east, north) => {
  gridOf("EPSG:3067");
  const [x = 0, y = 0] = fromLonLat([lon, lat], "EPSG:3067");
  expect(Math.hypot(x - east, y - north)).toBeLessThan(1);
  const [back_lon = 0, back_lat = 0] = toLonLat([x, y], "EPSG:3067");
  expect(back_lon).toBeCloseTo(lon, 4);
  expect(back_lat).toBeCloseTo(lat, 4);
});

test("tiles of TM35FIN are 512 pixels of 4096 metres at zoom 0", () => {
  const { tileGrid } = gridOf("EPSG:3067");
  expect(tileGrid.getResolution(0)).toBe(4096);
  expect(tileGrid.getTileCoordForCoordAndZ([514498, 6839611], 0)).toEqual([0, 0, 0]);
});
