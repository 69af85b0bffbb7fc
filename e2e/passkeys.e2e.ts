import type { CDPSession, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { startApp } from "#test/app";
import { freePort } from "#test/ports";
import { logIn, test as base } from "./browser.ts";
import type { Person } from "./browser.ts";
import { eventually } from "./steps.ts";
import { text } from "../src/features/passkeys/passkeys.text.ts";

/** Browsers take passkeys on http://localhost, and on no IP address; a passkey belongs to an address that is known before. */
const test = base.extend("home", { scope: "file" }, async ({}, { onCleanup }) => {
  const port = await freePort("localhost");
  const app = await startApp({ HOST: "localhost", PORT: String(port), PUBLIC_URL: `http://localhost:${port}` });
  onCleanup(app.stop);
  return app;
});

/** A device that holds passkeys and is always unlocked by its owner. */
async function giveDevice(page: Page): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, authenticatorId };
}

/** A browser that offers passkeys only when asked, so that the button is what logs in. */
async function onlyByButton(page: Page): Promise<void> {
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
}

/** A browser that knows nothing of passkeys. */
async function withoutPasskeys(page: Page): Promise<void> {
  await page.addInitScript(() => void Reflect.deleteProperty(globalThis, "PublicKeyCredential"));
}

async function add({ page, password }: Person, t: typeof text.en, name: string): Promise<void> {
  // Browsers make passkeys only for the tab in front.
  await page.bringToFront();
  await page.goto("/settings");
  await page.getByRole("link", { name: t.title }).click();
  await page.getByRole("button", { name: t.add }).click();
  const dialog = page.getByRole("dialog", { name: t.add });
  await dialog.getByRole("textbox", { name: t.name, exact: true }).fill(name);
  await dialog.getByLabel(t.password, { exact: true }).fill(password);
  await dialog.getByRole("button", { name: t.goOn }).click();
}

async function leave({ page, words: { door } }: Person): Promise<void> {
  await page.goto("/settings");
  await page.getByRole("button", { name: door.logOut }).click();
  await page.getByRole("link", { name: door.logIn }).click();
}

describe.each(["en", "ko"] as const)("promise 32: in %s, a passkey", (lang) => {
  test("is added, logs in, is lost with its device, and is removed after a log-in by password", async ({
    home,
    person,
  }) => {
    const t = text[lang];
    const one = await person(home, { lang, before: onlyByButton });
    const { page, words } = one;
    one.expects(/status of 422 .*\/auth\/passkeys/);
    const { cdp, authenticatorId } = await giveDevice(page);
    const nav = page.getByRole("navigation", { name: words.frame.nav });

    await add({ ...one, password: "not my password" }, t, "Pocket");
    const dialog = page.getByRole("dialog", { name: t.add });
    await dialog.getByLabel(t.password, { exact: true }).and(page.locator("[aria-invalid=true]")).waitFor();
    await dialog.getByLabel(t.password, { exact: true }).fill(one.password);
    await dialog.getByRole("button", { name: t.goOn }).click();
    const row = page.getByRole("list", { name: t.title }).getByRole("listitem").filter({ hasText: "Pocket" });
    await row.getByText(t.neverUsed).waitFor();

    await leave(one);
    await page.getByRole("button", { name: t.logIn }).click();
    await nav.waitFor();
    await page.goto("/settings/passkeys");
    await row.getByText(t.used).waitFor();

    await add(one, t, "Pocket again");
    await page.getByRole("alert").filter({ hasText: t.trouble.already }).waitFor();
    await page.getByRole("button", { name: t.cancel }).click();
    await row.getByRole("button", { name: t.renameNamed("Pocket") }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("Lost phone");
    await page.getByRole("dialog").getByRole("button", { name: t.save }).click();
    const renamed = page.getByRole("listitem").filter({ hasText: "Lost phone" });
    await renamed.waitFor();

    await leave(one);
    await cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    const other = await giveDevice(page);
    await page.getByRole("button", { name: t.logIn }).click();
    await page.getByRole("alert").filter({ hasText: t.trouble.cancelled }).waitFor();
    await other.cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: other.authenticatorId });

    await logIn(one);
    await page.goto("/settings/passkeys");
    await renamed.getByRole("button", { name: t.removeNamed("Lost phone") }).click();
    await page
      .getByRole("dialog", { name: t.removeTitle })
      .getByRole("button", { name: t.remove, exact: true })
      .click();
    await page.getByRole("heading", { name: t.none }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: t.none }).waitFor();
  });
});

test("promise 32: the browser offers the passkey where the username is typed, and leads on to the page that was wanted", async ({
  home,
  person,
}) => {
  const one = await person(home);
  const { page, words } = one;
  const { cdp, authenticatorId } = await giveDevice(page);
  await add(one, text.en, "Laptop");
  await page.getByText("Laptop", { exact: true }).waitFor();
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  expect(credentials).toHaveLength(1);
  await page.goto("/settings");
  await page.getByRole("button", { name: words.door.logOut }).click();
  await page.getByRole("link", { name: words.door.logIn }).waitFor();
  await page.goto(`/login?next=${encodeURIComponent("/settings/passkeys")}`);
  await page.getByText("Laptop", { exact: true }).waitFor();
});

test("a second tab sees a passkey come and go without being reloaded", async ({ home, person }) => {
  const one = await person(home);
  await giveDevice(one.page);
  const tab = await one.tab("/settings/passkeys");
  await tab.getByRole("heading", { name: text.en.none }).waitFor();
  await add(one, text.en, "Laptop");
  await tab.getByText("Laptop", { exact: true }).waitFor();
  await one.page.getByRole("button", { name: text.en.removeNamed("Laptop") }).click();
  await one.page.getByRole("dialog").getByRole("button", { name: text.en.remove, exact: true }).click();
  await eventually(() => tab.getByText("Laptop", { exact: true }).count()).toBe(0);
});

test("a browser without passkeys says so in the settings, and its log-in page shows no button for one", async ({
  home,
  person,
}) => {
  const one = await person(home, { before: withoutPasskeys });
  await one.page.goto("/settings/passkeys");
  await one.page.getByText(text.en.trouble.unsupported).waitFor();
  await one.page.getByRole("heading", { name: text.en.none }).waitFor();
  expect(await one.page.getByRole("button", { name: text.en.add }).count()).toBe(0);
  await leave(one);
  await one.page.getByRole("button", { name: one.words.door.logIn, exact: true }).waitFor();
  expect(await one.page.getByRole("button", { name: text.en.logIn }).count()).toBe(0);
});
