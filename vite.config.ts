import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { browserOnly } from "./scripts/browser-only.ts";
import { unused } from "./scripts/unused.ts";

const here = import.meta.dirname;
const server = "http://127.0.0.1:3000";

/**
 * What is always fetched together is one file, which is smaller than many and comes sooner: what everyone starts with,
 * what visitors and members share, and what most pages of members read and write with.
 */
const chunks = [
  { name: "index", tags: ["$initial" as const], priority: 3 },
  { name: "common", test: /src\/(web\/ui\/say|features\/accounts\/web\/(Avatar|AccountName|initials))\b/, priority: 2 },
  {
    name: "reading",
    test: /src\/(features\/(accounts|posts|timelines)\/|web\/ui\/(Header|Html|Menu|Tabs|Time|VirtualList|ime|inert|keys|time)\b)|@tanstack/,
    minShareCount: 4,
    priority: 1,
  },
];

export default defineConfig({
  root: resolve(here, "src/web"),
  plugins: [react(), browserOnly(here), unused()],
  build: {
    outDir: resolve(here, "dist/web"),
    emptyOutDir: true,
    manifest: true,
    sourcemap: false,
    // The page's policy allows no data: addresses and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // A door is not a reason to send all that is behind it: our modules matter only where something of theirs is used.
      treeshake: { moduleSideEffects: (id) => !/\/src\/.*\.tsx?$/.test(id) },
      output: { codeSplitting: { groups: chunks } },
    },
    target: ["chrome123", "firefox128", "safari17.5"],
  },
  server: {
    proxy: {
      ...Object.fromEntries(
        ["/api", "/auth", "/health", "/socket.io"].map((path) => [path, { target: server, ws: path === "/socket.io" }]),
      ),
      // The one page below a path of programs.
      "/oauth": {
        target: server,
        bypass: ({ method, url }) =>
          method === "GET" && url?.startsWith("/oauth/authorize") ? "/index.html" : undefined,
      },
    },
  },
});
