import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { ensureBrowser } from "../scripts/browser.ts";
import { text as doors } from "../src/features/sessions/sessions.text.ts";
import { text as frames } from "../src/web/web.text.ts";

let app: TestApp;
let author: Member;
let browser: Browser;
let page: Page;
const refused: string[] = [];

beforeAll(async () => {
  app = await startApp();
  author = await app.member();
  browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
  });
  page = await browser.newPage({ baseURL: app.url, locale: "en-US" });
  page.setDefaultTimeout(10_000);
  await page.exposeFunction("noteRefusal", (what: string) => void refused.push(what));
  await page.addInitScript(() => {
    const { noteRefusal } = window as unknown as { noteRefusal: (what: string) => void };
    document.addEventListener("securitypolicyviolation", (event) =>
      noteRefusal(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`),
    );
  });
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted|Permissions-Policy/i.test(message.text())) refused.push(message.text());
  });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

test("threat 15: a member's whole round through the pages breaks no rule of the content policy", async () => {
  await author.post("a link https://example.org/?a=1&b=2, @somebody, #tag\n\n<img src=x onerror=alert(1)>");
  await page.goto("/signup");
  await page.getByRole("textbox", { name: doors.en.username }).fill("walker");
  await page.getByLabel(doors.en.password, { exact: true }).fill("correct horse battery");
  await page.getByRole("textbox", { name: doors.en.email }).fill("walker@example.org");
  await page.getByRole("button", { name: doors.en.signUp }).click();
  await page.getByRole("navigation", { name: frames.en.nav }).waitFor();
  await page.getByRole("article").filter({ hasText: "onerror=alert(1)" }).waitFor();
  await author.post("heard live");
  await page.getByRole("article").filter({ hasText: "heard live" }).waitFor();
  const { body } = await author.get<{ id: string }[]>("/api/v1/timelines/public");
  const thread = `/@${author.username}/${body[0]!.id}`;
  for (const path of ["/compose", "/settings", `/@${author.username}`, thread, "/no/such/page"]) {
    await page.goto(path);
    await page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
  }
  await page.goto(thread);
  await page.getByRole("article").first().waitFor();
  expect(refused).toEqual([]);
});

test("threat 15: text that finds its way to the page's markup stays out of it, and no script comes from anywhere else", async () => {
  const outcomes = await page.evaluate(() => {
    const attempt = (inject: () => void) => {
      try {
        inject();
        return "done";
      } catch (error) {
        return (error as Error).name;
      }
    };
    const { trustedTypes } = window as unknown as {
      trustedTypes: { createPolicy: (name: string, rules: object) => void };
    };
    return [
      attempt(() => (document.body.innerHTML = "<img src=x onerror=alert(1)>")),
      attempt(() => document.body.insertAdjacentHTML("beforeend", "<b>x</b>")),
      attempt(() => (document.createElement("script").src = "https://evil.example/x.js")),
      attempt(() => document.createElement("a").setAttribute("onclick", "alert(1)")),
      attempt(() => trustedTypes.createPolicy("mine", {})),
    ];
  });
  expect(outcomes).toEqual(Array<string>(5).fill("TypeError"));
});
