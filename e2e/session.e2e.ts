import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { logIn, signUp, test } from "./browser.ts";
import type { Person } from "./browser.ts";
import { eventually, goBack, postsWith } from "./steps.ts";

const field = ({ page, words }: Person, name: "username" | "email" | "displayName") =>
  page.getByRole("textbox", { name: words.door[name] });
const password = ({ page, words }: Person) => page.getByLabel(words.door.password, { exact: true });
const send = ({ page, words }: Person) => page.getByRole("button", { name: words.door.signUp });

/** What a screen reader says of the field in focus: its name, and its description with the error. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const input = document.activeElement as HTMLInputElement;
    const note = document.getElementById(input.getAttribute("aria-describedby") ?? "");
    return {
      label: input.labels?.[0]?.textContent,
      wrong: input.getAttribute("aria-invalid") === "true",
      note: note?.textContent,
      value: input.value,
    };
  });

describe.each(["en", "ko"] as const)("a sign-up with mistakes, in %s", (lang) => {
  test("names each mistake at its field, goes to the first one, and loses nothing", async ({ app, person }) => {
    const one = await person(app, { lang, visitor: true });
    const { door } = one.words;
    one.expects(/status of 422 .*\/auth\/signup/);
    await one.page.goto("/signup");
    await send(one).click();
    await eventually(() => focused(one.page)).toEqual({
      label: door.username,
      wrong: true,
      note: door.needed,
      value: "",
    });
    expect(await one.page.getByText(door.needed).count()).toBe(3);

    const taken = await app.member();
    await field(one, "username").fill("not a name");
    await password(one).fill("short");
    await field(one, "email").fill("nowhere");
    await field(one, "displayName").fill("  Dr. 민수 ");
    await send(one).click();
    await eventually(() => focused(one.page)).toMatchObject({
      label: door.username,
      wrong: true,
      note: door.usernameWrong,
    });
    await one.page.getByText(door.emailWrong).waitFor();

    await field(one, "username").fill(taken.username);
    await send(one).click();
    await eventually(() => focused(one.page)).toMatchObject({ label: door.password, wrong: true, value: "short" });

    await password(one).fill("long enough by far");
    await field(one, "email").fill(`taken-${lang}@example.org`);
    await send(one).click();
    await eventually(() => focused(one.page)).toMatchObject({ label: door.username, wrong: true });
    expect(await password(one).inputValue()).toBe("long enough by far");
    expect(await field(one, "displayName").inputValue()).toBe("  Dr. 민수 ");

    await field(one, "username").fill(`${one.username}_`);
    await send(one).click();
    await one.page.getByRole("navigation", { name: one.words.frame.nav }).waitFor();
  });
});

test("a session outlives five reloads, in a cookie that no script can read", async ({ app, person }) => {
  const one = await person(app);
  for (let n = 0; n < 5; n++) {
    await one.page.reload();
    await one.page.getByRole("heading", { name: one.words.lists.homeTitle }).waitFor();
  }
  const cookies = await one.context.cookies();
  const session = cookies.filter(({ name }) => !name.startsWith("xm_prefs"));
  expect(session.length).toBeGreaterThan(0);
  for (const cookie of session)
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: expect.stringMatching(/Lax|Strict/) });
  const kept = await one.page.evaluate(() => [window.localStorage.length, window.sessionStorage.length]);
  expect(kept).toEqual([0, 0]);
  expect(await one.page.evaluate(() => document.cookie)).not.toContain("eyJ");
});

test("a wrong password is told, the name stays, and the right one leads on to the page that was wanted", async ({
  app,
  person,
}) => {
  const author = await app.member();
  const post = await author.post("worth a log-in");
  const reader = await app.member();
  const one = await person(app, { visitor: true });
  one.expects(/status of 401 .*\/auth\/login/);
  await one.page.goto(`/@${author.username}/${post.id}?from=mail`);
  await one.page.getByText(one.words.door.goOn).waitFor();
  await field(one, "username").fill(reader.username);
  await password(one).fill("wrong horse battery");
  await one.page.getByRole("button", { name: one.words.door.logIn }).click();
  await one.page.getByRole("alert").waitFor();
  expect(await field(one, "username").inputValue()).toBe(reader.username);
  await logIn({ ...one, username: reader.username, password: reader.password });
  await postsWith(one.page, "worth a log-in").waitFor();
  expect(new URL(one.page.url()).pathname).toBe(`/@${author.username}/${post.id}`);
  expect(new URL(one.page.url()).search).toBe("?from=mail");
});

test("a log-out in one tab is a log-out in every tab within a second, says so, and leaves nothing to go back to", async ({
  app,
  person,
}) => {
  const author = await app.member();
  await author.post("for members only");
  const one = await person(app);
  const { door, frame } = one.words;
  const other = await one.tab("/");
  await postsWith(other, "for members only").waitFor();
  await postsWith(one.page, "for members only").waitFor();
  // What a tab was asking in that moment is refused.
  one.expects(/status of 401/);
  await one.page.getByRole("navigation", { name: frame.nav }).getByRole("link", { name: frame.settings }).click();
  const button = one.page.getByRole("button", { name: door.logOut });
  await one.page.bringToFront();
  await button.hover();

  const from = performance.now();
  await button.click();
  while ((await other.getByText(door.ended["signed-out"]).count()) === 0)
    expect(performance.now() - from).toBeLessThan(5000);
  expect(performance.now() - from).toBeLessThan(1000);
  expect(await postsWith(other, "for members only").count()).toBe(0);

  await one.page.getByRole("link", { name: door.logIn }).waitFor();
  for (let n = 0; n < 2; n++) {
    await goBack(one.page);
    await one.page.getByRole("link", { name: door.signUp }).waitFor();
    expect(await postsWith(one.page, "for members only").count()).toBe(0);
    expect(await one.page.getByRole("navigation", { name: frame.nav }).count()).toBe(0);
  }
});

test("a page without a session asks once who is there, opens no live connection, and then is quiet", async ({
  app,
  person,
}) => {
  const one = await person(app, { visitor: true });
  const asked: string[] = [];
  one.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  one.page.on("websocket", (socket) => asked.push(new URL(socket.url()).pathname));
  await one.page.goto("/");
  await one.page.getByRole("link", { name: one.words.door.logIn }).waitFor();
  // Long enough for a loop to show.
  await one.page.waitForTimeout(5000);
  const calls = asked.filter((path) => !/^\/assets\/|\.\w+$/.test(path));
  expect(calls.toSorted()).toEqual(["/", "/api/v2/instance", "/auth/me"]);
});

test("who signs up in a browser that another has left sees none of their words", async ({ app, person }) => {
  const one = await person(app);
  await one.page.getByRole("textbox", { name: one.words.posts.write, exact: true }).fill("a secret draft");
  await one.page.getByRole("link", { name: one.words.frame.settings }).first().click();
  await one.page.getByRole("button", { name: one.words.door.logOut }).click();
  await one.page.getByRole("link", { name: one.words.door.signUp }).waitFor();
  await signUp({ ...one, username: `${one.username}b` });
  const field = one.page.getByRole("textbox", { name: one.words.posts.write, exact: true });
  await eventually(() => field.inputValue()).toBe("");
  await one.page.reload();
  await field.waitFor();
  // A draft that is kept for this reader is in the field by now.
  await one.page.waitForLoadState("networkidle");
  expect(await field.inputValue()).toBe("");
});
