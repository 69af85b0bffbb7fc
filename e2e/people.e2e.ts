import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { setLocked } from "#test/relations";
import type { TestNode } from "#test/app";
import { test } from "./browser.ts";
import type { Person } from "./browser.ts";
import { eventually, postsWith, saved, write } from "./steps.ts";

/** Somebody's page in a tab of the reader's browser. */
const visit = (reader: Person, whom: Person, more = "") => reader.tab(`/@${whom.username}${more}`);

/** A button of the page itself: the column beside it may suggest the same person. */
const button = (page: Page, name: string) => page.getByRole("main").getByRole("button", { name, exact: true });

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();

/** Chooses something from the menu on somebody's page. */
async function choose(page: Page, { words: { people } }: Person, whom: Person, item: string): Promise<void> {
  await press(page, people.menu(whom.username));
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

/** What axe finds on the page, once what was sliding in has arrived: half-way, colours are others. */
async function violations(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  return (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

const idOf = async (app: TestNode, { username }: Person) =>
  (await (await fetch(`${app.url}/api/v1/accounts/lookup?acct=${username}`)).json()) as { id: string };

/** Posts by the reader's own session, to whom the composer does not offer yet. */
const postAs = ({ page }: Person, status: string, visibility: string) =>
  page.evaluate(
    async ([status, visibility]) => {
      const { csrfToken } = (await (await fetch("/auth/csrf-token")).json()) as { csrfToken: string };
      const answer = await fetch("/api/v1/statuses", {
        method: "POST",
        headers: { "content-type": "application/json", "x-csrf-token": csrfToken },
        body: JSON.stringify({ status, visibility }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    [status, visibility],
  );

test("a request is approved in one browser, and in the other the follow and the posts appear", async ({
  app,
  person,
}) => {
  const [alice, bob] = [await person(app), await person(app)];
  const { people, frame } = alice.words;
  await setLocked(app, await idOf(app, alice), true);
  await postAs(alice, "only for those whom I know", "private");
  await alice.page.reload();

  const profile = await visit(bob, alice);
  await profile.getByText(people.locked(alice.username)).waitFor();
  expect(await postsWith(profile, "only for those whom I know").count()).toBe(0);
  await press(profile, people.followName(alice.username));
  await button(profile, people.requestedName(alice.username)).waitFor();

  // The one who is asked sees it without asking.
  await alice.page.getByRole("navigation", { name: frame.nav }).getByRole("link", { name: frame.requests }).click();
  await alice.page.getByRole("button", { name: people.acceptName(bob.username), exact: true }).waitFor();
  expect(await violations(alice.page)).toEqual([]);
  await press(alice.page, people.acceptName(bob.username));
  await alice.page.getByText(people.noRequests).waitFor();
  await button(profile, people.followingName(alice.username)).waitFor();
  await postsWith(profile, "only for those whom I know").waitFor();
  await profile.getByRole("link", { name: "1 follower", exact: true }).click();
  await profile.getByRole("article").filter({ hasText: bob.username }).waitFor();

  // Removed again, the posts are gone without a reload.
  const back = await visit(bob, alice);
  await postsWith(back, "only for those whom I know").waitFor();
  const other = await visit(alice, bob);
  await other.getByText(people.followsYou).waitFor();
  await choose(other, alice, bob, people.removeFollower);
  await press(other, people.removeDo);
  await eventually(() => postsWith(back, "only for those whom I know").count()).toBe(0);
  await button(back, people.followName(alice.username)).waitFor();
});

test("a block hides each from the other on open screens, and unblocking brings the posts back", async ({
  app,
  person,
}) => {
  const [alice, bob] = [await person(app), await person(app)];
  const { people } = alice.words;
  await write(alice, "words of the first");
  await write(bob, "words of the second");
  await postsWith(bob.page, "words of the first").waitFor();
  await postsWith(alice.page, "words of the second").waitFor();
  const seen = await visit(bob, alice);
  await postsWith(seen, "words of the first").waitFor();

  const profile = await visit(alice, bob);
  await choose(profile, alice, bob, people.block);
  await profile.getByRole("dialog").getByText(people.blockHint).waitFor();
  expect(await violations(profile)).toEqual([]);
  await press(profile, people.blockDo);
  await profile.getByRole("heading", { name: people.youBlock(bob.username) }).waitFor();
  await eventually(() => postsWith(alice.page, "words of the second").count()).toBe(0);
  await eventually(() => postsWith(bob.page, "words of the first").count()).toBe(0);
  await seen.getByRole("heading", { name: people.blocksYou(alice.username) }).waitFor();
  expect(await button(seen, people.followName(alice.username)).count()).toBe(0);
  expect(await violations(seen)).toEqual([]);

  const blocks = await alice.tab("/settings/blocks");
  await blocks.getByRole("article").filter({ hasText: bob.username }).waitFor();
  expect(await violations(blocks)).toEqual([]);
  await press(blocks, people.blockedName(bob.username));
  await blocks.getByText(people.noBlocks).waitFor();
  await postsWith(bob.page, "words of the first").waitFor();
  await postsWith(alice.page, "words of the second").waitFor();
});

test("a mute hides posts from lists but not from the profile, says until when, and can be undone", async ({
  app,
  person,
}) => {
  const [alice, bob] = [await person(app), await person(app)];
  const { people } = alice.words;
  await write(bob, "rather much of it");
  await postsWith(alice.page, "rather much of it").waitFor();
  const profile = await visit(alice, bob);
  await postsWith(profile, "rather much of it").waitFor();

  const mute = async () => {
    await choose(profile, alice, bob, people.mute);
    await profile.getByRole("combobox", { name: people.muteFor }).selectOption("day");
    await press(profile, people.muteDo);
    await eventually(() => postsWith(alice.page, "rather much of it").count()).toBe(0);
  };
  await mute();
  await profile.getByText(people.youMute(bob.username)).waitFor();
  await postsWith(profile, "rather much of it").waitFor();
  expect(await violations(profile)).toEqual([]);
  await press(profile, people.undo);
  await postsWith(alice.page, "rather much of it").waitFor();

  await mute();
  const mutes = await alice.tab("/settings/mutes");
  const row = mutes.getByRole("article").filter({ hasText: bob.username });
  await row.getByText(people.until).waitFor();
  expect(await violations(mutes)).toEqual([]);
  await press(mutes, people.unmuteName(bob.username));
  await mutes.getByText(people.noMutes).waitFor();
  await postsWith(alice.page, "rather much of it").waitFor();
});

test("following, its wishes and its undo, by keyboard alone and in Korean", async ({ app, person }) => {
  const alice = await person(app, { lang: "ko", width: 390 });
  const bob = await person(app);
  const { people } = alice.words;
  const page = await visit(alice, bob);
  const follow = button(page, people.followName(bob.username));
  await follow.focus();
  await page.keyboard.press("Enter");
  const held = button(page, people.followingName(bob.username));
  await held.waitFor();
  expect(await held.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.getByRole("link", { name: "팔로워 1", exact: true }).waitFor();

  const bell = button(page, people.notify(bob.username));
  await bell.press("Space");
  await eventually(() => bell.getAttribute("aria-pressed")).toBe("true");
  await choose(page, alice, bob, people.hideBoosts);
  await choose(page, alice, bob, people.languages);
  await page.getByRole("checkbox", { name: "한국어" }).check();
  await press(page, people.save);
  await choose(page, alice, bob, people.addNote);
  await page.getByRole("textbox", { name: people.noteLabel }).fill("도서관에서 만난 분");
  await press(page, people.save);
  await page.getByText("도서관에서 만난 분").waitFor();
  expect(await violations(page)).toEqual([]);

  // Taken back by mistake, all wishes are there again.
  await held.focus();
  await page.keyboard.press("Enter");
  await follow.waitFor();
  await press(page, people.undo);
  await held.waitFor();
  await eventually(() => bell.getAttribute("aria-pressed")).toBe("true");
  await press(page, people.menu(bob.username));
  await page.getByRole("menuitem", { name: people.showBoosts }).waitFor();
  await page.reload();
  await page.getByText("도서관에서 만난 분").waitFor();
  await button(page, people.followingName(bob.username)).waitFor();

  const seen = await visit(bob, alice);
  await seen.getByText(bob.words.people.followsYou).waitFor();
  await button(seen, bob.words.people.followBackName(alice.username)).waitFor();
});

test("a profile shows posts, and answers on their own tab; a mention begins a post to them", async ({
  app,
  person,
}) => {
  const [alice, bob] = [await person(app), await person(app)];
  const { people, lists, posts } = alice.words;
  await write(bob, "to be answered");
  await write(alice, "stands alone");
  await postsWith(alice.page, "to be answered")
    .getByRole("button", { name: posts.replies(0) })
    .click();
  const place = alice.page.getByRole("region", { name: posts.replyPlaceholder });
  await place.getByRole("textbox").fill("an answer");
  await place.getByRole("button", { name: posts.reply, exact: true }).click();
  await saved(postsWith(alice.page, "an answer"));

  const profile = await visit(bob, alice);
  await postsWith(profile, "stands alone").waitFor();
  expect(await postsWith(profile, "an answer").count()).toBe(0);
  await profile.getByRole("link", { name: lists.tabReplies }).click();
  await postsWith(profile, "an answer").waitFor();
  expect(await violations(profile)).toEqual([]);

  await choose(profile, bob, alice, people.mention);
  const field = profile.getByRole("textbox", { name: posts.write, exact: true });
  await eventually(() => field.inputValue()).toBe(`@${alice.username} `);
});

test("lists of people are kept current, whoever is no longer suggested is gone, and all of it can be read by anyone", async ({
  app,
  person,
}) => {
  const reader = await person(app, { lang: "ko", scheme: "dark", width: 390, height: 844, touch: true });
  const { page, words, username } = reader;
  const [fan, author] = [await app.member(), await app.member()];
  // One more, so that somebody is still suggested at the end.
  await app.member();
  const post = await author.post("worth a heart");
  const list = page.getByRole("feed");

  await page.goto(`/@${author.username}/${post.id}/favourited`);
  await page.getByText(words.people.noFavourites).waitFor();
  await fan.send("POST", `/api/v1/statuses/${post.id}/favourite`);
  await list.getByRole("article").filter({ hasText: fan.username }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.goto(`/@${author.username}/${post.id}/boosted`);
  await page.getByText(words.people.noBoosts).waitFor();

  await page.goto(`/@${username}/followers`);
  await page.getByText(words.people.noFollowersOwn).waitFor();
  expect(await violations(page)).toEqual([]);
  await fan.send("POST", `/api/v1/accounts/${(await idOf(app, reader)).id}/follow`);
  const row = list.getByRole("article").filter({ hasText: fan.username });
  await row.getByRole("button", { name: words.people.followBackName(fan.username) }).click();
  await row.getByRole("button", { name: words.people.followingName(fan.username) }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.goto(`/@${username}/following`);
  await list.getByRole("article").filter({ hasText: fan.username }).waitFor();

  await page.goto("/settings");
  await page.getByRole("link", { name: words.people.blocks }).click();
  await page.getByText(words.people.noBlocks).waitFor();
  expect(await violations(page)).toEqual([]);

  await page.setViewportSize({ width: 1280, height: 900 });
  await page.reload();
  const beside = page.getByRole("region", { name: words.people.who });
  const first = beside.getByRole("listitem").first();
  const handle = (await first.getByRole("link").textContent())?.split("@")[1] ?? "";
  expect(await violations(page)).toEqual([]);
  const told = page.waitForResponse(
    (answer) => answer.request().method() === "DELETE" && answer.url().includes("/api/v1/suggestions/"),
  );
  await first.getByRole("button", { name: words.people.dismiss(handle) }).click();
  const dismissed = beside.getByText(`@${handle}`, { exact: true });
  await eventually(() => dismissed.count()).toBe(0);
  expect((await told).status()).toBe(200);
  await page.reload();
  await first.waitFor();
  expect(await dismissed.count()).toBe(0);
});
