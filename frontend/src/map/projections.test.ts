import { fromLonLat, toLonLat, transform } from "ol/proj";
import { expect, test } from "vitest";
import { gridOf, projectionOf } from "./projections";

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

// Likewise, EPSG:4326 to the Gauss-Krüger zones.
test.each([
  ["Mikkeli", "EPSG:3881", [27.2736, 61.6886], [27514482.24, 6842258.00]],
  ["Helsinki", "EPSG:3879", [24.9414, 60.171], [25496747.01, 6673126.01]],
  ["Jyväskylä", "EPSG:3880", [25.7473, 62.2426], [26486864.39, 6903993.73]],
  ["Maarianhamina", "EPSG:3874", [19.94, 60.1], [20496662.11, 6665215.65]],
  ["Ilomantsi", "EPSG:3885", [31.5, 62.8], [31525509.40, 6966191.55]],
])("%s in %s stands where PROJ puts it, to a decimetre", (_, crs, [lon = 0, lat = 0], [east = 0, north = 0]) => {
  const projection = projectionOf(crs as "EPSG:3879");
  const [x = 0, y = 0] = fromLonLat([lon, lat], projection);
  expect(Math.hypot(x - east, y - north)).toBeLessThan(0.1);
  const [back_lon = 0, back_lat = 0] = toLonLat([x, y], projection);
  expect(back_lon).toBeCloseTo(lon, 6);
  expect(back_lat).toBeCloseTo(lat, 6);
});

test("TM35FIN and a Gauss-Krüger zone change into each other", () => {
  const there = transform([514476.4, 6839521.1], projectionOf("EPSG:3067"), projectionOf("EPSG:3881"));
  const back = transform(there, projectionOf("EPSG:3881"), projectionOf("EPSG:3067"));
  expect(Math.hypot((back[0] ?? 0) - 514476.4, (back[1] ?? 0) - 6839521.1)).toBeLessThan(0.01);
});

test("tiles of TM35FIN are 512 pixels of 4096 metres at zoom 0", () => {
  const { tileGrid } = gridOf("EPSG:3067");
  expect(tileGrid.getResolution(0)).toBe(4096);
  expect(tileGrid.getTileCoordForCoordAndZ([514498, 6839611], 0)).toEqual([0, 0, 0]);
});
