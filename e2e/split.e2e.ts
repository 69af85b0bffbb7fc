import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { freePort } from "#test/ports";
import { ensureBrowser } from "../scripts/browser.ts";
import { text as doors } from "../src/features/sessions/sessions.text.ts";
import { text as frames } from "../src/web/web.text.ts";
import { startHost } from "./host.ts";
import type { Host } from "./host.ts";
import { eventually } from "./steps.ts";

const [door, frame] = [doors.en, frames.en];
const profile = mkdtempSync(join(tmpdir(), "xm-split-"));

/** To browsers `127.0.0.1` and `localhost` are two sites, as netlify.app and herokuapp.com are. */
let host: Host;
let app: TestApp;
let server: string;
let author: Member;
let context: BrowserContext;
let page: Page;
const troubles: string[] = [];
/** What the browser said of itself each time that it opened the live channel. */
const knocks: { origin: string | undefined; cookie: string | undefined; transport: string | null }[] = [];

beforeAll(async () => {
  const port = await freePort();
  server = `http://localhost:${port}`;
  host = await startHost(server);
  app = await startApp({ PORT: String(port), PUBLIC_URL: server, CLIENT_ORIGIN: host.url });
  listenAtTheDoor();
  author = await app.member();
  // What the person in front of the browser would set: block third-party cookies.
  mkdirSync(join(profile, "Default"), { recursive: true });
  const blocked = { profile: { block_third_party_cookies: true, cookie_controls_mode: 1 } };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(blocked));
  context = await chromium.launchPersistentContext(profile, {
    executablePath: await ensureBrowser(),
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
    baseURL: host.url,
    locale: "en-US",
  });
  context.setDefaultTimeout(10_000);
  // A cookie that would go along, were it not blocked: the browser has it, and sends it to this server's own pages.
  await context.addCookies([
    { name: "planted", value: "1", domain: "localhost", path: "/", sameSite: "None", secure: true },
  ]);
  context.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page = context.pages()[0] ?? (await context.newPage());
});
afterAll(async () => {
  await context?.close();
  await app?.stop();
  await host?.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

function listenAtTheDoor(): void {
  const note = ({
    url,
    headers: { origin, cookie },
  }: {
    url?: string;
    headers: { origin?: string; cookie?: string };
  }) => {
    const query = new URL(url!, server);
    if (query.pathname === "/socket.io/" && !query.searchParams.has("sid"))
      knocks.push({ origin, cookie, transport: query.searchParams.get("transport") });
  };
  app.server.http.server.on("upgrade", note).on("request", note);
}

const article = (text: string) => page.getByRole("article").filter({ hasText: text });
const inside = () => page.getByRole("navigation", { name: frame.nav }).waitFor();

/** Something is said after the page has loaded and is connected, and appears on it by itself. */
async function hears(text: string, seenBefore?: string): Promise<void> {
  await inside();
  if (seenBefore !== undefined) await article(seenBefore).waitFor();
  await eventually(() => app.server.live.count()).toBe(1);
  await author.post(text);
  await article(text).waitFor();
}

test("promise 30: with client and server on two sites and third-party cookies blocked, a member stays in over 20 reloads, live each time", async () => {
  await author.post("word 0.");
  await page.goto("/signup");
  await page.getByRole("textbox", { name: door.username }).fill("wanderer");
  await page.getByLabel(door.password, { exact: true }).fill("correct horse battery");
  await page.getByRole("textbox", { name: door.email }).fill("wanderer@example.org");
  await page.getByRole("button", { name: door.signUp }).click();
  await hears("word 1.", "word 0.");
  for (let n = 2; n <= 21; n++) {
    await page.reload();
    await hears(`word ${n}.`, `word ${n - 1}.`);
  }
  expect(knocks).toHaveLength(21);
  expect(new Set(knocks.map((knock) => JSON.stringify(knock)))).toEqual(
    new Set([JSON.stringify({ origin: host.url, transport: "websocket" })]),
  );
  const cookies = await context.cookies();
  expect(cookies.filter(({ domain }) => domain === "localhost").map(({ name }) => name)).toEqual(["planted"]);
  // Before the sign-up the page asked who is signed in, and was told "nobody".
  expect(troubles.filter((text) => !/status of 401/.test(text))).toEqual([]);
}, 120_000);

test("after the server was started anew the page comes back by itself, with a fresh ticket", async () => {
  const before = knocks.length;
  await app.restart();
  listenAtTheDoor();
  await hears("after the restart.", "word 21.");
  expect(knocks.length).toBeGreaterThan(before);
});

test("where a network lets no WebSockets through, the page goes on over plain requests", async () => {
  app.server.http.server.prependListener("upgrade", (_request, socket) => void socket.destroy());
  await page.reload();
  await hears("by plain requests.", "after the restart.");
  expect(knocks.at(-1)).toEqual({ origin: host.url, cookie: undefined, transport: "polling" });
});

test("any page of the client opens at its own address, and what is no page of it is the server's answer", async () => {
  await page.goto("/@wanderer");
  await inside();
  const answer = await page.request.get("/api/v1/nothing");
  expect([answer.status(), await answer.json()]).toEqual([404, { error: expect.any(String) }]);
  expect((await page.request.get("/assets/gone-12345678.js")).status()).toBe(404);
});

test("promise 31: who leaves is out on both hosts", async () => {
  await page.goto("/settings");
  await page.getByRole("button", { name: door.logOut }).first().click();
  await page.getByRole("link", { name: door.logIn }).first().waitFor();
  await eventually(() => app.server.live.count()).toBe(0);
  expect((await page.request.get("/auth/me")).status()).toBe(401);
  expect(troubles.filter((text) => /Content Security Policy|TrustedHTML/.test(text))).toEqual([]);
});
