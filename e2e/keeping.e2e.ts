import type { Page, Request } from "playwright-core";
import { describe, expect, onTestFinished } from "vitest";
import { keepingText } from "../src/features/sessions/sessions.keeping.text.ts";
import type { TestNode } from "#test/app";
import { logIn, test } from "./browser.ts";
import type { Person } from "./browser.ts";
import { composer, eventually, goBack } from "./steps.ts";
import { wordsOf } from "./words.ts";

const { door, frame } = wordsOf("en");
const words = keepingText.en;
const minute = 60_000;

/** A stale or ended session shows in the console as an answer 401, which is part of these stories. */
const refusal = /status of 401/;
const isIn = (page: Page) => page.getByRole("navigation", { name: frame.nav }).waitFor();
const at = (page: Page) => new URL(page.url()).pathname;

/** Moves the server's clock ahead of the real one. */
const setClock = ({ server }: TestNode, aheadMs: number) => {
  server.app.clock = () => new Date(Date.now() + aheadMs);
};

/** The same member with one more browser. */
const phoneOf = async (person: (app: TestNode, look: object) => Promise<Person>, app: TestNode, who: Person) => {
  const phone = await person(app, { login: who, width: 390, height: 844, touch: true });
  phone.expects(refusal);
  return phone;
};

/** Counts the renewals that pages of a browser ask for. */
function countRenewals({ context }: Person): () => number {
  let count = 0;
  context.on("request", (request: Request) => {
    if (request.url().endsWith("/auth/refresh")) count++;
  });
  return () => count;
}

test("promise 30: twenty restarts of the server, each with a stale session, and every reload finds the member in", async ({
  app,
  person,
}) => {
  const alice = await person(app);
  alice.expects(/status of 401|WebSocket|ERR_CONNECTION_REFUSED|503/);
  const renewals = countRenewals(alice);
  onTestFinished(() => setClock(app, 0));
  for (let i = 1; i <= 20; i++) {
    // A page that stays open may renew the session too, in a race with its own reload.
    await alice.page.goto("about:blank");
    await app.restart();
    setClock(app, i * 16 * minute);
    await alice.page.goto("/");
    await isIn(alice.page);
  }
  expect(renewals()).toBe(20);
}, 120_000);

test("promise 30: four tabs that wake with a stale session renew it once, and what they show goes on", async ({
  app,
  person,
}) => {
  const alice = await person(app);
  alice.expects(refusal);
  const tabs = [alice.page, ...(await Promise.all([1, 2, 3].map(() => alice.tab("/"))))];
  await Promise.all(tabs.map(isIn));
  const renewals = countRenewals(alice);
  // As above: a page that is left may still renew the session, and its answer be lost with it.
  await Promise.all(tabs.map((tab) => tab.goto("about:blank")));
  setClock(app, 16 * minute);
  onTestFinished(() => setClock(app, 0));
  await Promise.all(tabs.map((tab) => tab.goto("/")));
  await Promise.all(tabs.map(isIn));
  expect(renewals()).toBe(1);
});

describe("the end of a session", () => {
  test("threat 9, promise 31: ended from another device, every tab says so within a second; words and place are kept", async ({
    app,
    person,
  }) => {
    const laptop = await person(app);
    const phone = await phoneOf(person, app, laptop);
    const second = await phone.tab(`/@${laptop.username}`);
    await isIn(second);
    await phone.page.goto("/compose");
    await composer(phone).fill("half a thought, typed a moment ago");
    await laptop.page.goto("/settings");
    await laptop.page.getByRole("link", { name: words.sessions }).click();
    await laptop.page.getByText(words.here).waitFor();
    // The list is live: one more device appears without a reload, and goes again.
    const third = await phoneOf(person, app, laptop);
    await eventually(() => laptop.page.getByRole("button", { name: /^Log out: / }).count()).toBe(2);
    await third.page.goto("/settings");
    await third.page.getByRole("button", { name: door.logOut }).click();
    await eventually(() => laptop.page.getByRole("button", { name: /^Log out: / }).count()).toBe(1);
    const from = performance.now();
    const told = Promise.all(
      [phone.page, second].map(async (page) => {
        await page.getByText(door.ended.revoked).waitFor();
        return performance.now() - from;
      }),
    );
    await laptop.page.getByRole("button", { name: /^Log out: / }).click();
    expect(Math.max(...(await told))).toBeLessThan(1500);
    await laptop.page.getByText(words.onlyHere).waitFor();
    await logIn(phone);
    await eventually(() => at(phone.page)).toBe("/compose");
    await eventually(() => composer(phone).inputValue()).toBe("half a thought, typed a moment ago");
    // The other tab hears of the log-in and goes back to where it was, too.
    await eventually(() => decodeURIComponent(at(second))).toBe(`/@${laptop.username}`);
  });

  test("promise 31: a log-out in one tab ends the other, says so there, and the way back shows nothing", async ({
    app,
    person,
  }) => {
    const alice = await person(app);
    alice.expects(refusal);
    const other = await alice.tab("/compose");
    await isIn(other);
    await alice.page.goto("/settings");
    await alice.page.getByRole("button", { name: door.logOut }).click();
    await other.getByText(door.ended["signed-out"]).waitFor();
    await alice.page.getByRole("link", { name: door.logIn }).waitFor();
    await goBack(alice.page);
    await alice.page.getByRole("link", { name: door.logIn }).waitFor();
    expect(await alice.page.getByRole("navigation", { name: frame.nav }).count()).toBe(0);
    expect(await alice.context.cookies().then((all) => all.map(({ name }) => name))).not.toContain("xm_refresh");
  });

  test("threat 31: a new password keeps this browser in, in all its tabs, and tells the other devices why they are out", async ({
    app,
    person,
  }) => {
    const laptop = await person(app);
    laptop.expects(refusal);
    const phone = await phoneOf(person, app, laptop);
    const tab = await laptop.tab("/compose");
    await composer({ page: tab, words: laptop.words }).fill("still writing");
    await laptop.page.goto("/settings/password");
    const field = (name: string) => laptop.page.getByLabel(name, { exact: true });
    await field(words.current).fill("not my password");
    await field(words.new).fill("quite another one");
    await laptop.page.getByRole("button", { name: words.change }).click();
    await laptop.page.getByText("This is not your current password.").waitFor();
    laptop.expects(/status of 422/);
    await field(words.current).fill(laptop.password);
    await laptop.page.getByRole("button", { name: words.change }).click();
    await laptop.page.getByText(words.changed).waitFor();
    await phone.page.getByText(door.ended.password).waitFor();
    await tab.reload();
    await isIn(tab);
    const kept = composer({ page: tab, words: laptop.words });
    await eventually(() => kept.inputValue()).toBe("still writing");
    await logIn({ ...phone, password: "quite another one" });
  });

  test("a session that nobody used for a month says that it has expired, and leads back after the log-in", async ({
    app,
    person,
  }) => {
    const alice = await person(app);
    alice.expects(refusal);
    await alice.page.goto("/settings/sessions");
    await alice.page.getByText(words.here).waitFor();
    setClock(app, 31 * 24 * 60 * minute);
    await alice.page.reload();
    await alice.page.getByText(door.ended.expired).waitFor();
    setClock(app, 0);
    await logIn(alice);
    await eventually(() => at(alice.page)).toBe("/settings/sessions");
  });
});
