import type { Locator } from "playwright-core";
import { describe, expect } from "vitest";
import { test } from "./browser.ts";
import { choose, composer, eventually, openEditor, postsWith, reply, saved, write } from "./steps.ts";

test("a post is edited where it stands, and its earlier versions can be read", async ({ app, person }) => {
  const one = await person(app);
  const { page, words } = one;
  await write(one, "the first draft");
  const field = await openEditor(postsWith(page, "the first draft"));
  await eventually(() => field.inputValue()).toBe("the first draft");
  await field.fill("the last word");
  await page.getByRole("button", { name: words.posts.save, exact: true }).click();
  const post = postsWith(page, "the last word");
  await post.getByRole("button", { name: words.posts.edited, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: words.posts.history });
  const versions = dialog.getByRole("listitem");
  await eventually(() => versions.count()).toBe(2);
  expect(await versions.nth(0).innerText()).toContain("the last word");
  expect(await versions.nth(1).innerText()).toContain("the first draft");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });

  await openEditor(post);
  await page.getByRole("textbox", { name: words.posts.editing }).fill("never mind");
  await page.getByRole("button", { name: words.posts.cancel, exact: true }).click();
  await post.waitFor();
});

test("a delete can be taken back for a while, and then the post is as it was", async ({ app, person }) => {
  const one = await person(app);
  const { page, words } = one;
  await write(one, "gone and back");
  await postsWith(page, "gone and back").getByRole("button", { name: words.posts.more, exact: true }).waitFor();
  await choose(postsWith(page, "gone and back"), "delete");
  await postsWith(page, "gone and back").waitFor({ state: "detached" });
  await page.getByRole("button", { name: words.posts.undo }).click();
  await postsWith(page, "gone and back").waitFor();
  await page.reload();
  await eventually(() => postsWith(page, "gone and back").count()).toBe(1);
});

test("a talk stays together when its middle is deleted, and an address leads back to it", async ({ app, person }) => {
  const [first, second] = [await app.member(), await app.member()];
  const start = await first.post("the start of a talk");
  const middle = await second.post("the middle of it", { in_reply_to_id: start.id });
  await first.post("the end of it", { in_reply_to_id: middle.id });
  const one = await person(app);
  const { page } = one;
  await page.goto(`/@${first.username}/${start.id}`);
  for (const text of ["the start of a talk", "the middle of it", "the end of it"])
    await postsWith(page, text).waitFor();
  await reply(one, "one more voice");
  await postsWith(page, "one more voice").getByRole("button", { name: one.words.posts.more, exact: true }).waitFor();

  await second.send("DELETE", `/api/v1/statuses/${middle.id}`);
  await postsWith(page, "the middle of it").waitFor({ state: "detached" });
  const seen = async () =>
    (await page.getByRole("article").allInnerTexts()).map((text) => text.match(/the \w+ of|voice/)?.[0]);
  const live = await seen();
  expect(live).toEqual(["the start of", "the end of", "voice"]);
  await page.reload();
  await postsWith(page, "one more voice").waitFor();
  await eventually(seen).toEqual(live);

  await page.goto(`/posts/${start.id}`);
  await postsWith(page, "the start of a talk").waitFor();
  expect(new URL(page.url()).pathname).toBe(`/@${first.username}/${start.id}`);
});

test("what is behind a warning is folded until the reader wants it", async ({ app, person }) => {
  const one = await person(app);
  const { page, words } = one;
  await page.getByRole("button", { name: words.posts.addWarning }).click();
  await page.getByRole("textbox", { name: words.posts.warningPlaceholder }).fill("the end of the film");
  await write(one, "they all lived");
  const post = postsWith(page, "the end of the film");
  const toggle = post.getByRole("button", { name: words.posts.show, exact: true });
  await post.getByRole("button", { name: words.posts.more, exact: true }).waitFor();
  expect(await post.getByText("they all lived").count()).toBe(0);
  expect(await toggle.getAttribute("aria-expanded")).toBe("false");
  await toggle.click();
  await post.getByText("they all lived").waitFor();
  await post.getByRole("button", { name: words.posts.fold, exact: true }).click();
  await eventually(() => post.getByText("they all lived").count()).toBe(0);
});

