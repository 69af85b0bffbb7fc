import type { ReactNode } from "react";
import { createElement, useMemo } from "react";
import { Link } from "./Link.tsx";
import { parseInert } from "./inert.ts";

const classes = new Set(["mention", "hashtag", "invisible", "ellipsis", "h-card", "u-url"]);

/** The part of a DOM node that is needed to copy it. */
export type Source = {
  nodeName: string;
  textContent: string | null;
  childNodes: Iterable<Source>;
  getAttribute?: (name: string) => string | null;
};

/**
 * Copies server HTML into React elements. Only paragraphs, line breaks, spans with known classes and http(s) links
 * survive; anything else becomes its text. Links to members of `origin` stay in the app, and so do tags: whoever wrote one, its page here shows the posts with it.
 */
export function copyNodes(nodes: Iterable<Source>, origin: string): ReactNode[] {
  return [...nodes].map((node, key) => copy(node, key, origin));
}

function copy(node: Source, key: number, origin: string): ReactNode {
  const attribute = (name: string) => node.getAttribute?.(name) ?? null;
  const children = () => copyNodes(node.childNodes, origin);
  const names = (attribute("class") ?? "").split(/\s+/).filter((name) => classes.has(name));
  const props = { key, className: names.join(" ") || undefined };
  switch (node.nodeName.toLowerCase()) {
    case "#text":
      return node.textContent;
    case "br":
      return createElement("br", { key });
    case "p":
      return createElement("p", { key }, ...children());
    case "span":
      return createElement(
        "span",
        { ...props, translate: attribute("translate") === "no" ? "no" : undefined },
        ...children(),
      );
    case "a": {
      const url = safeUrl(attribute("href"));
      if (!url) return createElement("span", props, ...children());
      const path = decode(url.pathname);
      if (names.includes("hashtag") && path.startsWith("/tags/"))
        return createElement(Link, { ...props, to: path }, ...children());
      if (url.origin === origin && path.startsWith("/@"))
        return createElement(Link, { ...props, to: path + url.search }, ...children());
      return createElement(
        "a",
        { ...props, href: url.href, target: "_blank", rel: "nofollow noopener noreferrer" },
        ...children(),
      );
    }
    case "script":
    case "style":
    case "template":
    case "#comment":
      return null;
    default:
      return children();
  }
}

function safeUrl(href: string | null): URL | null {
  try {
    const url = new URL(href ?? "");
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

function decode(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Shows server HTML without trusting it. */
export function Html({ html }: { html: string }) {
  return useMemo(() => {
    const { body } = parseInert(html);
    return <>{copyNodes(body.childNodes, window.location.origin)}</>;
  }, [html]);
}
