/**
 * Builds each file of `web/islands/pages/` into `web/static/built/<name>.js`, and lays beside them what the pages take from packages as it is:
 * htmx with its extensions as one file, the Thai and Vietnamese letters, the atlas of the project map. What a browser loads is also kept compressed.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const islands = join(import.meta.dirname, "web", "islands");
const styles = join(import.meta.dirname, "web", "static");
const built = join(styles, "built");
const packages = createRequire(import.meta.url);
const fileOf = (name: string): string => packages.resolve(name);

const HTMX = ["htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-sse.min.js", "htmx.org/dist/ext/hx-csp.min.js"];
const LETTERS = ["thai", "vietnamese", "latin"].flatMap((script) => ["400", "600"].map((weight) => `sarabun-${script}-${weight}-normal.woff2`));
const ATLAS = "world-atlas/countries-110m.json";
const COMPRESSED = /\.(js|css|json)$/; // letters are compressed already

/** Each page's script is a bundle of its own: parts that several pages share would come as files of their own, and weigh more together. */
const pages = readdirSync(join(islands, "pages"))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => basename(name, ".ts"));
const first = pages[0];

function fromPackages(): Plugin {
  return {
    name: "carbonix-from-packages",
    applyToEnvironment: (environment) => environment.name === first,
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

/** Lays `<name>.br` beside each file and, in `built/styles/`, one for each style sheet: a server that is asked need not compress (web/compressing.py). */
function compress(): void {
  const files = readdirSync(built).filter((name) => COMPRESSED.test(name));
  for (const name of files) writeFileSync(join(built, `${name}.br`), brotliCompressSync(readFileSync(join(built, name))));
  mkdirSync(join(built, "styles"), { recursive: true });
  for (const name of readdirSync(styles).filter((name) => name.endsWith(".css"))) {
    writeFileSync(join(built, "styles", `${name}.br`), brotliCompressSync(readFileSync(join(styles, name))));
  }
}

export default defineConfig({
  root: islands,
  base: "/static/built/",
  publicDir: false,
  plugins: [fromPackages()],
  environments: Object.fromEntries(
    pages.map((name) => [
      name,
      { consumer: "client", build: { emptyOutDir: name === first, rollupOptions: { input: { [name]: join(islands, "pages", `${name}.ts`) } } } },
    ]),
  ),
  builder: {
    async buildApp(builder) {
      for (const name of pages) await builder.build(builder.environments[name]!);
      compress();
    },
  },
  build: {
    outDir: built,
    target: "es2022",
    modulePreload: false,
    sourcemap: false,
    rollupOptions: {
      output: { entryFileNames: "[name].js", chunkFileNames: "part-[name]-[hash].js", assetFileNames: "[name][extname]" },
    },
  },
});
