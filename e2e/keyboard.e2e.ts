import type { Page } from "playwright-core";
import { expect } from "vitest";
import { test } from "./browser.ts";
import { eventually, openMenu, postsWith } from "./steps.ts";

/** What has the focus, as a screen reader would name it. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const it = document.activeElement as HTMLElement | null;
    const label = (it as HTMLInputElement | null)?.labels?.[0]?.textContent;
    return it?.getAttribute("aria-label") ?? label ?? it?.textContent ?? "";
  });

/** Presses Tab until the focus is where it should be, as it must be within a few dozen steps. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    const here = (await focus(page)).trim();
    if (typeof name === "string" ? here === name : name.test(here)) return;
  }
  throw new Error(`Tab never reaches ${name}`);
}

test("everything from the door to taking back a delete can be done without a mouse", async ({ app, person }) => {
  const { page, words, username, password } = await person(app, { visitor: true });
  const { door, posts, frame } = words;
  const { keyboard } = page;
  await page.goto("/");
  await page.getByRole("link", { name: door.signUp }).waitFor();
  await tabTo(page, door.signUp);
  await keyboard.press("Enter");
  await page.getByRole("button", { name: door.signUp }).waitFor();
  await tabTo(page, door.username);
  await keyboard.type(username);
  await tabTo(page, door.password);
  await keyboard.type(password);
  await tabTo(page, door.email);
  await keyboard.type("keys@example.org");
  await keyboard.press("Enter");
  await page.getByRole("navigation", { name: frame.nav }).waitFor();

  await page.getByRole("textbox", { name: posts.write, exact: true }).waitFor();
  await keyboard.press("n");
  await eventually(() => focus(page)).toBe(posts.write);
  await keyboard.type("from the keys");
  await keyboard.press("Control+Enter");
  const post = postsWith(page, "from the keys");
  await post.getByRole("button", { name: posts.more, exact: true }).waitFor();

  await keyboard.press("Escape");
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await keyboard.press("j");
  await eventually(() => focus(page)).toContain("from the keys");
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: words.lists.post, exact: true }).waitFor();

  await tabTo(page, posts.more);
  await keyboard.press("Enter");
  await eventually(() => focus(page)).toBe(posts.edit);
  await keyboard.press("Enter");
  await eventually(() => focus(page)).toBe(posts.editing);
  await eventually(() => page.getByRole("textbox", { name: posts.editing }).inputValue()).toBe("from the keys");
  await keyboard.press("End");
  await keyboard.type(" alone");
  await keyboard.press("Control+Enter");
  const edited = postsWith(page, "from the keys alone");
  await edited.getByRole("button", { name: posts.edited, exact: true }).waitFor();

  await keyboard.press("h");
  await page.getByRole("heading", { name: words.lists.homeTitle }).waitFor();
  await edited.getByRole("button", { name: posts.more, exact: true }).focus();
  await keyboard.press("Enter");
  await eventually(() => focus(page)).toBe(posts.edit);
  await keyboard.press("End");
  await eventually(() => focus(page)).toBe(posts.delete);
  await keyboard.press("Enter");
  await edited.waitFor({ state: "detached" });
  await tabTo(page, posts.undo);
  await keyboard.press("Enter");
  await edited.waitFor();
});

test("j and k walk through the posts, and a question mark tells of all the keys", async ({ app, person }) => {
  const author = await app.member();
  for (const text of ["post one", "post two", "post three"]) await author.post(text);
  const { page, words } = await person(app);
  const { keyboard } = page;
  await postsWith(page, "post three").waitFor();
  for (const [key, text] of [
    ["j", "post three"],
    ["j", "post two"],
    ["j", "post one"],
    ["k", "post two"],
    ["ㅓ", "post one"],
  ] as const) {
    if (key === "ㅓ") await hangulKey(page);
    else await keyboard.press(key);
    await eventually(() => focus(page)).toContain(text);
  }
  const before = await focus(page);
  await keyboard.press("?");
  const help = page.getByRole("dialog", { name: words.frame.keys.title });
  await help.waitFor();
  await help.getByText(words.frame.keys.next).waitFor();
  await keyboard.press("j");
  await keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await eventually(() => focus(page)).toBe(before);
});

test("dialogs and menus give the focus back to what opened them", async ({ app, person }) => {
  const author = await app.member();
  const post = await author.post("to be changed");
  await author.send("PUT", `/api/v1/statuses/${post.id}`, { body: { status: "and changed" } });
  const { page, words } = await person(app);
  const changed = postsWith(page, "and changed");
  await openMenu(changed);
  await eventually(() => focus(page)).toBe(words.posts.copyLink);
  await page.keyboard.press("Escape");
  await eventually(() => focus(page)).toBe(words.posts.more);

  const edited = changed.getByRole("button", { name: words.posts.edited, exact: true });
  await edited.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: words.posts.history });
  await dialog.getByRole("listitem").first().waitFor();
  for (let n = 0; n < 5; n++) {
    await page.keyboard.press("Tab");
    expect(
      await page.evaluate(
        () => document.activeElement?.closest("dialog") !== null || document.activeElement === document.body,
      ),
    ).toBe(true);
  }
  await dialog.getByRole("button", { name: words.frame.close }).click();
  await dialog.waitFor({ state: "detached" });
  await eventually(() => focus(page)).toBe(words.posts.edited);
});

/** The key of ㅓ, which is that of j. */
async function hangulKey(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const key = { key: "ㅓ", code: "KeyJ", windowsVirtualKeyCode: 74 };
  await devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
  await devtools.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
}
