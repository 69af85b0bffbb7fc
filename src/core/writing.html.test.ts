import * as fc from "fast-check";
import { expect, test } from "vitest";
import golden from "./writing.golden.json" with { type: "json" };
import { renderHtml } from "./writing.html.ts";

const home = "https://x.example";
const mentions = [
  { username: "alice", url: `${home}/@alice`, acct: "alice" },
  { username: "민수", url: `${home}/@민수`, acct: "민수" },
  { username: "bob", url: "https://far.example/@bob", acct: "bob@far.example" },
];
const tagUrl = (tag: string) => `${home}/tags/${encodeURIComponent(tag)}`;
const html = (text: string) => renderHtml(text, { mentions, tagUrl });

const mention = (name: string, url = `${home}/@${name}`) =>
  `<span class="h-card" translate="no"><a href="${url}" class="u-url mention">@<span>${name}</span></a></span>`;
const tag = (name: string, key = name) =>
  `<a href="${tagUrl(key)}" class="mention hashtag" rel="tag">#<span>${name}</span></a>`;

test("blank lines part paragraphs, line ends are kept", () => {
  expect(html("하나\n둘\n\n셋")).toBe("<p>하나<br>둘</p><p>셋</p>");
  expect(html("하나\n \n\n\n둘\n")).toBe("<p>하나</p><p>둘</p>");
  expect(html("")).toBe("");
});

test("someone who exists is linked, and the particle stays beside the link", () => {
  expect(html("@민수님이 @Alice는")).toBe(`<p>${mention("민수")}님이 ${mention("alice")}는</p>`);
  expect(html("@민수님이".normalize("NFD"))).toBe(`<p>${mention("민수")}님이</p>`);
  expect(html("@bob@far.example님 @alice@x.example")).toBe(
    `<p>${mention("bob", "https://far.example/@bob")}님 ${mention("alice")}</p>`,
  );
});

test("someone who does not exist is text", () => {
  expect(html("@영희에게 @bob me@alice")).toBe("<p>@영희에게 @bob me@alice</p>");
});

test("a tag is linked without its particle, under one address for all its spellings", () => {
  expect(html("#서울에서 #TypeScript는")).toBe(`<p>${tag("서울")}에서 ${tag("TypeScript", "typescript")}는</p>`);
  expect(html("＃ＴＯＫＹＯ")).toBe(`<p>${tag("ＴＯＫＹＯ", "tokyo")}</p>`);
});

test("a link shows its host and the first 30 characters, and hides the rest without losing it", () => {
  expect(html("http://www.example.com/a?b=1&c=2.")).toBe(
    '<p><a href="http://www.example.com/a?b=1&amp;c=2" rel="nofollow noopener noreferrer" target="_blank" translate="no">' +
      '<span class="invisible">http://www.</span><span class="">example.com/a?b=1&amp;c=2</span><span class="invisible"></span></a>.</p>',
  );
  expect(html(`https://example.com/${"a".repeat(20)}`)).toContain(
    `<span class="invisible">https://</span><span class="ellipsis">example.com/${"a".repeat(18)}</span><span class="invisible">aa</span>`,
  );
});

test("markup in a post is text", () => {
  expect(html('<script>alert("1")</script> & <b>')).toBe(
    "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &lt;b&gt;</p>",
  );
  expect(html("&lt;b&gt; &#60;")).toBe("<p>&amp;lt;b&amp;gt; &amp;#60;</p>");
});

const attribute = String.raw`"[^"<>]*"`;
const ownTags = new RegExp(
  [
    "</?p>|<br>|</a>|</span>|<span>",
    `<span class="(?:invisible|ellipsis|)">`,
    `<span class="h-card" translate="no">`,
    `<a href=${attribute} class="u-url mention">`,
    `<a href=${attribute} class="mention hashtag" rel="tag">`,
    `<a href=${attribute} rel="nofollow noopener noreferrer" target="_blank" translate="no">`,
  ].join("|"),
  "g",
);

/** What is left of the HTML when our own tags are taken out; the text a browser would show. */
function shown(markup: string): string {
  const text = markup.replace(ownTags, "");
  expect(text).not.toMatch(/[<>"']/);
  expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
  const plain: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => plain[name] ?? "");
}

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(..."<>\"'&=/@# \n`"),
      fc.constantFrom(
        "<script>",
        "</p>",
        "onerror=",
        "javascript:",
        "https://example.com/",
        "@alice",
        "@민수님",
        "@bob@far.example",
        "#서울에서",
        "&lt;",
        "]]>",
        "<!--",
      ),
      fc.string({ unit: "binary", maxLength: 5 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

test("threat 15, threat 16: nothing that anyone writes becomes markup, and every tag is closed", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const markup = html(text);
      shown(markup);
      for (const name of ["p", "a", "span"]) {
        expect(markup.split(new RegExp(`<${name}[ >]`)).length).toBe(markup.split(`</${name}>`).length);
      }
      for (const [, href = ""] of markup.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https?:\/\//);
    }),
    { numRuns: 3000 },
  );
});

test("hostile addresses of accounts and tags stay inside their attribute", () => {
  const evil = '"><img src=x onerror="alert(1)';
  const markup = renderHtml("@alice #tag", {
    mentions: [{ username: evil, url: evil, acct: "alice" }],
    tagUrl: () => evil,
  });
  expect(shown(markup)).toBe(`@${evil} #tag`);
});

test("every golden row reads the same as HTML as it was written", () => {
  for (const { text } of golden) {
    const visible = shown(html(text)).normalize("NFC").toLowerCase();
    const plain = text
      .replace(/＃(?=[^\s])/g, "#")
      .replace(/＠/g, "@")
      .normalize("NFC")
      .toLowerCase();
    // The sender's blank lines are markup now, and a mention of this server needs no domain.
    expect(visible.replace(/＃/g, "#").replace(/＠/g, "@").replaceAll(/\s/g, "")).toBe(plain.replaceAll(/\s/g, ""));
  }
});
