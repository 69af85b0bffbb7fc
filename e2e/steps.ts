import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Person } from "./browser.ts";
import { wordsOf } from "./words.ts";

type Reader = Pick<Person, "page" | "words">;

/** Looks again and again, for at most ten seconds. */
export function eventually<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 10_000, interval: 50 });
}

/** The posts on a page that contain these words. */
export const postsWith = (page: Page, words: string | RegExp): Locator =>
  page.getByRole("article").filter({ hasText: words });

/** A post that the server has: one that is still on its way has no menu. */
export const saved = (post: Locator, { posts } = wordsOf("en")): Promise<void> =>
  post.getByRole("button", { name: posts.more, exact: true }).waitFor();

/** Chooses a tab within a page; resolves when its panel is the one that is shown. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole("tab", { name, exact: true }).click();
  await page.getByRole("tab", { name, exact: true, selected: true }).waitFor();
}

/** Goes one page back; resolves when what came of it has been drawn, also where the address stays the same. */
export async function goBack(page: Page): Promise<void> {
  await page.goBack();
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn)))),
  );
}

/** The one field where a new post is written. */
export const composer = ({ page, words }: Reader): Locator =>
  page.getByRole("textbox", { name: words.posts.write, exact: true });

/** Writes a post and presses the button. */
export async function write(reader: Reader, text: string): Promise<void> {
  await composer(reader).fill(text);
  await reader.page.getByRole("button", { name: reader.words.posts.post, exact: true }).click();
}

/** Writes a reply on the page of a post. */
export async function reply({ page, words }: Reader, text: string): Promise<void> {
  const place = page.getByRole("region", { name: words.posts.replyPlaceholder });
  await place.getByRole("textbox").fill(text);
  await place.getByRole("button", { name: words.posts.reply, exact: true }).click();
}

/** Opens a post's menu. */
export async function openMenu(post: Locator, { posts } = wordsOf("en")): Promise<void> {
  await post.getByRole("button", { name: posts.more, exact: true }).click();
}

/** Chooses something from a post's menu. */
export async function choose(
  post: Locator,
  item: "edit" | "delete" | "copyLink" | "redraft",
  words = wordsOf("en"),
): Promise<void> {
  await openMenu(post, words);
  await post.getByRole("menuitem", { name: words.posts[item], exact: true }).click();
}

/** Opens a post's editor where the post stands; resolves to its field, with the words in it. */
export async function openEditor(post: Locator, words = wordsOf("en")): Promise<Locator> {
  const page = post.page();
  await choose(post, "edit", words);
  const field = page.getByRole("textbox", { name: words.posts.editing });
  await field.waitFor();
  return field;
}

/** The words of every post on the page, from top to bottom, one string each. */
export const bodies = (page: Page): Promise<string[]> =>
  page
    .getByRole("article")
    .evaluateAll((articles) =>
      articles
        .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((article) => [...article.querySelectorAll("p")].map((p) => p.textContent).join("\n")),
    );

/** Says a figure of the run. */
export const tell = (line: string): void => void process.stdout.write(`    ${line}\n`);

/** From now on notes whatever the page moves by itself; the function it gives says what that was. */
export async function watchShifts(page: Page): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle(() => {
    type Shift = PerformanceEntry & {
      value: number;
      sources: { node?: Node; previousRect: DOMRect; currentRect: DOMRect }[];
    };
    const shifts: string[] = [];
    const rect = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(" ");
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Shift[])
        for (const { node, previousRect, currentRect } of sources)
          shifts.push(
            `${value}: ${node?.textContent?.slice(0, 50)} from ${rect(previousRect)} to ${rect(currentRect)}`,
          );
    }).observe({ type: "layout-shift", buffered: false });
    return shifts;
  });
  return () => seen.jsonValue();
}
