import type { CDPSession, Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { startApp } from "#test/app";
import { freePort } from "#test/ports";
import { test } from "./browser.ts";
import { composer, eventually, openEditor, openTab, postsWith } from "./steps.ts";
import { wordsOf } from "./words.ts";

const ko = wordsOf("ko");

/** The steps in which a two-set keyboard composes each syllable. */
const syllables: [string, ...string[]][] = [
  ["ㅎ", "하", "한"],
  ["ㄱ", "그", "글"],
];

/** A Korean input method at work in the field in focus. */
class InputMethod {
  readonly #devtools: CDPSession;

  constructor(devtools: CDPSession) {
    this.#devtools = devtools;
  }

  /** Shows what is being composed, not yet certain. */
  async compose(text: string): Promise<void> {
    await this.#devtools.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  }

  /** Makes a text certain in place of what was composed. */
  async commit(text: string): Promise<void> {
    await this.#devtools.send("Input.insertText", { text });
  }

  async type(): Promise<void> {
    for (const steps of syllables) {
      for (const step of steps) await this.compose(step);
      await this.commit(steps.at(-1) ?? "");
    }
  }

  /** A key that goes to the input method: browsers report it as 229. */
  async press(code: "Enter", ctrl = false): Promise<void> {
    const modifiers = ctrl ? 2 : 0;
    const key = { key: "Process", code, windowsVirtualKeyCode: 229, modifiers };
    await this.#devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
    await this.#devtools.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
  }
}

const inputMethod = async (page: Page) => new InputMethod(await page.context().newCDPSession(page));

/** Composes one more syllable, presses Enter both ways in the middle of it, and sees that only the text changes. */
async function undisturbed(method: InputMethod, field: Locator, before: string, sent: () => number): Promise<void> {
  await eventually(() => field.inputValue()).toBe(before);
  const requests = sent();
  await method.compose("ㅅ");
  await method.compose("서");
  await eventually(() => field.inputValue()).toBe(`${before}서`);
  await method.press("Enter");
  await method.press("Enter", true);
  expect(await field.inputValue()).toBe(`${before}서`);
  await method.commit("서");
  await eventually(() => field.inputValue()).toBe(`${before}서`);
  expect(sent()).toBe(requests);
}

describe("Korean, typed through an input method", () => {
  test("promise 13: is posted once, edited once, and stays the same bytes", async ({ app, person }) => {
    const one = await person(app, { lang: "ko" });
    const { page, words } = one;
    let writes = 0;
    page.on("request", (request) => {
      if (/\/api\/v1\/statuses/.test(request.url()) && request.method() !== "GET") writes++;
    });
    const method = await inputMethod(page);
    await composer(one).focus();
    await method.type();
    await undisturbed(method, composer(one), "한글", () => writes);
    await page.keyboard.press("Control+Enter");
    await page.keyboard.press("Control+Enter");
    await postsWith(page, "한글서").waitFor();
    await eventually(() => page.locator("article[aria-busy]").count()).toBe(0);
    expect(writes).toBe(1);

    const field = await openEditor(postsWith(page, "한글서"), words);
    await eventually(() => field.inputValue()).toBe("한글서");
    await field.focus();
    await page.keyboard.press("End");
    await method.type();
    await undisturbed(method, field, "한글서한글", () => writes);
    await page.keyboard.press("Control+Enter");
    const edited = postsWith(page, "한글서한글서");
    await edited.getByRole("button", { name: words.posts.edited, exact: true }).waitFor();
    expect(writes).toBe(2);

    const id = await edited.getAttribute("data-post");
    const source = await page.evaluate(async (id) => {
      const answer = await fetch(`/api/v1/statuses/${id}/source`);
      return ((await answer.json()) as { text: string }).text;
    }, id);
    expect([...new TextEncoder().encode(source)]).toEqual([...Buffer.from("한글서한글서".normalize("NFC"), "utf8")]);
  });

  test("promise 13: names a new member, and Enter while composing does not send the form", async ({ app, person }) => {
    const one = await person(app, { lang: "ko", visitor: true });
    const { page, words } = one;
    let sent = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/auth/signup")) sent++;
    });
    await page.goto("/signup");
    const method = await inputMethod(page);
    const name = page.getByRole("textbox", { name: words.door.username });
    await page.getByLabel(words.door.password, { exact: true }).fill("correct horse battery");
    await page.getByRole("textbox", { name: words.door.email }).fill("hangul@example.org");
    await name.focus();
    await method.type();
    await undisturbed(method, name, "한글", () => sent);
    await page.keyboard.press("Enter");
    await page.getByRole("navigation", { name: words.frame.nav }).waitFor();
    expect(sent).toBe(1);
    await page.goto("/@한글서");
    await page.getByRole("heading", { name: words.lists.mine }).waitFor();
  });
});

