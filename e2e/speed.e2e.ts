import { get } from "node:http";
import type { Page } from "playwright-core";
import { Client } from "pg";
import { expect } from "vitest";
import { test } from "./browser.ts";
import { composer, postsWith, tell } from "./steps.ts";

/** What a member's first page may bring, the editor and the live connection included, in bytes of JavaScript. */
const budget = 150_000;

/** How many bytes come over the wire for a file, compressed by gzip. */
const bytesOf = (url: string) =>
  new Promise<number>((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip" } }, (answer) => {
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => (bytes += chunk.length));
      answer.on("end", () => resolve(bytes));
    }).on("error", reject);
  });

test("promise 22: the first load of a member's page is light", async ({ app, person }) => {
  const author = await app.member();
  await author.post("something to read");
  const one = await person(app);
  const page = await one.tab("/");
  await postsWith(page, "something to read").waitFor();
  await composer({ page, words: one.words }).waitFor();
  await page.waitForLoadState("networkidle");
  const scripts = await page.evaluate(() =>
    performance.getEntriesByType("resource").flatMap(({ name }) => (/\.js(\?|$)/.test(name) ? [name] : [])),
  );
  const sizes = await Promise.all(scripts.map(bytesOf));
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  tell(`JavaScript of the first load: ${total} bytes by gzip, in ${scripts.length} files`);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(budget);
});

test("one's own post is painted at once, before the server knows of it", async ({ app, person }) => {
  const one = await person(app);
  const { page } = one;
  let held = 0;
  await page.route("**/api/v1/statuses", async (route) => {
    held++;
    await new Promise((done) => setTimeout(done, 1000));
    await route.continue();
  });
  const times: number[] = [];
  for (let n = 1; n <= 5; n++) {
    await composer(one).fill(`quick ${n}.`);
    const painted = await watchFor(page, `quick ${n}.`);
    await page.keyboard.press("Control+Enter");
    times.push(Math.round(await painted.evaluate(({ ms }) => ms)));
  }
  times.sort((a, b) => a - b);
  tell(`own post painted after ${times.join(", ")} ms`);
  expect(held).toBeLessThan(5);
  expect(times[2]).toBeLessThan(150);
});

test("a timeline of two thousand posts is scrolled far down with a handful of them in the page", async ({
  app,
  person,
}) => {
  const author = await app.member();
  await insertPosts(app.databaseUrl, author.id, 2000);
  const { page } = await person(app);
  await postsWith(page, "row 2000.").waitFor();
  await page.mouse.move(500, 500);
  const { read, posts, nodes } = await scrollDown(page);
  tell(`2,000 posts: at most ${posts} posts and ${nodes} nodes in the page; ${read} steps`);
  expect(posts).toBeLessThan(60);
  expect(nodes).toBeLessThan(4000);
});

/** Promises how many milliseconds after the next key a post with this text has been drawn. */
const watchFor = (page: Page, text: string) =>
  page.evaluateHandle((text) => {
    let pressed = 0;
    window.addEventListener("keydown", (event) => (pressed = event.timeStamp), { capture: true });
    const ms = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (![...document.querySelectorAll("article")].some((post) => post.textContent?.includes(text))) return;
        observer.disconnect();
        // The frame that shows it has been drawn when the task after it begins.
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)));
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    return { ms };
  }, text);

/** Old posts, as if they had been written a minute apart. */
async function insertPosts(url: string, account: string, count: number): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(
    `insert into posts (id, account_id, text, visibility, thread_id, created_at)
     select made.id, $1, 'row ' || made.n || '.' || repeat(' and some more words', made.n % 9), 'public', made.id, made.at
     from (select n, now() - make_interval(mins => $2 - n) as at,
             ((extract(epoch from now() - make_interval(mins => $2 - n)) * 1000)::bigint << 16) + n as id
           from generate_series(1, $2::int) n) made`,
    [account, count],
  );
  await client.end();
}

/** Scrolls eight hundred posts down, and says how much of it was in the page at once at most. */
async function scrollDown(page: Page) {
  const most = { read: 0, posts: 0, nodes: 0 };
  for (; (await postsWith(page, /row 1200\./).count()) === 0; most.read++) {
    if (most.read > 400) throw new Error("the older posts never come");
    const now = await page.evaluate(async () => {
      window.scrollTo(0, document.documentElement.scrollHeight);
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return {
        posts: document.querySelectorAll("article").length,
        nodes: document.querySelectorAll("*").length,
      };
    });
    most.posts = Math.max(most.posts, now.posts);
    most.nodes = Math.max(most.nodes, now.nodes);
  }
  return most;
}
