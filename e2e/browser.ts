import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { test as base } from "vitest";
import { startApp } from "#test/app";
import type { TestNode } from "#test/app";
import { ensureBrowser } from "../scripts/browser.ts";
import { wordsOf } from "./words.ts";
import type { Lang, Words } from "./words.ts";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"];

export type Look = {
  lang?: Lang;
  scheme?: "light" | "dark";
  width?: number;
  height?: number;
  touch?: boolean;
  /** Stays in front of the door. */
  visitor?: boolean;
  /** Signs up under this name instead of a made-up one. */
  username?: string;
  /** Logs in instead of signing up. */
  login?: { username: string; password: string };
  /** Does something to the browser before it opens its first page. */
  before?: (page: Page) => Promise<unknown>;
};

/** Somebody with a browser of their own. */
export type Person = {
  page: Page;
  context: BrowserContext;
  username: string;
  password: string;
  words: Words;
  /** One more tab of the same browser, at a path. */
  tab: (path: string) => Promise<Page>;
  /** Errors in the console that match are part of this story; any other fails it. */
  expects: (trouble: RegExp) => void;
};

export type Meet = (app: TestNode, look?: Look) => Promise<Person>;

/** What every visitor's page asks first, and is told "nobody". */
const alwaysExpected = [/status of 401 .*\/auth\/me$/];

/** A file's stories share one server and one browser; each story ends with its people's browsers closed and their consoles checked. */
export const test = base
  .extend("app", { scope: "file" }, async ({}, { onCleanup }) => {
    const app = await startApp();
    onCleanup(app.stop);
    return app;
  })
  .extend("browser", { scope: "file" }, async ({}, { onCleanup }) => {
    const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: flags });
    onCleanup(() => browser.close());
    return browser;
  })
  .extend("person", async ({ browser, task }, { onCleanup }): Promise<Meet> => {
    const contexts: BrowserContext[] = [];
    const expected = [...alwaysExpected];
    const troubles: string[] = [];
    const note = (trouble: string) => troubles.push(trouble);
    onCleanup(async () => {
      if (task.result?.state === "fail") await photograph(contexts, task.name);
      await Promise.all(contexts.map((context) => context.close()));
      const found = troubles.filter((trouble) => !expected.some((each) => each.test(trouble)));
      if (found.length > 0) throw new Error(`the browser complained:\n${found.join("\n")}`);
    });
    return async (app, look = {}) => {
      const context = await open(browser, app, look);
      contexts.push(context);
      watch(context, note);
      return arrive(context, look, (trouble) => void expected.push(trouble));
    };
  });

async function open(browser: Browser, app: TestNode, look: Look): Promise<BrowserContext> {
  const options: BrowserContextOptions = {
    baseURL: app.url,
    locale: look.lang === "ko" ? "ko-KR" : "en-US",
    colorScheme: look.scheme ?? "light",
    viewport: { width: look.width ?? 1280, height: look.height ?? 900 },
    hasTouch: look.touch ?? false,
    permissions: ["clipboard-read", "clipboard-write"],
  };
  const context = await browser.newContext(options);
  context.setDefaultTimeout(10_000);
  return context;
}

/** Errors in the console, exceptions of the page, and what the content policy refuses, which is such an error. */
function watch(context: BrowserContext, note: (trouble: string) => void): void {
  context.on("console", (message) => {
    if (message.type() === "error") note(`${message.text()} ${message.location().url}`);
  });
  context.on("weberror", (error) => note(String(error.error().stack ?? error.error())));
}

let people = 0;

async function arrive(context: BrowserContext, look: Look, expects: Person["expects"]): Promise<Person> {
  const page = await context.newPage();
  await look.before?.(page);
  const words = wordsOf(look.lang ?? "en");
  const username = look.login?.username ?? look.username ?? `guest${process.pid}_${++people}`;
  const password = look.login?.password ?? "correct horse battery";
  const person: Person = {
    page,
    context,
    username,
    password,
    words,
    expects,
    tab: async (path) => {
      const tab = await context.newPage();
      await tab.goto(path);
      return tab;
    },
  };
  if (look.visitor) return person;
  await (look.login ? logIn(person) : signUp(person));
  return person;
}

/** Fills in the sign-up form and sends it; resolves on the home page. */
export async function signUp({ page, username, password, words: { door, frame } }: Person): Promise<void> {
  await page.goto("/signup");
  await page.getByRole("textbox", { name: door.username }).fill(username);
  await page.getByLabel(door.password, { exact: true }).fill(password);
  await page
    .getByRole("textbox", { name: door.email })
    .fill(`${encodeURIComponent(username).replaceAll("%", "")}@example.org`);
  await page.getByRole("button", { name: door.signUp }).click();
  await page.getByRole("navigation", { name: frame.nav }).waitFor();
}

/** Fills in the log-in form and sends it; resolves when a page for members is there. */
export async function logIn({ page, username, password, words: { door, frame } }: Person): Promise<void> {
  if (!new URL(page.url(), "http://none").pathname.startsWith("/login")) await page.goto("/login");
  await page.getByRole("textbox", { name: door.username }).fill(username);
  await page.getByLabel(door.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: door.logIn, exact: true }).click();
  await page.getByRole("navigation", { name: frame.nav }).waitFor();
}

async function photograph(contexts: BrowserContext[], name: string): Promise<void> {
  mkdirSync("test-results", { recursive: true });
  const file = name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80);
  const pages = contexts.flatMap((context) => context.pages());
  await Promise.all(
    pages.map((page, index) => page.screenshot({ path: `test-results/${file}-${index + 1}.png` }).catch(() => {})),
  );
}