test("@민수님 leads to 민수, and #서울에서 is the tag 서울", async ({ person }) => {
  // Its links name its own address, so it has to know it before it starts.
  const app = await startApp({ PORT: String(await freePort()) });
  try {
    await app.member("민수");
    const one = await person(app, { lang: "ko" });
    const { page, words } = one;
    await composer(one).fill("@민수님 안녕하세요! #서울에서 만나요");
    await page.keyboard.press("Control+Enter");
    const post = postsWith(page, "안녕하세요!");
    const link = post.getByRole("link", { name: "@민수", exact: true });
    await link.waitFor();
    expect(await post.locator(".hashtag").textContent()).toBe("#서울");
    expect(await post.locator("p").last().textContent()).toBe("@민수님 안녕하세요! #서울에서 만나요");
    await link.click();
    await page.getByText(words.lists.emptyOther("민수")).waitFor();
    expect(decodeURIComponent(new URL(page.url()).pathname)).toBe("/@민수");
    await page.close();
  } finally {
    await app.stop();
  }
});

test("a tag stays in one piece at the end of a line, and one that is longer than a line wraps", async ({
  app,
  person,
}) => {
  const { page, words } = await person(app, { width: 390, height: 844, touch: true });
  const parts = ["", "가", "나다", "라마바", "사아자차"].map((word) => `${word} #우리동네 반가운 소식 #도서관`);
  const neighbour = await app.member();
  await neighbour.post(`${parts.join(" ")} #${"가나다라".repeat(12)}`);
  await openTab(page, words.lists.everyone);
  const post = postsWith(page, "반가운 소식").first();
  await post.waitFor();
  const lines = await post.locator(".hashtag").evaluateAll((links) =>
    links.map((link) => {
      const words = document.createRange();
      words.selectNodeContents(link);
      return new Set(Array.from(words.getClientRects(), ({ bottom }) => Math.round(bottom))).size;
    }),
  );
  expect(lines).toEqual([...Array.from({ length: 10 }, () => 1), 3]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("the language changes at once, on every text of the page, and stays", async ({ app, person }) => {
  const author = await app.member("jane", { display_name: "Jane" });
  await author.post("Hello 2026");
  const one = await person(app, { lang: "en", username: "john" });
  const { page } = one;
  const settings = (name: string) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  await settings("Settings");
  await page.evaluate(() => Object.assign(window, { samePage: true }));
  const visit = async (words: typeof ko) => {
    await page.getByRole("heading", { name: words.door.settings }).waitFor();
    const there = await texts(page);
    await page.getByRole("navigation").getByRole("link", { name: words.frame.home, exact: true }).click();
    await postsWith(page, "Hello 2026").waitFor();
    await composer({ page, words }).waitFor();
    const home = await texts(page);
    await settings(words.frame.settings);
    return [...there, ...home];
  };
  const english = await visit(wordsOf("en"));
  await page.getByText("한국어", { exact: true }).click();
  await eventually(() => page.locator("html").getAttribute("lang")).toBe("ko");
  const korean = await visit(ko);
  expect(await page.evaluate(() => "samePage" in window)).toBe(true);

  const same = new Set([
    "한국어",
    "English",
    "X-Messenger",
    "X-Messenger 0.1.0",
    "@",
    "·",
    "?",
    "\u200b",
    "J",
    "john",
    "@john",
    "john@example.org",
  ]);
  expect(korean.filter((text) => english.includes(text) && !same.has(text))).toEqual([]);
  expect(english.filter((text) => /[가-힣]/.test(text) && !same.has(text))).toEqual([]);

  await page.reload();
  await page.getByRole("heading", { name: ko.door.settings }).waitFor();
  await page.getByText("English", { exact: true }).click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
});

/** Every text on the page that somebody may see or hear, without what people wrote. */
const texts = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [document.title];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      // Whom the column beside the page suggests, and when it knows, is no word of ours.
      if ((node instanceof Element ? node : node.parentElement)?.closest("aside li")) continue;
      if (node instanceof Element)
        for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(node.getAttribute(name) ?? "");
      else if (!node.parentElement?.closest("script, style, noscript, article")) found.push(node.textContent ?? "");
    }
    return [...new Set(found.map((text) => text.trim()).filter(Boolean))];
  });
