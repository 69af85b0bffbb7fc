import { isBuiltin } from "node:module";
import { relative, sep } from "node:path";
import type { Plugin } from "vite";

const shared = /\.(limits|syntax|text)\.ts$/;

/** Whether a file may be part of the browser's bundle; `path` is relative to the repository, with forward slashes. */
export function mayReachBrowser(path: string): boolean {
  if (!path.startsWith("src/")) return !path.startsWith("scripts/") && !path.startsWith("migrations/");
  if (path === "src/core/live.contract.ts" || path === "src/core/lang.ts") return true;
  return path.startsWith("src/web/") || /^src\/features\/[^/]+\/web\//.test(path) || shared.test(path);
}

/** Fails the build when server code or a Node built-in reaches the browser's bundle, naming who imports it. */
export function browserOnly(repository: string): Plugin {
  const name = (file: string) => relative(repository, file.split("?")[0] ?? file).replaceAll(sep, "/");
  return {
    name: "browser-only",
    enforce: "pre",
    resolveId(source, importer) {
      if (isBuiltin(source) && importer && (source.startsWith("node:") || !importer.includes("node_modules")))
        this.error(`${name(importer)} imports ${source}, which exists only on the server`);
      return null;
    },
    buildEnd(error) {
      if (error) return;
      for (const id of this.getModuleIds()) {
        const path = name(id);
        if (id.startsWith("\0") || id.includes("node_modules") || path.startsWith("..") || mayReachBrowser(path))
          continue;
        const importers = this.getModuleInfo(id)?.importers.map(name) ?? [];
        this.error(`${path} is server code and must not reach the browser; imported by ${importers.join(", ")}`);
      }
    },
  };
}
