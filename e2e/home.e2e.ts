import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { test } from "./browser.ts";
import { eventually, postsWith } from "./steps.ts";
import { wordsOf } from "./words.ts";

const { lists } = wordsOf("en");

describe("home", () => {
  test("fills when one follows, empties when one mutes, and never shows what one does not follow", async ({
    app,
    person,
  }) => {
    const [reader, ann, ben] = await Promise.all([app.member(), app.member(), app.member()]);
    await ann.post("old words of ann");
    const { page } = await person(app, { login: reader });
    await page.getByRole("tab", { name: lists.followed }).click();
    await page.getByText(lists.emptyFollowed).waitFor();

    await reader.send("POST", `/api/v1/accounts/${ann.id}/follow`);
    await postsWith(page, "old words of ann").waitFor();
    const bens = await ben.post("words of ben");
    await ann.post("new words of ann");
    await postsWith(page, "new words of ann").waitFor();
    expect(await postsWith(page, "words of ben").count()).toBe(0);

    await ann.send("POST", `/api/v1/statuses/${bens.id}/reblog`);
    await postsWith(page, "words of ben").waitFor();
    await ben.send("DELETE", `/api/v1/statuses/${bens.id}`);
    await postsWith(page, "words of ben").waitFor({ state: "detached" });
    await ben.send("POST", `/api/v1/statuses/${bens.id}/restore`);
    await postsWith(page, "words of ben").waitFor();
    await reader.send("POST", `/api/v1/accounts/${ben.id}/mute`);
    await postsWith(page, "words of ben").waitFor({ state: "detached" });
    await postsWith(page, "new words of ann").waitFor();
    await reader.send("POST", `/api/v1/accounts/${ann.id}/unfollow`);
    await page.getByText(lists.emptyFollowed).waitFor();
  });

  test("is what one chose last, also by the keyboard, and after coming back", async ({ app, person }) => {
    const one = await person(app);
    const { page } = one;
    const chosen = () => page.getByRole("tab", { selected: true }).textContent();
    await eventually(chosen).toBe(lists.everyone);
    await page.getByRole("tab", { name: lists.everyone }).focus();
    await page.keyboard.press("ArrowLeft");
    await eventually(chosen).toBe(lists.followed);
    await page.reload();
    await eventually(chosen).toBe(lists.followed);
    await page.getByRole("tab", { name: lists.followed }).blur();
    await page.keyboard.press("g");
    await page.keyboard.press("n");
    await eventually(() => new URL(page.url()).pathname).toBe("/notifications");
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await eventually(chosen).toBe(lists.everyone);
  });

  test("remembers how far one has read, for one's other devices", async ({ app, person }) => {
    const [reader, ann] = await Promise.all([app.member(), app.member()]);
    await reader.send("POST", `/api/v1/accounts/${ann.id}/follow`);
    const { id } = await ann.post("the newest");
    const { page } = await person(app, { login: reader });
    await page.getByRole("tab", { name: lists.followed }).click();
    await postsWith(page, "the newest").waitFor();
    type Markers = { home?: { last_read_id: string } };
    const marker = async () => (await reader.get<Markers>("/api/v1/markers?timeline[]=home")).body.home?.last_read_id;
    await eventually(marker).toBe(id);
  });

  test("opens where one left off, with what is new above, and stays there", async ({ app, person }) => {
    const [reader, ann] = await Promise.all([app.member(), app.member()]);
    await reader.send("POST", `/api/v1/accounts/${ann.id}/follow`);
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) ids.push((await ann.post(`post number ${n}.${" and on".repeat((n % 9) * 7)}`)).id);
    const left = ids[10];
    await reader.send("POST", "/api/v1/markers", { body: { home: { last_read_id: left } } });

    const { page } = await person(app, { login: reader });
    const place = async () => (await postsWith(page, "post number 10.").boundingBox())?.y;
    const pill = page.getByRole("button", { name: lists.fresh(9) });
    await pill.waitFor();
    await eventually(place).toBeCloseTo(54, 0);
    await ann.post("the newest");
    await page.getByRole("button", { name: lists.fresh(10) }).waitFor();
    expect(await place()).toBeCloseTo(54, 0);

    await page.getByRole("button", { name: lists.fresh(10) }).click();
    await postsWith(page, "the newest").waitFor();
    await eventually(() => page.getByRole("button", { name: lists.fresh(10) }).count()).toBe(0);
    await eventually(() => page.evaluate(() => window.scrollY)).toBe(0);
  });

  test("opens at its top when the place one left comes too late: nobody is moved who reads already", async ({
    app,
    person,
  }) => {
    const [reader, ann] = await Promise.all([app.member(), app.member()]);
    await reader.send("POST", `/api/v1/accounts/${ann.id}/follow`);
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) ids.push((await ann.post(`post number ${n}.`)).id);
    await reader.send("POST", "/api/v1/markers", { body: { home: { last_read_id: ids[10] } } });
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    const before = (page: Page) =>
      page.route(
        ({ search }) => search === "?timeline[]=home",
        async (route) => {
          await asked;
          await route.continue();
        },
        { times: 1 },
      );
    const { page } = await person(app, { login: reader, before });
    await postsWith(page, "post number 19.").waitFor();
    const told = page.waitForResponse((response) => response.url().endsWith("?timeline[]=home"));
    answer();
    await (await told).finished();
    // Who was moved away from the top would not see this by itself: it would wait above, under a pill.
    await ann.post("written after the answer");
    await postsWith(page, "written after the answer").waitFor();
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    expect(await page.getByRole("button", { name: lists.fresh(9) }).count()).toBe(0);
  });
});
