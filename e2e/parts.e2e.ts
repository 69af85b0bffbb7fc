import { describe, expect } from "vitest";
import type { Lang } from "#core/lang";
import { test } from "./browser.ts";
import { composer, eventually, postsWith, write } from "./steps.ts";

const failing = /net::ERR_|Failed to load/;

describe.each(["en", "ko"] satisfies Lang[])("what comes later and cannot come (%s)", (lang) => {
  test("is a page that says so and can be tried again, without a reload", async ({ app, person }) => {
    const one = await person(app, { lang });
    one.expects(failing);
    const { page, words } = one;
    await composer(one).fill("half a thought");
    await page.route(/\/assets\/(SettingsPage|NotificationsPage)/, (route) => route.abort("connectionreset"));
    await page.evaluate(() => Object.assign(window, { same: true }));
    await page.getByRole("link", { name: words.frame.settings, exact: true }).click();
    const said = page.getByRole("alert").filter({ hasText: words.frame.errors.network });
    await said.waitFor();
    // The frame around it stands, and leads elsewhere and back.
    await page.getByRole("link", { name: words.frame.home, exact: true }).first().click();
    await eventually(() => composer(one).inputValue()).toBe("half a thought");
    await page.getByRole("link", { name: words.frame.settings, exact: true }).click();
    await said.waitFor();

    await page.unroute(/\/assets\/(SettingsPage|NotificationsPage)/);
    await said.getByRole("button", { name: words.frame.retry }).click();
    await page.getByRole("heading", { name: words.frame.settings, exact: true }).waitFor();
    expect(await page.evaluate(() => "same" in window)).toBe(true);
  });

  test("is a sheet that says so and leaves the page as it is", async ({ app, person }) => {
    const one = await person(app, { lang });
    one.expects(failing);
    const { page, words } = one;
    await page.route(/\/assets\/KeyHelp/, (route) => route.abort("connectionreset"));
    await page.getByRole("button", { name: words.frame.keys.hint }).click();
    await page.getByText(words.frame.errors.network).waitFor();
    await composer(one).waitFor();

    await page.unroute(/\/assets\/KeyHelp/);
    await page.getByRole("button", { name: words.frame.keys.hint }).click();
    await page.getByRole("dialog", { name: words.frame.keys.title }).waitFor();
  });

  test("is the count of characters, and words are written and sent without it", async ({ app, person }) => {
    const one = await person(app, { lang });
    one.expects(failing);
    const { page, words } = one;
    await page.route(/\/assets\/(pieces|writing|Suggestions)/, (route) => route.abort("connectionreset"));
    await write(one, `uncounted ${lang}`);
    await postsWith(page, `uncounted ${lang}`).waitFor();

    await page.unroute(/\/assets\/(pieces|writing|Suggestions)/);
    await composer(one).fill("counted");
    await page.getByText(words.posts.left(493), { exact: true }).waitFor();
  });
});
