import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { test } from "./browser.ts";
import type { Person } from "./browser.ts";
import { composer, eventually, postsWith, write } from "./steps.ts";

const field = ({ page, words }: Person, name: "displayName" | "note") =>
  page.getByRole("textbox", { name: words.profile[name], exact: true });
const save = ({ page, words }: Person) => page.getByRole("button", { name: words.profile.save, exact: true });

/** Goes to the profile page through the settings. */
async function openProfile({ page, words }: Person): Promise<void> {
  const inRail = page
    .getByRole("navigation", { name: words.frame.nav })
    .getByRole("link", { name: words.frame.settings });
  const inMenu = page
    .locator("header:not(article header)")
    .getByRole("button", { name: words.frame.more, exact: true });
  await inRail.or(inMenu).filter({ visible: true }).click();
  if (await inMenu.isVisible()) await page.getByRole("menuitem", { name: words.frame.settings }).click();
  await page.getByRole("link", { name: words.profile.profile, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: words.profile.profile }).waitFor();
  await page.getByRole("textbox", { name: words.profile.note, exact: true }).waitFor();
}

/** What axe finds on the page or parts of it, once what was sliding in has arrived: half-way, colours are others. */
async function violations(page: Page, ...parts: string[]): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const axe = parts.reduce((axe, part) => axe.include(part), new AxeBuilder({ page }));
  return (await axe.analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test("a new name is on every post of another's open screens at once, and on the profile", async ({ app, person }) => {
  const [alice, bob] = [await person(app), await person(app)];
  await write(alice, "written under the old name");
  await postsWith(bob.page, "written under the old name").waitFor();
  const profile = await bob.tab(`/@${alice.username}`);
  await profile.getByRole("heading", { level: 2, name: alice.username }).waitFor();

  await openProfile(alice);
  await field(alice, "displayName").fill("앨리스 in 서울");
  await field(alice, "note").fill("I write #poems\n\nhttps://example.org/poems");
  await alice.page.getByRole("textbox", { name: alice.words.profile.fieldName(1) }).fill("Town");
  await alice.page.getByRole("textbox", { name: alice.words.profile.fieldValue(1) }).fill("서울");
  await alice.page.getByRole("checkbox", { name: alice.words.profile.bot }).check();
  await save(alice).click();
  await alice.page.getByText(alice.words.profile.saved).waitFor();

  await postsWith(bob.page, "written under the old name").filter({ hasText: "앨리스 in 서울" }).waitFor();
  await profile.getByRole("heading", { level: 2, name: /앨리스 in 서울/ }).waitFor();
  await profile.getByText("I write #poems").waitFor();
  await profile.getByRole("term").filter({ hasText: "Town" }).waitFor();
  await profile.getByText(bob.words.accounts.bot).waitFor();
  await postsWith(profile, "written under the old name").filter({ hasText: "앨리스 in 서울" }).waitFor();

  // One's own pages too, and they agree after a reload.
  const own = alice.page.getByRole("navigation", { name: alice.words.frame.nav });
  await own.getByText("앨리스 in 서울").waitFor();
  await alice.page.reload();
  await eventually(() => field(alice, "displayName").inputValue()).toBe("앨리스 in 서울");
});

test("what is wrong is said beside its field, in Korean, and nothing that was typed is lost", async ({
  app,
  person,
}) => {
  const alice = await person(app, { lang: "ko", width: 390, touch: true });
  const { page, words } = alice;
  await openProfile(alice);
  await field(alice, "displayName").fill("가".repeat(51));
  await page.getByRole("textbox", { name: words.profile.fieldValue(2) }).fill("이름이 없는 줄");
  await save(alice).click();
  await page.getByText(words.door.tooLong(50)).waitFor();
  await page.getByText(words.profile.labelNeeded).waitFor();
  await eventually(() => field(alice, "displayName").evaluate((it) => it === document.activeElement)).toBe(true);

  // What only the server knows is told in the same place.
  await field(alice, "displayName").fill("\u2060");
  await page.getByRole("textbox", { name: words.profile.fieldName(2) }).fill("줄");
  alice.expects(/status of 422 .*update_credentials/);
  await save(alice).click();
  await page.getByText(/보이지 않는 문자는 쓸 수 없어요/).waitFor();
  expect(await page.getByRole("textbox", { name: words.profile.fieldValue(2) }).inputValue()).toBe("이름이 없는 줄");
  expect(await violations(page)).toEqual([]);

  // Without a network it says so, and the next try works.
  await field(alice, "displayName").fill("지은");
  alice.expects(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  await alice.context.setOffline(true);
  await save(alice).click();
  await page.getByRole("alert").waitFor();
  await alice.context.setOffline(false);
  await save(alice).click();
  await page.getByText(words.profile.saved).waitFor();
});

test("new posts start with what was chosen, by keyboard alone, and each may be different", async ({ app, person }) => {
  const alice = await person(app);
  const { page, words } = alice;
  await openProfile(alice);
  await page.getByRole("combobox", { name: words.profile.visibility }).focus();
  await page.keyboard.press("q");
  await page.getByRole("combobox", { name: words.profile.language }).selectOption("ja");
  await page.getByRole("checkbox", { name: words.profile.locked }).focus();
  await page.keyboard.press("Space");
  await field(alice, "displayName").focus();
  await page.keyboard.press("Enter");
  await page.getByText(words.profile.saved).waitFor();
  expect(await violations(page)).toEqual([]);

  await page.goto("/compose");
  const { unlisted, public: open } = words.posts.visibilities;
  const chooser = (name: string) => page.getByRole("button", { name: `${words.posts.visibility}: ${name}` });
  await chooser(unlisted.name).click();
  await page
    .getByRole("menuitem", { name: new RegExp(`^${open.name}`) })
    .or(page.getByRole("menuitemradio", { name: new RegExp(`^${open.name}`) }))
    .click();
  await chooser(open.name).waitFor();
  await chooser(open.name).click();
  await page
    .getByRole("menuitem", { name: new RegExp(`^${unlisted.name}`) })
    .or(page.getByRole("menuitemradio", { name: new RegExp(`^${unlisted.name}`) }))
    .click();
  await composer(alice).fill("hello");
  const sent = page.waitForResponse(
    (answer) => answer.request().method() === "POST" && answer.url().endsWith("/api/v1/statuses"),
  );
  await page.getByRole("button", { name: words.posts.post, exact: true }).click();
  expect(await (await sent).json()).toMatchObject({
    visibility: "unlisted",
    language: "ja",
    account: { locked: true },
  });
});

test("the page of the API can be read in both schemes without a script", async ({ app, person }) => {
  for (const scheme of ["light", "dark"] as const) {
    const { page } = await person(app, { scheme, visitor: true });
    await page.goto("/api/docs");
    await page.getByText("/api/v1/accounts/update_credentials").click();
    await page.getByText("write:accounts").first().waitFor();
    const width = await page.locator("body").evaluate((body) => getComputedStyle(body).maxWidth);
    expect(width).not.toBe("none");
    expect(await violations(page, "header", "nav", "section[aria-labelledby=accounts]")).toEqual([]);
  }
});
