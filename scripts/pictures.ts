import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { readConfig } from "#core/config";
import { createLogger } from "#core/log";
import { start } from "../src/start.ts";
import { ensureBrowser } from "./browser.ts";
import { fill, password } from "./demo/fill.ts";

/** The README's pictures, taken from the running demo: `npm run pictures`. */
const folder = join(import.meta.dirname, "..", "docs", "pictures");

type Look = { name: string; lang: "en" | "ko"; scheme: "light" | "dark"; width: number; height: number };

async function open(browser: Browser, url: string, { name, lang, scheme, width, height }: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: lang === "ko" ? "ko-KR" : "en-US",
    reducedMotion: "reduce",
    deviceScaleFactor: 2,
  });
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  await page.locator("input[name=username]").fill(name);
  await page.locator("input[name=password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator("article").first().waitFor();
  return page;
}

/** Two windows side by side, the left one writing, the right one seeing it arrive. */
async function takeLive(browser: Browser, url: string): Promise<void> {
  const size = { width: 620, height: 700 };
  const writer = await open(browser, url, { name: "민수", lang: "ko", scheme: "light", ...size });
  const reader = await open(browser, url, { name: "alice", lang: "en", scheme: "dark", ...size });
  const words = "@alice님, 소금빵 사 왔어요! 아직 따뜻해요 🥐 #아침";
  await writer.goto(`${url}/compose`);
  await writer.getByRole("textbox").first().fill(words);
  await writer.keyboard.press("Control+Enter");
  for (const page of [writer, reader]) await page.getByText("아직 따뜻해요").first().waitFor();
  const shots = await Promise.all([writer, reader].map((page) => page.screenshot()));
  const frame = await browser.newPage({ viewport: { width: 1300, height: 740 }, deviceScaleFactor: 2 });
  const images = shots.map((shot) => `<img src="data:image/png;base64,${shot.toString("base64")}">`);
  await frame.setContent(
    `<style>body{margin:0;display:flex;gap:20px;padding:20px;background:#cfdad7}img{width:620px;border-radius:14px}</style>${images.join("")}`,
  );
  await frame.screenshot({ path: join(folder, "live.png") });
}

const data = mkdtempSync(join(tmpdir(), "xm-pictures-"));
const config = readConfig({ PORT: "0", DATA_DIR: data, INSTANCE_TITLE: "Hanok Town" });
const { server, database, stop } = await start(config, createLogger("warn"));
const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ["--no-sandbox"] });
try {
  await mkdir(folder, { recursive: true });
  await fill(server.url, database);
  const phone = { width: 390, height: 780 };
  const thread = await open(browser, server.url, { name: "alice", lang: "en", scheme: "dark", ...phone });
  await thread.getByText("Question for the locals").click();
  await thread.getByText("소금빵").waitFor();
  await thread.getByRole("textbox").waitFor();
  await thread.screenshot({ path: join(folder, "thread-phone-dark.png") });
  const profile = await open(browser, server.url, { name: "민수", lang: "ko", scheme: "light", ...phone });
  await profile.goto(`${server.url}/@${encodeURIComponent("민수")}`);
  await profile.locator("article").first().waitFor();
  await profile.screenshot({ path: join(folder, "profile-phone-ko.png") });
  await takeLive(browser, server.url);
  for (const name of ["live", "thread-phone-dark", "profile-phone-ko"])
    console.log(name, (await readFile(join(folder, `${name}.png`))).length);
} finally {
  await browser.close();
  await stop();
  rmSync(data, { recursive: true, force: true });
}
