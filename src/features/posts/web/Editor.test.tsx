import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";

const instance = vi.hoisted(() => ({ max: 500 as number | undefined }));
vi.mock("#web/ui", async (original) => ({
  ...(await original<object>()),
  useInstance: () => instance.max && { configuration: { statuses: { max_characters: instance.max } } },
}));
const { Editor } = await import("./Editor.tsx");
const { fetchMeasure } = await import("./useMeasure.ts");

const show = (text: string, warning: string | null = null, more: object = {}) =>
  renderToStaticMarkup(
    <Editor
      value={{ text, warning }}
      onChange={() => {}}
      onSubmit={() => {}}
      submit="Post"
      label="Write a post"
      placeholder="What is going on?"
      {...more}
    />,
  );
const submit = (html: string) => /<button[^>]*type="submit"[^>]*>/.exec(html)?.[0] ?? "";

test("before the count is here, words can be written and sent, and what may be too much waits for it", async () => {
  const early = show("안녕 @alice");
  expect(submit(early)).not.toContain("disabled");
  expect(early).toMatch(/class="[^"]*mirror[^"]*" aria-hidden="true">안녕 @alice/);
  expect(early).not.toContain("characters left");
  expect(submit(show("가".repeat(501)))).toContain("disabled");
  await fetchMeasure();
  expect(show("안녕 @alice")).toContain("491 characters left");
});

test("there is nothing to send before there are words", () => {
  expect(submit(show(""))).toContain("disabled");
  expect(submit(show(" \n "))).toContain("disabled");
  expect(submit(show("안녕"))).not.toContain("disabled");
});

test("a text of the full length may be sent, one more character may not", () => {
  expect(submit(show("가".repeat(500)))).not.toContain("disabled");
  expect(submit(show("가".repeat(501)))).toContain("disabled");
});

test("a family emoji is one character, and a long link counts 23", () => {
  expect(show("👨‍👩‍👧‍👦")).toContain("499 characters left");
  expect(show(`https://example.com/${"a".repeat(300)}`)).toContain("477 characters left");
});

test("the warning counts too", () => {
  expect(show("가나다", "영화")).toContain("495 characters left");
});

test("the limit is the instance's own; until it is known, the usual one", () => {
  instance.max = 10;
  expect(show("가나다")).toContain("7 characters left");
  instance.max = undefined;
  expect(show("가나다")).toContain("497 characters left");
  instance.max = 500;
});

test("what is too much is counted, and marked in the text", () => {
  instance.max = 3;
  const html = show("가나다라마");
  expect(html).toContain("2 too many");
  expect(html).toMatch(/class="[^"]*over[^"]*">라마</);
  instance.max = 500;
});

test("a mention, a tag and a link show that they will be links", () => {
  const html = show("안녕 @alice #서울 https://example.com");
  for (const written of ["@alice", "#서울", "https://example.com"])
    expect(html).toMatch(new RegExp(`class="[^"]*link[^"]*">${written}<`));
});

test("the marks under the text are for the eye only: the words are read once", () => {
  expect(show("안녕 @alice")).toMatch(/class="[^"]*mirror[^"]*" aria-hidden="true"/);
});

test("markup in a text is text", () => {
  expect(show("<img src=x onerror=alert(1)>")).not.toContain("<img");
});

test("a warning has its field only when it is wanted", () => {
  expect(show("x")).not.toContain("Content warning: what is it about?");
  expect(show("x", "")).toContain("Content warning: what is it about?");
});

test("an edit can be cancelled, a new post has nothing to cancel", () => {
  expect(show("x", null, { onCancel: () => {} })).toContain(">Cancel<");
  expect(show("x")).not.toContain(">Cancel<");
});
