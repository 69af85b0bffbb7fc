import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { TestApp } from "#test/app";
import { inBothSchemes } from "./axe.ts";
import { test } from "./browser.ts";
import type { Meet } from "./browser.ts";
import { eventually, openMenu, postsWith } from "./steps.ts";
import { wordsOf } from "./words.ts";

/** Somebody with something to read: a talk with an edited post, a warning, a link, and an answer. */
async function village(app: TestApp, meet: Meet, look: object = {}) {
  const author = await app.member();
  const start = await author.post("Hello #world, see https://example.org/a/long/path?with=a#fragment", {
    language: "en",
  });
  await author.post("an answer to all that", { in_reply_to_id: start.id });
  await author.post("about the end", { spoiler_text: "the film", sensitive: true });
  await author.send("PUT", `/api/v1/statuses/${start.id}`, { body: { status: "Hello again, #world" } });
  const one = await meet(app, look);
  return { one, profile: `/@${author.username}`, thread: `/@${author.username}/${start.id}` };
}

describe.each(["en", "ko"] as const)("in %s, light and dark, axe finds nothing", (lang) => {
  const words = wordsOf(lang);

  test("at the door", async ({ app, person }) => {
    const { page } = await person(app, { lang, visitor: true });
    const found: string[] = [];
    const doors = { "/": words.door.logIn, "/signup": words.door.signUp, "/login": words.door.logIn };
    for (const [path, name] of Object.entries(doors)) {
      await page.goto(path);
      await page.getByRole(path === "/" ? "link" : "button", { name }).waitFor();
      found.push(...(await inBothSchemes(page, path)));
    }
    await page.getByRole("button", { name: words.door.logIn }).click();
    await page.getByText(words.door.needed).first().waitFor();
    found.push(...(await inBothSchemes(page, "mistakes")));
    expect(found).toEqual([]);
  });

  test("inside", async ({ app, person }) => {
    const { one, profile, thread } = await village(app, person, { lang });
    const { page } = one;
    const found: string[] = [];
    const visit = async (path: string, ready: () => Promise<unknown>, name = path) => {
      await page.goto(path);
      await ready();
      found.push(...(await inBothSchemes(page, name)));
    };
    const hello = () => postsWith(page, "Hello again").first();
    await visit("/", () => hello().waitFor());
    await openMenu(hello(), words);
    found.push(...(await inBothSchemes(page, "menu")));
    await page.keyboard.press("Escape");
    await hello().getByRole("button", { name: words.posts.edited, exact: true }).click();
    await page.getByRole("dialog").getByRole("listitem").first().waitFor();
    found.push(...(await inBothSchemes(page, "history")));
    await visit(thread, () => postsWith(page, "an answer").waitFor());
    await visit(profile, () => hello().waitFor(), "profile");
    await visit("/compose", () => page.getByRole("textbox", { name: words.posts.write, exact: true }).waitFor());
    await visit("/settings", () => page.getByRole("heading", { name: words.door.account }).waitFor());
    await visit("/nowhere", () => page.getByRole("heading", { name: words.frame.missing.title }).waitFor());
    expect(found).toEqual([]);
  });
});

