import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { test } from "./browser.ts";
import { composer, eventually, postsWith, write } from "./steps.ts";

const own = "**/api/v1/statuses";
const failing = /status of (422|429|500|503) |net::ERR_/;

describe("a post that does not get through", () => {
  test("goes out by itself after a server's failure or a lost connection", async ({ app, person }) => {
    const one = await person(app);
    one.expects(failing);
    let tries = 0;
    await one.page.route(own, (route) => {
      tries++;
      if (tries === 1) return route.fulfill({ status: 500, json: { error: "Something broke." } });
      if (tries === 2) return route.abort("connectionreset");
      return route.continue();
    });
    await write(one, "through the storm");
    await postsWith(one.page, "through the storm").getByText(one.words.posts.sending).waitFor();
    await eventually(() => tries).toBe(3);
    await eventually(() => postsWith(one.page, one.words.posts.sending).count()).toBe(0);
    expect(await postsWith(one.page, "through the storm").count()).toBe(1);
  });

  test("and that the server refuses says why, and can be tried again or taken back into the composer", async ({
    app,
    person,
  }) => {
    const one = await person(app);
    const { posts } = one.words;
    one.expects(failing);
    let tries = 0;
    await one.page.route(own, (route) => {
      tries++;
      return route.fulfill({ status: 422, json: { error: "Not with these words." } });
    });
    await write(one, "every word of it");
    const failed = postsWith(one.page, "every word of it");
    await failed.getByRole("alert").filter({ hasText: "Not with these words." }).waitFor();

    await failed.getByRole("button", { name: posts.retry }).click();
    await eventually(() => tries).toBe(2);
    await failed.getByRole("alert").waitFor();
    await failed.getByRole("button", { name: posts.discard }).click();
    await failed.waitFor({ state: "detached" });
    await eventually(() => composer(one).inputValue()).toBe("every word of it");

    await one.page.unroute(own);
    await one.page.getByRole("button", { name: posts.post, exact: true }).click();
    await sentOnce(one.page, "every word of it");
  });

  test("because it breaks the server each time is taken out of the way, and can be taken back", async ({
    app,
    person,
  }) => {
    const one = await person(app);
    const { posts } = one.words;
    one.expects(failing);
    await one.page.route(own, (route) =>
      route.request().postData()?.includes("poison")
        ? route.fulfill({ status: 500, json: { error: "Something broke." } })
        : route.continue(),
    );
    await write(one, "poison");
    await write(one, "the one behind it");
    await postsWith(one.page, "poison").getByRole("alert").waitFor();
    await eventually(() => postsWith(one.page, posts.sending).count()).toBe(0);
    await sentOnce(one.page, "the one behind it");

    const failed = postsWith(one.page, "poison");
    await failed.getByRole("button", { name: posts.discard }).click();
    await failed.waitFor({ state: "detached" });
    await eventually(() => composer(one).inputValue()).toBe("poison");
  });

  test("because of an edit that failed keeps the new words, and can be tried again or given up", async ({
    app,
    person,
  }) => {
    const one = await person(app);
    const { posts } = one.words;
    one.expects(failing);
    await write(one, "as it was");
    await sentOnce(one.page, "as it was");
    await one.page.route(`${own}/*`, (route) =>
      route.request().method() === "PUT"
        ? route.fulfill({ status: 422, json: { error: "Not like this." } })
        : route.continue(),
    );
    const post = postsWith(one.page, /as it (was|is now)/);
    await post.getByRole("button", { name: posts.more, exact: true }).click();
    await post.getByRole("menuitem", { name: posts.edit, exact: true }).click();
    await one.page.getByRole("textbox", { name: posts.editing }).fill("as it is now");
    await one.page.getByRole("button", { name: posts.save, exact: true }).click();
    await post.getByRole("alert").filter({ hasText: "Not like this." }).waitFor();
    expect(await post.innerText()).toContain("as it is now");
    await one.page.unroute(`${own}/*`);
    await post.getByRole("button", { name: posts.retry }).click();
    await post.getByRole("button", { name: posts.edited, exact: true }).waitFor();
    expect(await post.innerText()).toContain("as it is now");
  });
});

async function sentOnce(page: Page, text: string): Promise<void> {
  const sent = page.locator("article:not([aria-busy])").filter({ hasText: text });
  await eventually(() => sent.count()).toBe(1);
  await page.reload();
  await eventually(() => postsWith(page, text).count()).toBe(1);
}
