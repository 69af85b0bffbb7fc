import { Secret, TOTP } from "otpauth";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { letterTo } from "#test/letters";
import { ensureBrowser } from "../scripts/browser.ts";
import { text as recovery } from "../src/features/sessions/sessions.recovery.text.ts";
import { text as door } from "../src/features/sessions/sessions.text.ts";
import { text as twoFactor } from "../src/features/sessions/sessions.totp.text.ts";
import { text as frame } from "../src/web/web.text.ts";
import { eventually } from "./steps.ts";

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  app = await startApp();
  browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ["--no-sandbox", "--disable-gpu"] });
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

type Lang = "en" | "ko";

/** Opens a browser of its own at a path. */
async function open(lang: Lang, path: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: app.url,
    locale: lang === "ko" ? "ko-KR" : "en-US",
    viewport: { width: 390, height: 844 },
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** The page that a letter's link leads to, on this server. */
const pathIn = (text: string) => /https?:\/\/[^/\s]+(\/\w+#token=[\w-]+)/.exec(text)?.[1] ?? "";

async function logIn(page: Page, { username }: Member, password: string, lang: Lang): Promise<void> {
  await page.getByRole("textbox", { name: door[lang].username }).fill(username);
  await page.getByLabel(door[lang].password, { exact: true }).fill(password);
  await page.getByRole("button", { name: door[lang].logIn }).click();
}

const isIn = (page: Page, lang: Lang) => page.getByRole("navigation", { name: frame[lang].nav }).first().waitFor();

test.each(["en", "ko"] as const)(
  "a member proves their address, forgets the password, and is back by a letter, in %s",
  async (lang) => {
    const t = recovery[lang];
    const member = await app.member();
    const verify = await open(lang, pathIn((await letterTo(app, member.email)).text));
    await verify.getByText(t.verified).waitFor();
    // The token is neither in the address bar nor in the history any more.
    expect(verify.url()).toBe(`${app.url}/verify`);

    const page = await open(lang, "/login");
    await page.getByRole("link", { name: t.forgotLink }).click();
    await page.getByRole("textbox", { name: door[lang].email }).fill(member.email);
    await page.getByRole("button", { name: t.sendLink }).click();
    await page.getByRole("heading", { name: t.sent }).waitFor();

    await page.goto(pathIn((await letterTo(app, member.email, 2)).text));
    await page.getByLabel(t.newPassword, { exact: true }).fill("a new good password");
    await page.getByRole("button", { name: t.save }).click();
    await page.waitForURL("**/login");
    await logIn(page, member, "a new good password", lang);
    await isIn(page, lang);
  },
);

test.each(["en", "ko"] as const)(
  "two-step log-in is set up by its picture's key and then asks, in %s",
  async (lang) => {
    const t = twoFactor[lang];
    const member = await app.member();
    const page = await open(lang, "/login?next=/settings/two-factor");
    await logIn(page, member, member.password, lang);
    await page.getByRole("button", { name: t.start }).waitFor();
    await page.getByLabel(t.yourPassword, { exact: true }).fill(member.password);
    await page.getByRole("button", { name: t.start }).click();
    const picture = page.getByRole("img", { name: t.picture });
    await picture.waitFor();
    // The content policy lets the picture in.
    await eventually(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    const secret = Secret.fromBase32((await page.locator("code").innerText()).replaceAll(" ", ""));
    await page.getByRole("textbox", { name: t.code }).fill(new TOTP({ secret }).generate());
    await page.getByRole("button", { name: t.turnOn }).click();
    const codes = page.locator("main li, section li").filter({ hasText: /^\w{5}-\w{5}$/ });
    await codes.first().waitFor();
    const kept = await codes.allInnerTexts();
    expect(kept).toHaveLength(10);
    await page.getByRole("button", { name: t.done }).click();
    await page.getByText(t.left(10)).waitFor();

    const other = await open(lang, "/login");
    await logIn(other, member, member.password, lang);
    await other.getByRole("heading", { name: t.stepTitle }).waitFor();
    const field = other.getByRole("textbox", { name: t.codeOrRecovery });
    await field.fill("000000");
    await other.getByRole("button", { name: door[lang].logIn }).click();
    await other.locator("input[aria-invalid=true]").waitFor();
    await field.fill(kept[0]!);
    await other.getByRole("button", { name: door[lang].logIn }).click();
    await isIn(other, lang);
  },
);
