import { describe, expect } from "vitest";
import { test } from "./browser.ts";
import { bodies, eventually, openMenu, openTab, postsWith } from "./steps.ts";
import { wordsOf } from "./words.ts";

describe.each(["en", "ko"] as const)("lists of one's own, in %s:", (lang) => {
  const { lists, posts: words } = wordsOf(lang);

  test("what one keeps and likes stands in the order in which one did, and goes when one takes it back", async ({
    app,
    person,
  }) => {
    const [reader, ann] = await Promise.all([app.member(), app.member()]);
    const first = await ann.post("the first");
    const second = await ann.post("the second");
    const mark = (id: string, verb: string) => reader.send("POST", `/api/v1/statuses/${id}/${verb}`);
    const { page, tab } = await person(app, { lang, login: reader });
    const likes = await tab("/favourites");
    await page.goto("/bookmarks");
    await page.getByText(lists.marks.bookmarks.empty).waitFor();
    await likes.getByText(lists.marks.favourites.empty).waitFor();
    for (const verb of ["bookmark", "favourite"]) {
      await mark(second.id, verb);
      await mark(first.id, verb);
    }
    await eventually(() => bodies(page)).toEqual(["the first", "the second"]);
    await eventually(() => bodies(likes)).toEqual(["the first", "the second"]);
    await postsWith(page, "the first").getByRole("button", { name: words.bookmark, exact: true }).click();
    await eventually(() => bodies(page)).toEqual(["the second"]);
    await ann.send("DELETE", `/api/v1/statuses/${second.id}`);
    await page.getByText(lists.marks.bookmarks.empty).waitFor();
    await eventually(() => bodies(likes)).toEqual(["the first"]);
    await ann.send("POST", `/api/v1/statuses/${second.id}/restore`);
    await eventually(() => bodies(page)).toEqual(["the second"]);
  });

  test("a tag is a page that stays current, and follows one home", async ({ app, person }) => {
    const ann = await app.member();
    const tag = `서울${lang}`;
    await ann.post(`첫 글 #${tag}`);
    const { page } = await person(app, { lang });
    await postsWith(page, "첫 글")
      .getByRole("link", { name: `#${tag}` })
      .click();
    await eventually(() => decodeURI(new URL(page.url()).pathname)).toBe(`/tags/${tag}`);
    const { id } = await ann.post(`둘째 글 #${tag}`);
    await postsWith(page, "둘째 글").waitFor();
    await page.getByRole("button", { name: lists.followTag, exact: true }).click();
    await page.getByRole("button", { name: lists.unfollowTag, exact: true }).waitFor();
    await ann.send("PUT", `/api/v1/statuses/${id}`, { body: { status: "둘째 글, 태그 없이" } });
    await postsWith(page, "둘째 글").waitFor({ state: "detached" });
    await page.goto("/");
    await openTab(page, lists.followed);
    await postsWith(page, "첫 글").waitFor();
    expect(await postsWith(page, "둘째 글").count()).toBe(0);
  });

  test("direct talks come, are marked, opened and read", async ({ app, person }) => {
    const [reader, ann] = await Promise.all([app.member(), app.member()]);
    const { page } = await person(app, { lang, login: reader });
    await page.goto("/conversations");
    await page.getByText(lists.talks.empty).waitFor();
    const said = await ann.post(`@${reader.username} between us`, { visibility: "direct" });
    const talk = page.getByRole("link", { name: lists.talks.unread });
    await talk.waitFor();
    await talk.click();
    await postsWith(page, "between us").waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: lists.talks.title, level: 1 }).waitFor();
    await page.getByText("between us").waitFor();
    await eventually(() => page.getByText(lists.talks.unread).count()).toBe(0);
    const unread = async () => (await reader.get<{ unread: boolean }[]>("/api/v1/conversations")).body;
    await eventually(async () => (await unread()).map(({ unread }) => unread)).toEqual([false]);
    await ann.send("PUT", `/api/v1/statuses/${said.id}`, { body: { status: `@${reader.username} said again` } });
    await page.getByText("said again").waitFor();
  });

  test("a post's own page leads to who boosted, liked and quoted it, with counts that stay true", async ({
    app,
    person,
  }) => {
    const { people, thread } = wordsOf(lang);
    const [reader, ann, ben] = await Promise.all([app.member(), app.member(), app.member()]);
    const { id } = await reader.post("words that go round");
    const { page } = await person(app, { lang, login: reader });
    await page.goto(`/@${reader.username}/${id}`);
    await postsWith(page, "words that go round").waitFor();
    const links = page.getByRole("navigation", { name: thread.reception });
    const link = (name: string) => links.getByRole("link", { name, exact: true });
    expect(await links.count()).toBe(0);

    await ann.send("POST", `/api/v1/statuses/${id}/favourite`);
    await ann.send("POST", `/api/v1/statuses/${id}/reblog`);
    await link(thread.boosts(1)).waitFor();
    await ben.send("POST", `/api/v1/statuses/${id}/favourite`);
    await link(thread.likes(2)).click();
    await page.getByRole("heading", { name: people.favourited }).waitFor();
    await eventually(() => page.getByRole("main").getByRole("article").count()).toBe(2);
    await page.goBack();
    await link(thread.boosts(1)).click();
    await page.getByRole("heading", { name: people.boosted }).waitFor();
    await page.getByRole("article").filter({ hasText: ann.username }).waitFor();
    await page.goBack();

    const first = await ben.post("quoted once", { quoted_status_id: id });
    await link(thread.quotes(1)).click();
    await page.getByRole("heading", { name: thread.quoting }).waitFor();
    await postsWith(page, "quoted once").waitFor();
    await ann.post("quoted twice", { quoted_status_id: id });
    await postsWith(page, "quoted twice").waitFor();
    await reader.send("POST", `/api/v1/statuses/${id}/quotes/${first.id}/revoke`);
    await postsWith(page, "quoted once").waitFor({ state: "detached" });
    await page.goBack();
    await link(thread.quotes(1)).waitFor();
  });

  test("a tag is put on one's profile and taken off, and opens what one wrote with it", async ({ app, person }) => {
    const { featured } = wordsOf(lang);
    const ann = await app.member();
    const tag = `빵${lang}`;
    await ann.post(`첫 빵 #${tag}`);
    await ann.post("다른 글");
    const { page, tab } = await person(app, { lang, login: ann });
    await page.goto(`/tags/${tag}`);
    const profile = await tab(`/@${ann.username}`);
    await postsWith(profile, "다른 글").waitFor();
    const shown = profile.getByRole("navigation", { name: featured.featured }).getByRole("link");

    await page.getByRole("button", { name: featured.feature, exact: true }).click();
    await page.getByText(featured.added).first().waitFor();
    await eventually(() => shown.count()).toBe(1);
    await shown.click();
    await postsWith(profile, "첫 빵").waitFor();
    await ann.post(`둘째 빵 #${tag}`);
    await postsWith(profile, "둘째 빵").waitFor();
    await ann.post("태그 없는 글");
    await ann.post(`셋째 빵 #${tag}`);
    await eventually(() => bodies(profile)).toEqual([`셋째 빵 #${tag}`, `둘째 빵 #${tag}`, `첫 빵 #${tag}`]);

    await profile.goBack();
    await page.getByRole("button", { name: featured.unfeature, exact: true }).click();
    await eventually(() => shown.count()).toBe(0);
  });

  test("who may reply to a post and quote it can be changed after it was written", async ({ app, person }) => {
    const { policy } = wordsOf(lang);
    const [ann, ben] = await Promise.all([app.member(), app.member()]);
    const { id } = await ann.post("open for now");
    const mine = await person(app, { lang, login: ann });
    const theirs = await person(app, { lang, login: ben });
    for (const { page } of [mine, theirs]) await page.goto(`/@${ann.username}/${id}`);
    const post = postsWith(mine.page, "open for now");
    await openMenu(post, wordsOf(lang));
    await post.getByRole("menuitem", { name: words.policy, exact: true }).click();
    const sheet = mine.page.getByRole("dialog", { name: policy.title });
    await sheet.getByRole("combobox", { name: policy.whoReplies }).selectOption("nobody");
    await sheet.getByRole("combobox", { name: policy.whoQuotes }).selectOption("followers");
    await sheet.getByRole("button", { name: policy.save }).click();
    await post.getByText(words.replyLimits.nobody).waitFor();
    await postsWith(theirs.page, "open for now").getByText(words.replyLimits.nobody).waitFor();
    type Told = { reply_policy: string; quote_approval: { automatic: string[] } };
    const { body } = await ann.get<Told>(`/api/v1/statuses/${id}`);
    expect([body.reply_policy, body.quote_approval.automatic]).toEqual(["nobody", ["followers"]]);
  });
});