describe("on a phone", () => {
  const sized = (page: Page) =>
    page.evaluate(() => ({ page: document.documentElement.scrollWidth, screen: window.innerWidth }));

  test.for(["en", "ko"] as const)("no screen is wider than the glass, in %s", async (lang, { app, person }) => {
    const look = { lang, width: 390, height: 844, touch: true };
    const { one, profile, thread } = await village(app, person, look);
    const { page, words } = one;
    const own = ["/", "/compose", "/search", "/search?q=Hello", "/notifications", "/conversations", "/follow-requests"];
    const kept = ["/bookmarks", "/favourites", "/tags/world", "/nowhere"];
    const settings = "profile blocks mutes apps sessions password passkeys two-factor".split(" ");
    const people = ["", "/replies", "/followers", "/following", "/tagged/world"].map((tab) => profile + tab);
    const marks = ["", "/favourited", "/boosted", "/quotes"].map((tab) => thread + tab);
    const paths = [...own, ...kept, "/settings", ...settings.map((name) => `/settings/${name}`), ...people, ...marks];
    const goThrough = async (nth: number) => {
      const tab = await one.tab("/");
      for (const path of paths.filter((_, i) => i % 4 === nth)) {
        await tab.goto(path, { waitUntil: "networkidle" });
        await tab.getByRole("heading", { level: 1 }).waitFor();
        for (const width of [320, 390]) {
          await tab.setViewportSize({ width, height: 844 });
          await eventually(async () => ({ path, ...(await sized(tab)) })).toEqual({ path, page: width, screen: width });
        }
      }
      await tab.close();
    };
    await Promise.all([0, 1, 2, 3].map(goThrough));
    const visitor = await person(app, { ...look, visitor: true });
    for (const path of ["/", "/login", "/signup", "/forgot", "/reset", "/verify"]) {
      await visitor.page.goto(path);
      await visitor.page.getByRole("heading", { level: 1 }).waitFor();
      await eventually(() => sized(visitor.page)).toEqual({ page: 390, screen: 390 });
    }
    await page.goto("/");
    await postsWith(page, "Hello again").first().waitFor();
    await page
      .getByRole("navigation", { name: words.frame.nav })
      .getByRole("link", { name: words.frame.compose })
      .tap();
    await page.getByRole("textbox", { name: words.posts.write, exact: true }).waitFor();
  });

  test("what a thumb needs is 44 pixels large, and nothing is under 24", async ({ app, person }) => {
    const { one, thread } = await village(app, person, { width: 390, height: 844, touch: true });
    const { page, words } = one;
    const hello = postsWith(page, "Hello again").first();
    const screens = {
      "/": hello,
      [thread]: hello,
      "/compose": page.getByRole("textbox", { name: words.posts.write, exact: true }),
      "/settings": page.getByRole("button", { name: words.door.logOut }),
    };
    for (const [path, sight] of Object.entries(screens)) {
      await page.goto(path);
      await sight.waitFor();
      expect(await small(page, "a, button, input, textarea, [role=radio]", 24), path).toEqual([]);
      const bar = page.getByRole("navigation", { name: words.frame.nav }).getByRole("link");
      await bar.first().waitFor();
      for (const link of await bar.all()) {
        const box = await link.boundingBox();
        expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
      }
      expect(await small(page, "footer button, article header button[aria-haspopup]", 44), path).toEqual([]);
    }
  });
});

/** Names of the visible targets that a finger finds smaller than this; links within a sentence may be as high as their line. */
const small = (page: Page, selector: string, least: number) =>
  page.evaluate(
    ([selector, least]) => {
      const inSentence = (element: Element) => element.matches("p a, p button, span a, article a");
      return [...document.querySelectorAll<HTMLElement>(selector)]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !inSentence(element))
        .filter((element) => !element.matches(".visually-hidden, [class*=visually-hidden], [class*=skip]"))
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && Math.min(box.width, box.height) < least)
        .map(({ element, box }) => `${element.ariaLabel ?? element.textContent} ${box.width}x${box.height}`);
    },
    [selector, least] as const,
  );

/** From now on notes, frame by frame, what is in motion for longer than a blink; the function it gives says what was. */
async function watchMotion(page: Page): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle(() => {
    const names: string[] = [];
    const look = () => {
      for (const { effect } of document.getAnimations()) {
        const duration = effect?.getComputedTiming().duration;
        const target = (effect as KeyframeEffect | null)?.target;
        if (typeof duration === "number" && duration > 1) names.push(`${target?.tagName} ${target?.className}`);
      }
      requestAnimationFrame(look);
    };
    look();
    return names;
  });
  return () => seen.jsonValue();
}

test("who wants less motion gets none", async ({ app, person }) => {
  const { one } = await village(app, person);
  await one.page.emulateMedia({ reducedMotion: "reduce" });
  const post = postsWith(one.page, "Hello again").first();
  await post.waitFor();
  const moved = await watchMotion(one.page);
  await openMenu(post);
  await post.getByRole("menuitem", { name: one.words.posts.copyLink }).waitFor();
  expect(await moved()).toEqual([]);
  // The same eyes see what moves for everyone else.
  await one.page.keyboard.press("Escape");
  await one.page.emulateMedia({ reducedMotion: "no-preference" });
  await openMenu(post);
  await eventually(moved).not.toEqual([]);
});
