import { graphemes, parse, resolveMention, tagKey } from "./writing.syntax.ts";
import type { Token } from "./writing.syntax.ts";

/** What the tokens of a text resolve to: the accounts that exist, and the page of a tag (called with its key). */
export type Resolved = {
  mentions: { username: string; url: string; acct: string }[];
  tagUrl: (tag: string) => string;
};

type Find = (key: string) => Resolved["mentions"][number] | undefined;

/** How much of an address is shown, in characters; the rest is there for copying. */
const shownLength = 30;

/** The text as HTML in Mastodon's shapes. Safe by construction: only this file's own tags, all else escaped. */
export function renderHtml(text: string, resolved: Resolved): string {
  const inline = inliner(resolved);
  return paragraphs(parse(text))
    .map((lines) => `<p>${lines.map(inline).join("<br>")}</p>`)
    .join("");
}

/** The same for a text of one line: no paragraphs. */
export const renderLine = (text: string, resolved: Resolved): string => inliner(resolved)(parse(text));

function inliner({ mentions, tagUrl }: Resolved): (tokens: Token[]) => string {
  const known = new Map(mentions.flatMap((one) => keysOf(one).map((key) => [key, one] as const)));
  const find: Find = (key) => known.get(key);
  return (tokens) => tokens.map((token) => render(token, find, tagUrl)).join("");
}

/** An account of this server answers to its name alone and to its name at the host of its address. */
function keysOf({ acct, url }: Resolved["mentions"][number]): string[] {
  const key = acct.normalize("NFC").toLowerCase();
  return acct.includes("@") || !URL.canParse(url) ? [key] : [key, `${key}@${new URL(url).host}`];
}

/** Paragraphs are lines that no blank line parts. */
function paragraphs(tokens: Token[]): Token[][][] {
  const lines: Token[][] = [[]];
  for (const token of tokens) {
    if (token.type === "newline") lines.push([]);
    else lines.at(-1)?.push(token);
  }
  const found: Token[][][] = [];
  let current: Token[][] | undefined;
  for (const line of lines) {
    if (line.every((token) => token.type === "text" && token.text.trim() === "")) current = undefined;
    else if (current) current.push(line);
    else found.push((current = [line]));
  }
  return found;
}

function render(token: Token, find: Find, tagUrl: Resolved["tagUrl"]): string {
  switch (token.type) {
    case "link":
      return link(token.text, token.href);
    case "tag":
      return `<a href="${escape(tagUrl(tagKey(token.tag)))}" class="mention hashtag" rel="tag">#<span>${escape(token.tag)}</span></a>`;
    case "mention": {
      const resolved = resolveMention(token, find);
      if (!resolved) return escape(token.text);
      const { found, rest } = resolved;
      return `<span class="h-card" translate="no"><a href="${escape(found.url)}" class="u-url mention">@<span>${escape(found.username)}</span></a></span>${escape(rest)}`;
    }
    default:
      return escape(token.text);
  }
}

function link(text: string, href: string): string {
  const prefix = /^https?:\/\/(?:www\.)?/i.exec(text)?.[0] ?? "";
  const characters = graphemes(text.slice(prefix.length));
  const shown = characters.slice(0, shownLength).join("");
  const tail = characters.slice(shownLength).join("");
  return (
    `<a href="${escape(href)}" rel="nofollow noopener noreferrer" target="_blank" translate="no">` +
    `<span class="invisible">${escape(prefix)}</span>` +
    `<span class="${tail ? "ellipsis" : ""}">${escape(shown)}</span>` +
    `<span class="invisible">${escape(tail)}</span></a>`
  );
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML shows it, in content and in quoted attributes alike. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? "");
}
