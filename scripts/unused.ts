import type { Plugin } from "vite";

/**
 * Lets the bundler leave out what nobody here uses of two libraries. The names that the router gives to its components
 * for debugging count as use of them, which keeps its forms, its fetching ahead and its links for servers; and the live
 * connection's library names a transport beside those that are asked for (`src/web/socket.ts`).
 */
export function unused(): Plugin {
  return {
    name: "unused",
    apply: "build",
    transform: {
      filter: {
        id: /\/(react-router\/dist\/production\/lib\/dom\/lib|engine\.io-client\/build\/esm\/transports\/index)\.js$/,
      },
      handler: (code) => ({
        code: code
          .replaceAll(/^\w+\.displayName = .+$/gm, "")
          .replaceAll(/^const \w+ = (?=[\w$.]+\.forwardRef\()/gm, "$&/* @__PURE__ */ ")
          .replaceAll(/^\s*webtransport: \w+,$/gm, ""),
        map: null,
      }),
    },
  };
}
