import { defineConfig } from "vite";

// The service worker: one classic script, for not every browser takes a module there. The server writes the names of
// the other files in front of it (frontend/views/offline.py), so that a new build is a new worker.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "static/frontend",
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: "src/worker/worker.ts", name: "worker", formats: ["iife"], fileName: () => "worker.js" },
  },
});
