import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { Member, TestApp } from "#test/app";
import { test } from "./browser.ts";
import type { Meet } from "./browser.ts";
import { postsWith, tell } from "./steps.ts";
import { wordsOf } from "./words.ts";

const { posts: words, lists } = wordsOf("en");

type Screen = "home" | "local" | "thread" | "profile" | "tag" | "bookmarks" | "favourites" | "notifications";

/** A reader with every screen open in a tab of its own, and one post of somebody they follow on each of them. */
async function openAll(app: TestApp, meet: Meet) {
  const [author, reader, other] = await Promise.all([app.member(), app.member(), app.member()]);
  await reader.send("POST", `/api/v1/accounts/${author.id}/follow`);
  const tag = `t${author.username}`;
  const write = (text: string, more = {}) => author.post(`${text} @${reader.username} #${tag}`, more);
  const mark = (who: Member, id: string, verb: string) => who.send("POST", `/api/v1/statuses/${id}/${verb}`);
  const post = await write("the one");
  await mark(reader, post.id, "favourite");
  await mark(reader, post.id, "bookmark");
  const { page: home, tab, expects } = await meet(app, { login: reader });
  // The page of the post that is deleted asks for it once more.
  expects(/status of 404 .*\/statuses\/\d+(\/context)?$/);
  const chosen = await tab("/");
  await chosen.getByRole("tab", { name: lists.everyone }).click();
  await home.goto("/");
  await home.getByRole("tab", { name: lists.followed }).click();
  const screens: Record<Screen, Page> = {
    home,
    local: chosen,
    thread: await tab(`/@${author.username}/${post.id}`),
    profile: await tab(`/@${author.username}`),
    tag: await tab(`/tags/${tag}`),
    bookmarks: await tab("/bookmarks"),
    favourites: await tab("/favourites"),
    notifications: await tab("/notifications"),
  };
  for (const page of Object.values(screens)) {
    await postsWith(page, "the one").first().waitFor();
    // A page that is loaded anew would have lost this.
    await page.evaluate(() => Object.assign(window, { untouched: true }));
  }
  return { author, reader, other, screens, post, write, mark };
}

/** Waits until every screen shows something, and says how long each took after the answer. */
async function everywhere(
  screens: Partial<Record<Screen, Page>>,
  seen: (page: Page, name: Screen) => Promise<unknown>,
) {
  const from = Date.now();
  const names = Object.keys(screens) as Screen[];
  const times = await Promise.all(
    names.map(async (name) => {
      await seen(screens[name]!, name);
      return [name, Date.now() - from] as const;
    }),
  );
  for (const page of Object.values(screens))
    expect(await page.evaluate(() => (window as Window & { untouched?: boolean }).untouched)).toBe(true);
  return Object.fromEntries(times);
}

describe("every screen shows by itself", () => {
  test("promise 5: what is written, changed, liked, boosted and deleted, within a second", async ({ app, person }) => {
    const { author, reader, other, screens, post, write, mark } = await openAll(app, person);
    const took: Record<string, Record<string, number>> = {};
    const button = (page: Page, name: string, text = "the one") =>
      postsWith(page, text).first().getByRole("button", { name, exact: true }).waitFor();

    const second = await write("one more", { in_reply_to_id: post.id });
    await mark(reader, second.id, "favourite");
    await mark(reader, second.id, "bookmark");
    took["create"] = await everywhere(screens, (page) => postsWith(page, "one more").first().waitFor());

    await mark(other, post.id, "favourite");
    took["like"] = await everywhere(screens, (page) => button(page, words.likes(2)));

    await mark(other, post.id, "reblog");
    took["boost"] = await everywhere(screens, (page) => button(page, words.boosts(1, false)));

    const tag = `t${author.username}`;
    const changed = await author.send("PUT", `/api/v1/statuses/${post.id}`, {
      body: { status: `the changed one @${reader.username} #${tag}` },
    });
    expect(changed.status).toBe(200);
    took["edit"] = await everywhere(screens, (page) => postsWith(page, "the changed one").first().waitFor());

    await author.send("DELETE", `/api/v1/statuses/${post.id}`);
    took["delete"] = await everywhere(screens, (page) =>
      postsWith(page, "the changed one").first().waitFor({ state: "detached" }),
    );
    for (const [act, times] of Object.entries(took)) {
      tell(
        `${act}: ${Object.entries(times)
          .map(([name, ms]) => `${name} ${ms} ms`)
          .join(", ")}`,
      );
      for (const [name, ms] of Object.entries(times)) expect(ms, `${act} on ${name}`).toBeLessThan(1500);
    }
  });

  test("promise 4: the numbers under many posts while they change, and they end as the server has them", async ({
    app,
    person,
  }) => {
    const author = await app.member();
    const fans = await Promise.all([app.member(), app.member()]);
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) ids.push((await author.post(`counted ${i}.`)).id);
    const { page } = await person(app, { height: 2600 });
    await postsWith(page, "counted 0.").waitFor();
    const likes = ids.map((_, i) => (i * 7) % 3);
    await Promise.all(
      ids.flatMap((id, i) =>
        fans.slice(0, likes[i]).map((fan) => fan.send("POST", `/api/v1/statuses/${id}/favourite`)),
      ),
    );
    const from = Date.now();
    await Promise.all(
      ids.map((_, i) =>
        postsWith(page, `counted ${i}.`)
          .getByRole("button", { name: words.likes(likes[i]!), exact: true })
          .waitFor(),
      ),
    );
    tell(`all numbers are right ${Date.now() - from} ms after the last answer`);
    expect(Date.now() - from).toBeLessThan(1500);
  });
});
