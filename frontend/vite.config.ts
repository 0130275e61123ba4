import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

// Leaflet is no part of our pages: it is put inside the map file that opens without a network, so it is kept as it came.
const leafletForMapFiles: Plugin = {
  name: "leaflet-for-map-files",
  generateBundle() {
    for (const name of ["leaflet.js", "leaflet.css"]) {
      this.emitFile({
        type: "asset",
        fileName: `offline/${name}`,
        source: readFileSync(`node_modules/leaflet/dist/${name}`, "utf8"),
      });
    }
  },
};

// Built files are served by Django from STATIC_URL + "frontend/". Addresses inside them are relative,
// so that neither this file nor the bundle has to know where that is. Twelve hexadecimal digits in a
// name tell the static file server that the file never changes.
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [leafletForMapFiles],
  build: {
    outDir: "static/frontend",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: {
      input: { main: "src/main.ts" },
      output: {
        hashCharacters: "hex",
        entryFileNames: "assets/[name].[hash:12].js",
        chunkFileNames: "assets/[name].[hash:12].js",
        assetFileNames: "assets/[name].[hash:12][extname]",
      },
    },
  },
});
