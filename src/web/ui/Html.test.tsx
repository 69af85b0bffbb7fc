import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
import { copyNodes, type Source } from "./Html.tsx";

const text = (value: string): Source => ({ nodeName: "#text", textContent: value, childNodes: [] });
const element = (nodeName: string, attributes: Record<string, string>, ...childNodes: Source[]): Source => ({
  nodeName: nodeName.toUpperCase(),
  textContent: null,
  childNodes,
  getAttribute: (name) => attributes[name] ?? null,
});
const show = (...nodes: Source[]) =>
  renderToStaticMarkup(<MemoryRouter>{copyNodes(nodes, "https://here.example")}</MemoryRouter>);

test("paragraphs, line breaks and text come through as they are", () => {
  expect(show(element("p", {}, text("안녕 <b>"), element("br", {}), text("& hi")))).toBe(
    "<p>안녕 &lt;b&gt;<br/>&amp; hi</p>",
  );
});

test("a mention of a member of this server stays in the app", () => {
  const href = "https://here.example/@%EB%AF%BC%EC%88%98";
  const html = show(element("a", { href, class: "u-url mention", target: "_blank" }, text("@민수")));
  expect(html).toContain('class="u-url mention"');
  expect(html).not.toContain("_blank");
});

test("a link elsewhere opens beside the page and tells the other site nothing", () => {
  expect(show(element("a", { href: "https://example.com/a" }, text("example.com")))).toBe(
    '<a href="https://example.com/a" target="_blank" rel="nofollow noopener noreferrer">example.com</a>',
  );
});

test("an address that is not http(s) is only text", () => {
  for (const href of ["javascript:alert(1)", "data:text/html,x", "//x", "vbscript:x"])
    expect(show(element("a", { href }, text("x"))), href).toBe("<span>x</span>");
});

test("unknown elements, classes and handlers are dropped, their words stay; scripts go with their words", () => {
  const html = show(
    element("div", { onclick: "x()" }, element("span", { class: "evil invisible", style: "x" }, text("a")), text("b")),
    element("script", {}, text("alert(1)")),
    element("img", { src: "x", onerror: "x" }),
  );
  expect(html).toBe('<span class="invisible">a</span>b');
});

test("a tag leads to its page here, whoever wrote it", () => {
  expect(show(element("a", { href: "https://here.example/tags/a", class: "mention hashtag" }, text("#a")))).toBe(
    '<a class="mention hashtag" href="/tags/a">#a</a>',
  );
});
