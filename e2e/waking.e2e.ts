import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { test } from "./browser.ts";
import type { Person } from "./browser.ts";
import { bodies, composer, eventually, postsWith, write } from "./steps.ts";
import type { Lang } from "./words.ts";

const cutOff = /net::ERR_|WebSocket connection|status of 50[234]/;
/** How long the server is away: longer than a blink, as a restart or a host that wakes. */
const nap = 10_000;

/** What the top of the page says about the connection. */
const said = ({ page }: Person) => page.getByRole("banner").or(page.getByRole("main")).getByRole("status").first();

for (const lang of ["en", "ko"] satisfies Lang[])
  test(`a server that is away for ten seconds costs no word and no reload (${lang})`, async ({ app, person }) => {
    const one = await person(app, { lang });
    const { page, words } = one;
    one.expects(cutOff);
    await write(one, `before ${lang}`);
    await postsWith(page, `before ${lang}`).waitFor();
    await eventually(() => postsWith(page, words.posts.sending).count()).toBe(0);
    await page.evaluate(() => void Object.assign(window, { same: true }));
    await composer(one).pressSequentially("half a ");

    await app.restart(async () => {
      const start = Date.now();
      await composer(one).pressSequentially("thought");
      expect(await composer(one).inputValue()).toBe("half a thought");
      await page.getByRole("button", { name: words.posts.post, exact: true }).click();
      await write(one, `second ${lang}`);
      await eventually(() => postsWith(page, words.posts.sending).count()).toBe(2);
      await composer(one).pressSequentially("still typing");
      await eventually(() => said(one).textContent()).toBe(words.frame.connection.waking);
      await sleep(Math.max(0, nap - (Date.now() - start)));
      expect(await composer(one).inputValue()).toBe("still typing");
    });

    await eventually(() => said(one).textContent()).toBe(words.frame.connection.live);
    await eventually(() => postsWith(page, words.posts.sending).count()).toBe(0);
    await eventually(async () => (await bodies(page)).slice(0, 3)).toEqual([
      `second ${lang}`,
      "half a thought",
      `before ${lang}`,
    ]);
    expect(await composer(one).inputValue()).toBe("still typing");
    expect(await page.evaluate(() => "same" in window)).toBe(true);
    const { body } = await app.guest().get<{ content: string }[]>("/api/v1/timelines/public");
    expect(body.filter(({ content }) => content.includes("half a thought"))).toHaveLength(lang === "en" ? 1 : 2);
  });

test("a device without a network is offline, and the server is not blamed", async ({ app, person }) => {
  const one = await person(app);
  one.expects(cutOff);
  await eventually(() => said(one).textContent()).toBe(one.words.frame.connection.live);
  await one.context.setOffline(true);
  await eventually(() => said(one).textContent()).toBe(one.words.frame.connection.offline);
  await one.context.setOffline(false);
  await eventually(() => said(one).textContent()).toBe(one.words.frame.connection.live);
});

test("a proxy in front of a sleeping host answers 503 until it is awake, and the first page waits for it", async ({
  app,
  person,
}) => {
  const one = await person(app);
  one.expects(cutOff);
  const wakes = Date.now() + 8_000;
  const starting = { status: 503, contentType: "text/html", body: "<h1>Application starting</h1>" };
  await one.context.route(/\/(auth|api|socket\.io)\//, (route) =>
    Date.now() < wakes ? route.fulfill(starting) : route.continue(),
  );
  await one.page.reload();
  await one.page.getByText(one.words.frame.connection.stuck).waitFor();
  await composer(one).waitFor({ timeout: 25_000 });
  await eventually(() => said(one).textContent()).toBe(one.words.frame.connection.live);
});

test("a member who was too fast sees when it goes on, and the post goes out by itself", async ({ browser, person }) => {
  const { startApp } = await import("#test/app");
  const strict = await startApp({ LIMIT_WRITE: "2/6" });
  try {
    for (const lang of ["en", "ko"] satisfies Lang[]) {
      expect(browser.isConnected()).toBe(true);
      const one = await person(strict, { lang });
      one.expects(/status of 429/);
      one.expects(cutOff);
      for (const text of ["one", "two", "three"]) await write(one, `${text} ${lang}`);
      const countdown = lang === "en" ? /^· again in \d s$/ : /^· \d초 뒤에 다시 시도해요$/;
      await one.page.getByText(countdown).waitFor();
      await eventually(() => said(one).textContent()).toBe(one.words.frame.connection.busy);
      await eventually(() => postsWith(one.page, one.words.posts.sending).count()).toBe(0);
      await eventually(async () => (await bodies(one.page)).slice(0, 3)).toEqual([
        `three ${lang}`,
        `two ${lang}`,
        `one ${lang}`,
      ]);
      await one.page.getByText(countdown).waitFor({ state: "detached" });
    }
  } finally {
    await strict.stop();
  }
});
