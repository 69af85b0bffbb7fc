import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { indexed } from "#test/indexed";
import { test } from "./browser.ts";
import { choose, eventually, postsWith } from "./steps.ts";
import { wordsOf } from "./words.ts";

const ko = wordsOf("ko");

const field = (page: Page, words = ko) => page.getByRole("searchbox", { name: words.search.field });
const tab = (page: Page, name: string) => page.getByRole("tab", { name });

/** Counts the searches that a page sends. */
function searches(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname === "/api/v2/search") asked.push(url.searchParams.get("q") ?? "");
  });
  return asked;
}

describe("searching", () => {
  test("Korean is searched once it is typed, never while it is composed, and results change with their posts", async ({
    app,
    person,
  }) => {
    const author = await app.member("minsu", { display_name: "김민수" });
    const kept = await author.post("한글날을 맞아 맞춤법을 공부했다");
    const one = await person(app, { lang: "ko" });
    const { page } = one;
    const mine = await page.evaluate(async () => {
      const { csrfToken } = (await (await fetch("/auth/csrf-token")).json()) as { csrfToken: string };
      const headers = { "content-type": "application/json", "x-csrf-token": csrfToken };
      const answer = await fetch("/api/v1/statuses", { method: "POST", headers, body: '{"status":"내 한글 공책"}' });
      return ((await answer.json()) as { id: string }).id;
    });
    await indexed(app);
    const asked = searches(page);
    await page.goto("/search");
    await page.getByRole("heading", { name: ko.search.start }).waitFor();
    const devtools = await page.context().newCDPSession(page);
    const compose = (text: string) =>
      devtools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await field(page).focus();
    for (const step of ["ㅎ", "하", "한"]) await compose(step);
    await devtools.send("Input.insertText", { text: "한" });
    for (const step of ["ㄱ", "그", "글"]) await compose(step);
    const key = { key: "Process", code: "Enter", windowsVirtualKeyCode: 229 };
    await devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
    await devtools.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
    // Longer than the pause after which what is typed is looked for.
    await page.waitForTimeout(800);
    expect(asked).toEqual([]);
    expect(await field(page).inputValue()).toBe("한글");
    await devtools.send("Input.insertText", { text: "글" });
    await postsWith(page, "한글날을").waitFor();
    expect(asked).toEqual(["한글"]);
    expect(new URL(page.url()).searchParams.get("q")).toBe("한글");
    await eventually(() => tab(page, ko.search.posts).textContent()).toBe(`${ko.search.posts}2`);

    await choose(page.locator(`article[data-post="${mine}"]`), "delete", ko);
    await eventually(() => page.locator(`article[data-post="${mine}"]`).count()).toBe(0);
    await postsWith(page, "한글날을").waitFor();

    // What is shown stays until the next answer is there, so a search without one comes between.
    await field(page).fill("아무도 쓰지 않은 말");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: ko.search.none }).waitFor();
    await field(page).fill("ㅎㄱㄴ");
    await page.keyboard.press("Enter");
    await postsWith(page, "한글날을").waitFor();
    await eventually(() => page.getByRole("article").count()).toBe(1);
    await author.send("DELETE", `/api/v1/statuses/${kept.id}`);
    await page.reload();
    await page.getByRole("heading", { name: ko.search.none }).waitFor();
  });

  test("people and tags have tabs that the keyboard reaches, also on a phone", async ({ app, person }) => {
    await app.member("haneul", { display_name: "이하늘" });
    const { page, words } = await person(app, { lang: "en", width: 390, height: 780, touch: true });
    await indexed(app);
    await page.goto("/search?q=%ED%95%98%EB%8A%98");
    await tab(page, words.search.posts).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("link", { name: "이하늘" }).waitFor();
    expect(await tab(page, words.search.people).getAttribute("aria-selected")).toBe("true");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await page.getByText(words.search.help, { exact: true }).click();
    await page.getByText("has:link", { exact: true }).waitFor();
    await page.getByRole("link", { name: "이하늘" }).click();
    await eventually(() => decodeURIComponent(new URL(page.url()).pathname)).toBe("/@haneul");
  });

  test("a search that the server refuses says what to write instead", async ({ app, person }) => {
    const { page, words, expects } = await person(app, { lang: "en" });
    expects(/status of 422/);
    await page.goto("/search");
    await field(page, words).fill("before:yesterday");
    await page.keyboard.press("Enter");
    await page.getByText(/needs a date/).waitFor();
    await field(page, words).fill("nothing says this");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: words.search.none }).waitFor();
  });
});
