/**
 * Builds each file of `web/islands/pages/` into `web/static/built/<name>.js`, and lays beside them what the pages take from packages as it is:
 * htmx with its extensions as one file, the Thai and Vietnamese letters, the atlas of the project map.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const islands = join(import.meta.dirname, "web", "islands");
const packages = createRequire(import.meta.url);
const fileOf = (name: string): string => packages.resolve(name);

const HTMX = ["htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-sse.min.js", "htmx.org/dist/ext/hx-csp.min.js"];
const LETTERS = ["thai", "vietnamese", "latin"].flatMap((script) => ["400", "600"].map((weight) => `sarabun-${script}-${weight}-normal.woff2`));
const ATLAS = "world-atlas/countries-110m.json";

function fromPackages(): Plugin {
  return {
    name: "carbonix-from-packages",
    generateBundle() {
      const emit = (fileName: string, source: string | Uint8Array) => this.emitFile({ type: "asset", fileName, source });
      // A source map that is named and not there would be a request that fails.
      const text = (name: string) => readFileSync(fileOf(name), "utf8").replace(/\/\/# sourceMappingURL=.*\s*$/, "");
      emit("htmx.js", HTMX.map(text).join("\n"));
      for (const name of LETTERS) emit(`letters/${name}`, readFileSync(fileOf(`@fontsource/sarabun/files/${name}`)));
      emit("atlas.json", readFileSync(fileOf(ATLAS)));
    },
  };
}

const pages = readdirSync(join(islands, "pages")).filter((name) => name.endsWith(".ts"));

export default defineConfig({
  root: islands,
  base: "/static/built/",
  publicDir: false,
  plugins: [fromPackages()],
  build: {
    outDir: join(islands, "..", "static", "built"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    sourcemap: false,
    rollupOptions: {
      input: Object.fromEntries(pages.map((name) => [basename(name, ".ts"), join(islands, "pages", name)])),
      output: { entryFileNames: "[name].js", chunkFileNames: "part-[name]-[hash].js", assetFileNames: "[name][extname]" },
    },
  },
});
