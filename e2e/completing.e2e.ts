import type { CDPSession, Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { Member } from "#test/app";
import { test } from "./browser.ts";
import { composer, eventually, postsWith } from "./steps.ts";

/** Shows what an input method composes, not yet certain. */
const compose = (devtools: CDPSession, text: string) =>
  devtools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
const commit = (devtools: CDPSession, text: string) => devtools.send("Input.insertText", { text });

/** A key that goes to the input method: browsers report it as 229. */
async function press(devtools: CDPSession, code: string, modifiers = 0): Promise<void> {
  const key = { key: "Process", code, windowsVirtualKeyCode: 229, modifiers };
  await devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
  await devtools.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
}

/** Answers for the server's search: people and tags whose names begin so. */
async function know(page: Page, people: { acct: string }[], tags: string[] = []): Promise<void> {
  const begins = (name: string, url: string) => name.startsWith(new URL(url).searchParams.get("q") ?? "");
  await page.route("**/api/v1/accounts/search?*", (route) =>
    route.fulfill({ json: people.filter(({ acct }) => begins(acct, route.request().url())) }),
  );
  await page.route("**/api/v2/search?*", (route) =>
    route.fulfill({
      json: { hashtags: tags.filter((name) => begins(name, route.request().url())).map((name) => ({ name })) },
    }),
  );
}

/** Somebody as the search finds them. */
async function account(who: Member): Promise<{ acct: string }> {
  return (await who.get<{ acct: string }>(`/api/v1/accounts/${who.id}`)).body;
}

const options = (page: Page) => page.getByRole("option");

/** For each input method: what of a name is certain, the steps of what is composed after it, what that becomes, and the name. */
const methods = [
  ["Korean", "한", ["ㅂ", "벼", "별"], "별", "한별빛"],
  ["Japanese", "はる", ["k", "こ"], "こ", "はるこさん"],
  ["Pinyin", "小", ["m", "mi", "min", "ming"], "明", "小明山"],
] as const;

describe("the list of names", () => {
  test.for(methods)("disturbs no input method: %s", async ([, certain, steps, last, name], { app, person }) => {
    const someone = await app.member(name);
    const one = await person(app, { lang: "ko" });
    const { page } = one;
    await know(page, [await account(someone)]);
    const devtools = await page.context().newCDPSession(page);
    let writes = 0;
    page.on("request", (request) => {
      if (/\/api\/v1\/statuses/.test(request.url()) && request.method() !== "GET") writes++;
    });
    const field = composer(one);
    await field.focus();
    await page.keyboard.insertText(`안녕 @${certain}`);
    await options(page).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await eventually(() => options(page).first().getAttribute("aria-selected")).toBe("true");
    for (const step of steps) {
      await compose(devtools, step);
      const before = `안녕 @${certain}${step}`;
      await eventually(() => field.inputValue()).toBe(before);
      for (const key of ["ArrowDown", "Tab", "Enter", "Escape"]) await press(devtools, key);
      await press(devtools, "Enter", 2);
      expect(await field.inputValue()).toBe(before);
    }
    await commit(devtools, last);
    await eventually(() => field.inputValue()).toBe(`안녕 @${certain}${last}`);
    expect(await field.evaluate((area) => area === document.activeElement)).toBe(true);
    expect(writes).toBe(0);
    await page.keyboard.insertText(" 반가워요");
    await page.keyboard.press("Control+Enter");
    await page.keyboard.press("Control+Enter");
    const post = postsWith(page, `@${certain}${last} 반가워요`);
    await post.waitFor();
    await eventually(() => page.locator("article[aria-busy]").count()).toBe(0);
    expect(writes).toBe(1);
    const source = await page.evaluate(
      async (id) => ((await (await fetch(`/api/v1/statuses/${id}/source`)).json()) as { text: string }).text,
      await post.getAttribute("data-post"),
    );
    expect(Buffer.from(source)).toEqual(Buffer.from(`안녕 @${certain}${last} 반가워요`));
  });

  test("completes by the keyboard what was moved to, and only that", async ({ app, person }) => {
    const juniper = await app.member("juniper");
    const one = await person(app);
    const { page } = one;
    await know(page, [await account(juniper)]);
    const field = composer(one);
    await field.focus();
    await page.keyboard.type("hello @juni");
    await options(page).first().waitFor();
    await page.keyboard.press("Enter");
    expect(await field.inputValue()).toBe("hello @juni\n");
    await page.keyboard.press("Backspace");
    await options(page).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await eventually(() => field.inputValue()).toBe("hello @juniper ");
    await eventually(() => options(page).count()).toBe(0);
    await page.keyboard.type("and more @juni");
    await options(page).first().waitFor();
    await page.keyboard.press("Escape");
    await eventually(() => options(page).count()).toBe(0);
    await page.keyboard.type("p");
    await page.waitForTimeout(400);
    expect(await options(page).count()).toBe(0);
  });

  test("can be touched, also while a syllable is composed; a tag is completed as a name is", async ({
    app,
    person,
  }) => {
    const author = await app.member("도토리묵");
    const one = await person(app, { lang: "ko", touch: true });
    const { page } = one;
    await know(page, [await account(author)], ["도토리나무"]);
    const devtools = await page.context().newCDPSession(page);
    const field = composer(one);
    await field.focus();
    await page.keyboard.insertText("@도토");
    await compose(devtools, "리");
    await page.getByRole("option", { name: "도토리묵" }).tap();
    await eventually(() => field.inputValue()).toBe("@도토리묵");
    await page.keyboard.insertText(" #도토");
    await page.getByRole("option", { name: "#도토리나무" }).tap();
    await eventually(() => field.inputValue()).toBe("@도토리묵 #도토리나무");
    expect(await field.evaluate((area) => area === document.activeElement)).toBe(true);
  });
});
