import type { Page, WebSocketRoute } from "playwright-core";
import { describe, expect } from "vitest";
import type { Member, TestApp } from "#test/app";
import { test } from "./browser.ts";
import type { Person } from "./browser.ts";
import { bodies, composer, eventually, postsWith, write } from "./steps.ts";

const cutOff = /net::ERR_|WebSocket connection/;

let stories = 0;
/** So many different texts, as no other story has them. */
function texts(count: number): string[] {
  const story = ++stories;
  return Array.from({ length: count }, (_, index) => `story ${story}, post ${index + 1}.`);
}

/** A screen so tall that a virtual list hides nothing. */
const tall = { width: 800, height: 6000 };

async function writeAll(author: Member, texts: string[]): Promise<void> {
  for (const text of texts) await author.post(text);
}

/** Somebody in front of a timeline with a few posts in it. */
async function reader(app: TestApp, meet: (app: TestApp, look: object) => Promise<Person>, look = {}) {
  const author = await app.member();
  const [before = ""] = texts(1);
  await author.post(before);
  const one = await meet(app, { ...tall, ...look });
  await postsWith(one.page, before).waitFor();
  one.expects(cutOff);
  /** The top of the timeline is exactly these, oldest first, and then what was there before. */
  const showsExactly = async (page: Page, wanted: string[]) =>
    eventually(async () => (await bodies(page)).slice(0, wanted.length + 1)).toEqual([...wanted.toReversed(), before]);
  /** The same of what the server has. */
  const stored = async () => {
    const { body } = await author.get<{ content: string }[]>("/api/v1/timelines/public?local=true");
    const all = body.map(({ content }) => content.replaceAll(/<[^>]+>/g, ""));
    return all.slice(0, all.indexOf(before)).reverse();
  };
  return { one, author, showsExactly, stored };
}

const state = ({ page, words }: Person, name: "live" | "offline" | "reconnecting") =>
  page.getByRole("main").getByRole("status").filter({ hasText: words.frame.connection[name] });

describe("a reader who was cut off for thirty posts sees exactly them, in order", () => {
  test("after the network was gone", async ({ app, person }) => {
    const { one, author, showsExactly } = await reader(app, person);
    const missed = texts(30);
    await one.context.setOffline(true);
    await state(one, "live").waitFor({ state: "detached" });
    await writeAll(author, missed);
    expect(await postsWith(one.page, missed[0] ?? "").count()).toBe(0);
    await one.context.setOffline(false);
    await showsExactly(one.page, missed);
    await state(one, "live").waitFor();
  });

  test("after the server was started anew", async ({ app, person }) => {
    const { one, author, showsExactly } = await reader(app, person);
    const missed = texts(30);
    const other = await app.secondNode();
    const there = await other.enter(author);
    const writing = async () => {
      for (const status of missed) await there.send("POST", "/api/v1/statuses", { body: { status } });
    };
    await Promise.all([app.restart(), writing()]);
    await showsExactly(one.page, missed);
    await state(one, "live").waitFor();
  });

  test("after a connection that looked alive had swallowed them", async ({ app, person }) => {
    let hole = false;
    const swallow = (page: Page) =>
      page.routeWebSocket(/\/socket\.io\//, (socket: WebSocketRoute) => {
        const swallowed = hole;
        const server = socket.connectToServer();
        socket.onMessage((message) => void (hole && !swallowed ? 0 : server.send(message)));
        server.onMessage((message) => void (hole && !swallowed ? 0 : socket.send(message)));
      });
    const { one, author, showsExactly } = await reader(app, person, {
      before: async (page: Page) => {
        await page.clock.install();
        await swallow(page);
      },
    });
    await state(one, "live").waitFor();
    const missed = texts(30);
    hole = true;
    await writeAll(author, missed);
    expect(await postsWith(one.page, missed[0] ?? "").count()).toBe(0);
    // Two missed heartbeats of ten seconds each.
    await one.page.clock.fastForward(21_000);
    await showsExactly(one.page, missed);
    await state(one, "live").waitFor();
  });
});

describe("not one word is lost, not one post doubled", () => {
  test("promise 12: what is written offline waits, outlives the page, and goes out in order, once", async ({
    app,
    person,
  }) => {
    const { one, showsExactly, stored } = await reader(app, person);
    const sending = (page: Page) => postsWith(page, one.words.posts.sending);
    const written = texts(3);
    await one.context.setOffline(true);
    await state(one, "live").waitFor({ state: "detached" });
    for (const text of written) await write(one, text);
    await eventually(() => sending(one.page).count()).toBe(3);
    await one.page.close();

    // The next visit finds the pages again, but its posts do not get through yet.
    await one.context.route("**/api/v1/statuses", (route) => route.abort());
    await one.context.setOffline(false);
    const page = await one.tab("/");
    await eventually(() => sending(page).count()).toBe(3);
    const shown = (await bodies(page)).slice(0, 3).map((text) => text.split("\n")[0]);
    expect(shown).toEqual(written.toReversed());
    expect(await stored()).toEqual([]);

    await one.context.setOffline(true);
    await one.context.unroute("**/api/v1/statuses");
    await one.context.setOffline(false);
    await eventually(() => sending(page).count()).toBe(0);
    await showsExactly(page, written);
    expect(await stored()).toEqual(written);
    await page.reload();
    await showsExactly(page, written);
  });

  test("promise 11: an answer that was lost after the post was saved does not double it", async ({ app, person }) => {
    const { one, showsExactly, stored } = await reader(app, person);
    const [text = ""] = texts(1);
    let lost = 0;
    await one.page.route("**/api/v1/statuses", async (route) => {
      if (lost++ > 1) return route.continue();
      await route.fetch();
      await route.abort("connectionreset");
    });
    await write(one, text);
    await eventually(() => lost).toBe(3);
    await postsWith(one.page, one.words.posts.sending).waitFor({ state: "detached" });
    await showsExactly(one.page, [text]);
    expect(await stored()).toEqual([text]);
  });

  test("promise 9: a draft outlives a reload, and a page that was killed a second after the last key", async ({
    app,
    person,
  }) => {
    const one = await person(app);
    // The promise is that a word is safe within a second.
    const aSecond = () => one.page.waitForTimeout(1000);
    await composer(one).pressSequentially("half");
    await aSecond();
    await one.page.reload();
    await eventually(() => composer(one).inputValue()).toBe("half");

    await composer(one).press("End");
    await composer(one).pressSequentially(" a thou");
    await one.page.reload();
    await eventually(() => composer(one).inputValue()).toBe("half a thou");

    await composer(one).press("End");
    await composer(one).pressSequentially("ght");
    await aSecond();
    const devtools = await one.context.newCDPSession(one.page);
    const crashed = one.page.waitForEvent("crash");
    // A page that is no more does not answer.
    devtools.send("Page.crash").catch(() => {});
    await crashed;
    const page = await one.tab("/");
    await eventually(() => composer({ page, words: one.words }).inputValue()).toBe("half a thought");
  });
});
