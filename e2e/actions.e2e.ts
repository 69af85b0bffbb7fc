import type { Locator } from "playwright-core";
import { describe, expect } from "vitest";
import { test } from "./browser.ts";
import { choose, composer, eventually, postsWith, tell, write } from "./steps.ts";
import { wordsOf } from "./words.ts";

const { posts: words } = wordsOf("en");
const button = (post: Locator, name: string) => post.getByRole("button", { name, exact: true });
const pressed = (post: Locator, name: string) => button(post, name).getAttribute("aria-pressed");

describe("what one does to a post", () => {
  test("shows at once, counts on the other's screen, and in one's other tab", async ({ app, person }) => {
    const [alice, bob] = [await person(app), await person(app)];
    await write(alice, "first snow.");
    const mine = postsWith(alice.page, "first snow.");
    const theirs = postsWith(bob.page, "first snow.");
    await theirs.waitFor();
    const tab = await bob.tab(`/@${alice.username}`);
    const other = postsWith(tab, "first snow.");
    await other.waitFor();
    await bob.page.bringToFront();

    await button(theirs, words.likes(0)).click();
    await button(theirs, words.likes(1)).waitFor();
    expect(await pressed(theirs, words.likes(1))).toBe("true");
    await button(mine, words.likes(1)).waitFor();
    expect(await pressed(mine, words.likes(1))).toBe("false");
    await eventually(() => pressed(other, words.likes(1))).toBe("true");

    await button(theirs, words.bookmark).click();
    await eventually(() => pressed(other, words.bookmark)).toBe("true");

    await button(theirs, words.boosts(0, false)).click();
    await theirs.getByRole("menuitem", { name: new RegExp(`^${words.boost}`) }).click();
    await button(mine, words.boosts(1, false)).waitFor();
    await button(other, words.boosts(1, true)).waitFor();

    await theirs.focus();
    await bob.page.keyboard.press("l");
    await button(mine, words.likes(0)).waitFor();
    await bob.page.keyboard.press("b");
    await button(mine, words.boosts(0, false)).waitFor();
    await bob.page.keyboard.press("s");
    await eventually(() => pressed(other, words.bookmark)).toBe("false");
  });

  test("is painted before the server knows of it, and ends in the last wish", async ({ app, person }) => {
    const author = await app.member();
    await author.post("tap me often.");
    const one = await person(app);
    const { page } = one;
    const post = postsWith(page, "tap me often.");
    await post.waitFor();
    let under = 0;
    let most = 0;
    await page.route(/\/(un)?favourite$/, async (route) => {
      most = Math.max(most, ++under);
      await new Promise((done) => setTimeout(done, 300));
      under--;
      await route.continue();
    });
    const ms = await button(post, words.likes(0)).evaluate(
      (button) =>
        new Promise<number>((done) => {
          const observer = new MutationObserver(() => {
            if (button.getAttribute("aria-pressed") !== "true") return;
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
          });
          observer.observe(button, { attributes: true });
          const begun = performance.now();
          (button as HTMLElement).click();
        }),
    );
    tell(`own like painted after ${Math.round(ms)} ms`);
    expect(ms).toBeLessThan(150);
    const heart = post.getByRole("button", { name: /^Like/ });
    for (let i = 0; i < 4; i++) await heart.click();
    await heart.click();
    await eventually(async () => [await heart.getAttribute("aria-pressed"), under]).toEqual(["false", 0]);
    expect(most).toBe(1);
    await page.reload();
    await button(post, words.likes(0)).waitFor();
  });

  test("offline waits on the device, through a reload, until the network is back", async ({ app, person }) => {
    const author = await app.member();
    await author.post("like me in the tunnel.");
    const one = await person(app);
    one.expects(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket|Failed to load resource/);
    const post = postsWith(one.page, "like me in the tunnel.");
    await post.waitFor();
    let tries = 0;
    await one.page.route(/\/api\/v1\/statuses\/.*\/favourite$/, (route) => {
      tries++;
      return route.abort();
    });
    await button(post, words.likes(0)).click();
    expect(await pressed(post, words.likes(1))).toBe("true");
    // It is tried once it is kept.
    await eventually(() => tries).toBeGreaterThan(0);
    await one.page.reload();
    await eventually(() => pressed(post, words.likes(1))).toBe("true");
    await one.page.unroute(/\/api\/v1\/statuses\/.*\/favourite$/);
    await one.page.evaluate(() => window.dispatchEvent(new Event("online")));
    const reader = await app.member();
    const id = await post.getAttribute("data-post");
    await eventually(
      async () => (await reader.get<{ favourites_count: number }>(`/api/v1/statuses/${id}`)).body.favourites_count,
    ).toBe(1);
  });
});

