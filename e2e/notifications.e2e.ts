import { describe, expect } from "vitest";
import { test } from "./browser.ts";
import { eventually, openTab, postsWith } from "./steps.ts";
import { wordsOf } from "./words.ts";

describe.each(["en", "ko"] as const)("what one is told, in %s,", (lang) => {
  const { frame, notifications: words } = wordsOf(lang);

  test("comes at once, counts in the bar and the title, and is read on every device", async ({ app, person }) => {
    const [reader, ann] = await Promise.all([app.member(), app.member()]);
    const post = await reader.post("read me");
    const one = await person(app, { lang, login: reader });
    const { page } = one;
    const other = await one.tab("/settings");
    const badge = page.getByRole("navigation").getByRole("link", { name: frame.notifications });

    await ann.send("POST", `/api/v1/statuses/${post.id}/favourite`);
    await badge.getByText(frame.unread(1)).waitFor();
    await eventually(() => page.title()).toMatch(/^\(1\) /);
    await ann.post(`hello @${reader.username}, are you there?`);
    await badge.getByText(frame.unread(2)).waitFor();
    await ann.send("POST", `/api/v1/accounts/${reader.id}/follow`);
    await badge.getByText(frame.unread(3)).waitFor();
    await eventually(() => other.title()).toMatch(/^\(3\) /);

    await badge.click();
    await postsWith(page, "are you there?").first().waitFor();
    await page.getByText(words.did.favourite.trim()).waitFor();
    await page.getByText(words.did.follow.trim()).waitFor();
    await eventually(() => page.title()).not.toMatch(/^\(/);
    await eventually(() => other.title()).not.toMatch(/^\(/);

    await openTab(page, words.mentions);
    await postsWith(page, "are you there?").first().waitFor();
    expect(await page.getByText(words.did.favourite.trim()).count()).toBe(0);
  });

  test("shows many likes as one, can be dismissed, and cleared after a question", async ({ app, person }) => {
    const [reader, ...fans] = await Promise.all([app.member(), app.member(), app.member(), app.member()]);
    const post = await reader.post("liked by many");
    const one = await person(app, { lang, login: reader });
    const { page } = one;
    await page.goto("/notifications");
    await page.getByText(words.empty).waitFor();
    for (const fan of fans) await fan.send("POST", `/api/v1/statuses/${post.id}/favourite`);
    await page.getByText(words.who(fans[2].username, 2)).waitFor();
    await fans[0].send("POST", `/api/v1/statuses/${post.id}/unfavourite`);
    await page.getByText(words.who(fans[2].username, 1)).waitFor();
    await fans[1].post(`@${reader.username} and me`);
    await postsWith(page, "and me").waitFor();

    await page.getByRole("button", { name: words.dismiss }).last().click();
    await page.getByText(words.did.favourite.trim()).waitFor({ state: "detached" });
    await page.getByRole("button", { name: words.clear }).click();
    await page.getByRole("dialog").getByRole("button", { name: words.keep }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await postsWith(page, "and me").waitFor();
    await page.getByRole("button", { name: words.clear }).click();
    await page.getByRole("dialog").getByRole("button", { name: words.clearDo }).click();
    await page.getByText(words.empty).waitFor();
    await page.reload();
    await page.getByText(words.empty).waitFor();
  });

  test("asks whether somebody may follow, and answers on the spot", async ({ app, person }) => {
    const [reader, ann, ben] = await Promise.all([app.member(), app.member(), app.member()]);
    await reader.send("PATCH", "/api/v1/accounts/update_credentials", { body: { locked: true } });
    const one = await person(app, { lang, login: reader });
    await one.page.goto("/notifications");
    await one.page.getByText(words.empty).waitFor();
    for (const [who, answer] of [
      [ann, words.approve],
      [ben, words.reject],
    ] as const) {
      await who.send("POST", `/api/v1/accounts/${reader.id}/follow`);
      await one.page.getByRole("button", { name: answer, exact: true }).click();
      await one.page.getByRole("button", { name: answer, exact: true }).waitFor({ state: "detached" });
    }
    const idsOf = async (path: string) => (await reader.get<{ id: string }[]>(path)).body.map(({ id }) => id);
    await eventually(() => idsOf("/api/v1/follow_requests")).toEqual([]);
    expect(await idsOf(`/api/v1/accounts/${reader.id}/followers`)).toEqual([ann.id]);
  });
});
