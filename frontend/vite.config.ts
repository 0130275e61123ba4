import { defineConfig } from "vite";

// Built files are served by Django from STATIC_URL + "frontend/". Addresses inside them are relative,
// so that neither this file nor the bundle has to know where that is. Twelve hexadecimal digits in a
// name tell the static file server that the file never changes.
export default defineConfig({
  base: "./",
  publicDir: false,
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