test("a quiet post stays out of the timeline, and one for mentioned people is seen by them alone", async ({
  app,
  person,
}) => {
  const [writer, mentioned, other] = [await person(app), await person(app), await person(app)];
  const { page, words } = writer;
  const say = async (text: string, who: "unlisted" | "direct") => {
    const { name } = words.posts.visibilities[who];
    await composer(writer).fill(text);
    await page.getByRole("button", { name: new RegExp(`^${words.posts.visibility}`) }).click();
    await page.getByRole("menuitemradio", { name: new RegExp(`^${name}`) }).click();
    await page.getByRole("button", { name: words.posts.post, exact: true }).click();
  };
  await say("said in a low voice", "unlisted");
  await say(`only for you, @${mentioned.username}`, "direct");
  await write(writer, "for everyone to hear");

  await page.goto(`/@${writer.username}`);
  await postsWith(page, "said in a low voice").waitFor();
  const direct = postsWith(page, "only for you");
  await saved(direct);
  expect(await direct.innerText()).toContain(words.posts.visibilities.direct.name);
  const address =
    (await direct
      .getByRole("link")
      .filter({ has: page.locator("time") })
      .getAttribute("href")) ?? "";

  await postsWith(other.page, "for everyone to hear").waitFor();
  expect(await postsWith(other.page, /low voice|only for you/).count()).toBe(0);
  await other.page.goto(`/@${writer.username}`);
  await postsWith(other.page, "said in a low voice").waitFor();
  expect(await postsWith(other.page, "only for you").count()).toBe(0);
  other.expects(/status of 404 .*\/api\/v1\/statuses\//);
  await other.page.goto(address);
  await other.page.getByRole("heading", { name: words.frame.missing.title }).waitFor();
  await mentioned.page.goto(address);
  await postsWith(mentioned.page, "only for you").waitFor();
});

test("the composer counts what a reader sees, and holds back what is too long without losing it", async ({
  app,
  person,
}) => {
  const one = await person(app);
  const { page, words } = one;
  const button = page.getByRole("button", { name: words.posts.post, exact: true });
  const family = "👨‍👩‍👧‍👦";
  await composer(one).fill(family.repeat(499));
  await page.getByText(words.posts.left(1), { exact: true }).waitFor();
  await composer(one).fill(family.repeat(501));
  await page.getByText(words.posts.left(-1), { exact: true }).waitFor();
  expect(await button.isDisabled()).toBe(true);
  await composer(one).press("Control+Enter");
  expect(await composer(one).inputValue()).toBe(family.repeat(501));
  expect(await page.locator("article[aria-busy]").count()).toBe(0);
  await composer(one).fill(family.repeat(500));
  await page.getByText(words.posts.left(0), { exact: true }).waitFor();
  await button.click();
  await postsWith(page, family.repeat(500)).waitFor();
});

test("markup in a post is text, as it is written and as the server gives it back", async ({ app, person }) => {
  const one = await person(app, {
    before: (page) =>
      page.addInitScript(() => Object.assign(window, { alert: () => Object.assign(window, { harmed: true }) })),
  });
  const { page } = one;
  const trap = `<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b> &amp; javascript:alert(3)`;
  await write(one, trap);
  await saved(postsWith(page, trap));
  await page.reload();
  const post = postsWith(page, trap);
  await post.waitFor();
  expect(await post.locator("img, script, b").count()).toBe(0);
  expect(await post.locator("p a").count()).toBe(0);
  expect(await page.evaluate(() => "harmed" in window)).toBe(false);
});

describe("addresses", () => {
  test("a profile shows its owner's posts and nobody else's, also the new ones", async ({ app, person }) => {
    const [owner, stranger] = [await app.member(), await app.member()];
    await owner.post("from the owner");
    const { page, tab, words } = await person(app);
    const home = await tab("/");
    await page.goto(`/@${owner.username}`);
    await postsWith(page, "from the owner").waitFor();
    const mine = await tab(
      `/@${(await page.getByRole("link", { name: "Profile" }).first().getAttribute("href"))?.slice(2)}`,
    );
    await mine.getByRole("heading", { name: "You have not written anything yet" }).waitFor();

    await stranger.post("from a stranger");
    await owner.post("and one more");
    await postsWith(page, "and one more").waitFor();
    expect(await page.getByRole("article").count()).toBe(2);
    expect(await postsWith(page, "from a stranger").count()).toBe(0);
    await write({ page: home, words }, "my own words");
    await postsWith(mine, "my own words").waitFor();
    expect(await mine.getByRole("article").count()).toBe(1);
  });

  test("that lead nowhere say so, and the others survive a reload", async ({ app, person }) => {
    const { page, words, username, expects } = await person(app);
    expects(/status of 404 /);
    const missing = page.getByRole("heading", { name: words.frame.missing.title });
    for (const path of ["/nowhere", "/@nobody_at_all", "/@nobody_at_all/1", "/posts/abc", "/a/b/c"]) {
      await page.goto(path);
      await missing.waitFor();
    }
    await page.getByRole("link", { name: words.frame.missing.action }).click();
    await page.getByRole("heading", { name: words.lists.homeTitle }).waitFor();

    const pages = {
      "/compose": words.posts.write,
      "/settings": words.door.settings,
      [`/@${username}`]: words.lists.mine,
    };
    for (const [path, heading] of Object.entries(pages)) {
      await page.goto(path);
      await page.getByRole("heading", { name: heading, exact: true, level: 1 }).waitFor();
      await page.reload();
      await page.getByRole("heading", { name: heading, exact: true, level: 1 }).waitFor();
      expect(new URL(page.url()).pathname).toBe(path);
    }
  });
});

describe.each(["en", "ko"] as const)("on a phone, in %s,", (lang) => {
  test("the button that posts stands in the line of what can be chosen, whatever is written and chosen", async ({
    app,
    person,
  }) => {
    const one = await person(app, { lang, width: 390, height: 844, touch: true });
    const { page, words } = one;
    await page.goto("/compose");
    const post = page.getByRole("button", { name: words.posts.post, exact: true });
    const visibility = page.getByRole("button", { name: words.posts.visibility });
    const replies = page.getByRole("button", { name: words.posts.whoReplies });
    const pick = async (menu: Locator, name: string) => {
      await menu.click();
      await page.getByRole("menuitemradio", { name: new RegExp(`^${name}`) }).click();
    };
    const middle = async (at: Locator) => {
      const box = await at.boundingBox();
      return box && Math.round(box.y + box.height / 2);
    };
    const inLine = async () => {
      const line = await middle(post);
      for (const menu of [visibility, replies]) expect(await middle(menu)).toBe(line);
      const end = await post.boundingBox();
      expect(end!.x + end!.width).toBeLessThanOrEqual(390);
    };
    await inLine();
    await composer(one).fill("가".repeat(480));
    await page.getByText("20", { exact: true }).waitFor();
    await inLine();
    await pick(visibility, words.posts.visibilities.private.name);
    await pick(replies, words.posts.replyPolicies.mentioned.name);
    await inLine();
  });
});
