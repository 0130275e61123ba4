import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

// What documents to take along are made of, kept as it came: Leaflet stands inside the map file that opens without a
// network, the typefaces inside the PDF. No page of ours asks for them.
const fonts = "node_modules/@fontsource/familjen-grotesk/files";
const forDocuments: Plugin = {
  name: "for-documents",
  generateBundle() {
    for (const path of [
      "node_modules/leaflet/dist/leaflet.js",
      "node_modules/leaflet/dist/leaflet.css",
      `${fonts}/familjen-grotesk-latin-400-normal.woff2`,
      `${fonts}/familjen-grotesk-latin-700-normal.woff2`,
    ]) {
      this.emitFile({
        type: "asset",
        fileName: `offline/${path.slice(path.lastIndexOf("/") + 1)}`,
        source: readFileSync(path),
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
  plugins: [forDocuments],
  build: {
    outDir: "static/frontend",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: {
      input: { main: "src/main.ts", embed: "src/embed.ts" },
      output: {
        hashCharacters: "hex",
        entryFileNames: "assets/[name].[hash:12].js",
        chunkFileNames: "assets/[name].[hash:12].js",
        assetFileNames: "assets/[name].[hash:12][extname]",
      },
    },
  },
});
