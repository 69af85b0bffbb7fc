import type { Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { test } from "./browser.ts";
import { bodies, composer, eventually, openEditor, openMenu, postsWith, reply, tell, watchShifts } from "./steps.ts";
import { wordsOf } from "./words.ts";

const { posts: words, lists } = wordsOf("en");

type Look = () => Promise<boolean>;

/** Presses a button and says how many milliseconds later each screen showed what came of it. */
async function delays<K extends string>(button: Locator, seen: Record<K, Look>) {
  const page = button.page();
  await page.bringToFront();
  await page.evaluate(() => {
    const note = () => Object.assign(window, { pressedAt: Date.now() });
    window.addEventListener("click", note, { capture: true, once: true });
  });
  const seenAt: Record<string, number> = {};
  const giveUp = Date.now() + 15_000;
  const names = Object.keys(seen) as K[];
  const watching = names.map(async (name) => {
    // Not by the page's frames: a tab in the background draws none.
    while (!(await seen[name]())) if (Date.now() > giveUp) throw new Error(`${name} does not show it`);
    seenAt[name] = Date.now();
  });
  await button.click();
  await Promise.all(watching);
  const from = await page.evaluate(() => (window as typeof window & { pressedAt: number }).pressedAt);
  return Object.fromEntries(names.map((name) => [name, Math.max(0, (seenAt[name] ?? 0) - from)]));
}

const isThere = async (locator: Locator) => (await locator.count()) > 0;
const shows =
  (page: Page, text: string): Look =>
  () =>
    isThere(postsWith(page, text));
const lacks =
  (page: Page, text: string): Look =>
  async () =>
    !(await isThere(postsWith(page, text)));
const counts =
  (page: Page, text: string, replies: number): Look =>
  () =>
    isThere(postsWith(page, text).getByRole("button", { name: words.replies(replies), exact: true }));

test("what one writes, edits, deletes, takes back and answers is on every screen of another within a second", async ({
  app,
  person,
}) => {
  const [alice, bob] = [await person(app), await person(app)];
  const timeline = bob.page;
  const profile = await bob.tab(`/@${alice.username}`);
  await profile.getByText(lists.emptyOther(alice.username)).waitFor();
  const all: Record<string, Record<string, number>> = {};
  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
  const remove = async (text: string) => {
    await openMenu(postsWith(alice.page, text));
    return postsWith(alice.page, text).getByRole("menuitem", { name: words.delete, exact: true });
  };

  await composer(alice).fill("the first of May");
  all["create"] = await delays(button(alice.page, words.post), {
    timeline: shows(timeline, "the first of May"),
    profile: shows(profile, "the first of May"),
  });
  const address = (await postsWith(timeline, "the first of May").getByRole("link").last().getAttribute("href")) ?? "";
  const thread = await bob.tab(address);
  await thread.getByText(lists.noReplies).waitFor();

  await (await openEditor(postsWith(alice.page, "the first of May"))).fill("the second of May");
  all["edit"] = await delays(button(alice.page, words.save), {
    timeline: shows(timeline, "the second of May"),
    profile: shows(profile, "the second of May"),
    post: shows(thread, "the second of May"),
  });

  await alice.page.goto(address);
  const place = alice.page.getByRole("region", { name: words.replyPlaceholder });
  await place.getByRole("textbox").fill("and a reply");
  all["reply"] = await delays(button(alice.page, words.reply).last(), {
    post: shows(thread, "and a reply"),
    timelineCounter: counts(timeline, "the second of May", 1),
    profileCounter: counts(profile, "the second of May", 1),
    postCounter: counts(thread, "the second of May", 1),
  });
  await (await openEditor(postsWith(alice.page, "and a reply"))).fill("and an answer");
  all["reply edited"] = await delays(button(alice.page, words.save), { post: shows(thread, "and an answer") });
  all["reply deleted"] = await delays(await remove("and an answer"), {
    post: lacks(thread, "and an answer"),
    timelineCounter: counts(timeline, "the second of May", 0),
    profileCounter: counts(profile, "the second of May", 0),
    postCounter: counts(thread, "the second of May", 0),
  });
  all["reply undone"] = await delays(button(alice.page, words.undo), {
    post: shows(thread, "and an answer"),
    timelineCounter: counts(timeline, "the second of May", 1),
    profileCounter: counts(profile, "the second of May", 1),
    postCounter: counts(thread, "the second of May", 1),
  });

  // A page that shows a post asks the server again when that post is gone.
  for (const each of [alice, bob]) each.expects(/status of 404 .*\/api\/v1\/statuses\//);
  all["delete"] = await delays(await remove("the second of May"), {
    timeline: lacks(timeline, "the second of May"),
    profile: lacks(profile, "the second of May"),
    post: () => isThere(thread.getByText(lists.deleted)),
  });
  all["undo"] = await delays(button(alice.page, words.undo).last(), {
    timeline: shows(timeline, "the second of May"),
    profile: shows(profile, "the second of May"),
    post: shows(thread, "the second of May"),
  });

  await alice.page.goto("/");
  await postsWith(alice.page, "the second of May").waitFor();
  await reply({ page: thread, words: bob.words }, "from the other side");
  await eventually(counts(alice.page, "the second of May", 2)).toBe(true);
  await composer(bob).fill("bob was here");
  all["other way"] = await delays(button(bob.page, words.post), { timeline: shows(alice.page, "bob was here") });

  for (const [what, found] of Object.entries(all)) tell(`${what.padEnd(14)} ${JSON.stringify(found)} ms`);
  const late = Object.entries(all).flatMap(([what, found]) =>
    Object.entries(found).flatMap(([where, ms]) => (ms < 1000 ? [] : [`${what} on ${where}: ${ms} ms`])),
  );
  expect(late).toEqual([]);
});

describe("a reader in the middle of the timeline", () => {
  test("promise 7: thirty new posts move nothing, and a pill says how many there are", async ({ app, person }) => {
    const author = await app.member();
    for (let n = 1; n <= 45; n++) await author.post(`old post ${n}\n\n${"with some words ".repeat(n % 7)}`);
    const { page } = await person(app);
    await postsWith(page, /old post 45(?!\d)/).waitFor();
    await page.mouse.move(500, 500);
    await page.mouse.wheel(0, 2500);
    await eventually(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(1500);
    await settled(page);
    const shifts = await watchShifts(page);
    const before = await places(page);

    for (let n = 1; n <= 30; n++) await author.post(`fresh post ${n}`);
    const pill = page.getByRole("button", { name: lists.fresh(30), exact: true });
    await pill.waitFor();

    expect(await places(page)).toEqual(before);
    expect(await shifts()).toEqual([]);

    await pill.click();
    await postsWith(page, /fresh post 30(?!\d)/).waitFor();
    await eventually(() => page.evaluate(() => window.scrollY)).toBe(0);
    await eventually(() => pill.count()).toBe(0);
  });

  test("at the top new posts slide in by themselves", async ({ app, person }) => {
    const author = await app.member();
    await author.post("here before");
    const { page } = await person(app);
    await postsWith(page, "here before").first().waitFor();
    await author.post("slides in");
    await postsWith(page, "slides in").waitFor();
    await eventually(async () => (await bodies(page)).slice(0, 2)).toEqual(["slides in", "here before"]);
  });
});

/** Where each post in sight is, in pixels from the top of the screen. */
const places = (page: Page) =>
  page
    .getByRole("article")
    .evaluateAll((articles) =>
      articles
        .map((article) => ({ text: article.textContent?.slice(0, 60), top: article.getBoundingClientRect().top }))
        .filter(({ top }) => top > -50 && top < window.innerHeight),
    );

/** Resolves when no post has moved for two looks in a row. */
async function settled(page: Page): Promise<void> {
  let last = "";
  await eventually(async () => {
    const now = JSON.stringify(await places(page));
    const same = now === last;
    last = now;
    return same;
  }).toBe(true);
}
