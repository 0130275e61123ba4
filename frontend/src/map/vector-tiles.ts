import MVT from "ol/format/MVT";
import RenderFeature from "ol/render/Feature";
import VectorTileSource from "ol/source/VectorTile";
import type Tile from "ol/Tile";
import VectorTile from "ol/VectorTile";
import type { Grid } from "./projections";

/** Reads a tile; an empty one (204) is a good answer and not a failure. */
async function load(tile: VectorTile<RenderFeature>, url: string, read: (data: ArrayBuffer) => RenderFeature[]): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  tile.setFeatures(response.status === 204 ? [] : read(await response.arrayBuffer()));
}

export function vectorTiles(base: string, layer: string, grid: Grid): VectorTileSource {
  const format = new MVT();
  return new VectorTileSource({
    format,
    projection: grid.projection,
    tileGrid: grid.tileGrid,
    url: `${base}/${layer}/${grid.tileMatrixSet}/{z}/{x}/{y}.mvt`,
    tileLoadFunction: (tile: Tile, url: string) => {
      if (!(tile instanceof VectorTile)) return;
      tile.setLoader((extent, _resolution, featureProjection) => {
        load(tile as VectorTile<RenderFeature>, url, (data) => format.readFeatures(data, { extent, featureProjection })).catch(() => {
          tile.onError();
        });
      });
    },
  });
}
