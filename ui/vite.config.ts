/** Builds the scripts, styles and sprite into `dist`, hashed and listed in a manifest, each text also compressed. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { Features } from "lightningcss";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const dist = resolve(import.meta.dirname, "dist");

/** Writes `.br` and `.gz` beside every text worth compressing, so that the server never compresses an asset. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|svg)$/.test(file)) continue;
        const path = join(dist, file);
        const bytes = readFileSync(path);
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** What no script or style names: the tab's icon, and the licence that has to travel with the font. */
function extras(): Plugin {
  const read = (file: string) => readFileSync(join(import.meta.dirname, file));
  const icon = "icons/favicon.svg";
  const licence = "node_modules/@fontsource-variable/atkinson-hyperlegible-next/LICENSE";
  return {
    name: "extras",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "asset", name: "favicon.svg", originalFileName: icon, source: read(icon) });
      this.emitFile({ type: "asset", fileName: "font-licence.txt", source: read(licence) });
    },
  };
}

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  plugins: [extras(), compressed()],
  css: { transformer: "lightningcss", lightningcss: { exclude: Features.LightDark | Features.Nesting | Features.LogicalProperties } },
  build: {
    outDir: dist,
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: false,
    target: ["chrome123", "edge123", "firefox121", "safari17.5"],
    cssMinify: "lightningcss",
    rollupOptions: {
      input: ["src/main.ts", "css/main.css", "css/ack.css", "css/status.css"],
    },
  },
  worker: { format: "es" },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