test("what was sent is no draft any more, however soon the page is left", async ({ app, person }) => {
  const one = await person(app);
  const { page } = one;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  for (let i = 0; i < 5; i++) {
    await write(one, `left at once ${i}`);
    await page.goto(`/@${one.username}`);
    await postsWith(page, `left at once ${i}`).waitFor();
    await page.goto("/");
    await postsWith(page, `left at once ${i}`).waitFor();
    expect(await composer(one).inputValue()).toBe("");
  }
}, 60_000);

test("deleted to be written anew, the words are in the composer with all that was chosen", async ({ app, person }) => {
  const one = await person(app, { lang: "ko" });
  const { page, words } = one;
  await page.getByRole("button", { name: words.posts.addWarning }).click();
  await page.getByRole("textbox", { name: words.posts.warningPlaceholder }).fill("영화 결말");
  await page.getByRole("button", { name: new RegExp(`^${words.posts.visibility}`) }).click();
  await page.getByRole("menuitemradio", { name: new RegExp(`^${words.posts.visibilities.unlisted.name}`) }).click();
  await write(one, "범인은 집사");
  await page.goto(`/@${one.username}`);
  const post = postsWith(page, "영화 결말");
  await button(post, words.posts.show).click();
  await post.getByText("범인은 집사").waitFor();
  await choose(post, "redraft", words);
  await eventually(() => composer(one).inputValue()).toBe("범인은 집사");
  expect(await page.getByRole("textbox", { name: words.posts.warningPlaceholder }).inputValue()).toBe("영화 결말");
  await page
    .getByRole("button", { name: `${words.posts.visibility}: ${words.posts.visibilities.unlisted.name}` })
    .waitFor();
  await page.getByText(words.posts.redrafted).waitFor();
  await page.goto(`/@${one.username}`);
  await page.getByRole("heading", { name: words.lists.emptyOwn }).waitFor();
  expect(await postsWith(page, "영화 결말").count()).toBe(0);
});

test("where only the mentioned may reply, others are told so, and the mentioned can", async ({ app, person }) => {
  const [alice, bob, carol] = [await person(app), await person(app), await person(app)];
  await alice.page.getByRole("button", { name: new RegExp(`^${words.whoReplies}`) }).click();
  await alice.page.getByRole("menuitemradio", { name: new RegExp(`^${words.replyPolicies.mentioned.name}`) }).click();
  await write(alice, `only for @${bob.username} to answer`);
  const closed = postsWith(carol.page, "to answer");
  await closed.getByText(words.replyLimits.mentioned).waitFor();
  // The timeline names the same bar on its button; in words it stands on the post's own page, where one would write.
  await closed.locator("a:has(time)").click();
  await carol.page.getByRole("heading", { name: carol.words.lists.post, exact: true }).waitFor();
  await carol.page.getByRole("paragraph").filter({ hasText: words.noReply.mentioned }).waitFor();
  await eventually(() => carol.page.getByRole("textbox").count()).toBe(0);
  await button(postsWith(bob.page, "to answer"), words.replies(0)).click();
  const field = bob.page.getByRole("textbox", { name: words.replyPlaceholder });
  await field.fill("I may.");
  await bob.page.keyboard.press("Control+Enter");
  await postsWith(bob.page, "I may.").waitFor();
  await button(postsWith(alice.page, "to answer"), words.replies(1)).waitFor();
});

test("a quote shows the post inside, also to those who hear of it live, and follows it", async ({ app, person }) => {
  const [alice, bob] = [await person(app), await person(app)];
  const author = await app.member();
  const quoted = await author.post("the original words");
  const there = postsWith(alice.page, "the original words");
  await there.waitFor();
  await button(there, words.boosts(0, false)).click();
  await there.getByRole("menuitem", { name: new RegExp(`^${words.quote}`) }).click();
  const attached = alice.page.getByRole("group", { name: words.quoted });
  await attached.getByText("the original words").waitFor();
  await composer(alice).fill("see this:");
  await alice.page.keyboard.press("Control+Enter");
  const quote = postsWith(bob.page, "see this:").getByRole("group", { name: words.quoted });
  await quote.getByText("the original words").waitFor();
  await author.send("PUT", `/api/v1/statuses/${quoted.id}`, { body: { status: "the corrected words" } });
  await quote.getByText("the corrected words").waitFor();
  await author.send("DELETE", `/api/v1/statuses/${quoted.id}`);
  await postsWith(bob.page, "see this:").getByText(words.quoteStates.deleted).waitFor();
});
