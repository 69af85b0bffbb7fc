import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { TestApp } from "#test/app";
import { setLocked } from "#test/relations";
import { inBothSchemes } from "./axe.ts";
import { test } from "./browser.ts";
import { openTab } from "./steps.ts";

/** A member whom much has happened to: followed, asked, mentioned, written to; who has kept, liked, muted and blocked. */
async function busyMember(app: TestApp) {
  const [reader, ann, ben, muted, blocked, asks] = await Promise.all(Array.from({ length: 6 }, () => app.member()));
  if (!reader || !ann || !ben || !muted || !blocked || !asks) throw new Error("somebody is missing");
  const act = (verb: string, whom: { id: string }) => reader.send("POST", `/api/v1/accounts/${whom.id}/${verb}`);
  const mark = (who: typeof ann, id: string, verb: string) => who.send("POST", `/api/v1/statuses/${id}/${verb}`);
  const own = await reader.post("words that go round #빵");
  const theirs = await ann.post("worth keeping #빵");
  await ann.post(`@${reader.username} are you there?`);
  await ann.post(`@${reader.username} between us`, { visibility: "direct" });
  await ben.post("see this", { quoted_status_id: own.id });
  await ben.post("an answer", { in_reply_to_id: own.id });
  for (const who of [ann, ben]) for (const verb of ["favourite", "reblog"]) await mark(who, own.id, verb);
  for (const verb of ["bookmark", "favourite", "reblog"]) await mark(reader, theirs.id, verb);
  await reader.send("POST", `/api/v1/tags/${encodeURIComponent("빵")}/feature`);
  await act("follow", ann);
  await ben.send("POST", `/api/v1/accounts/${reader.id}/follow`);
  await act("mute", muted);
  await act("block", blocked);
  await setLocked(app, reader, true);
  await asks.send("POST", `/api/v1/accounts/${reader.id}/follow`);
  return { reader, ann, own };
}

const row = (page: Page) => page.getByRole("main").getByRole("article").first();

const langs = ["en", "ko"] as const;
describe.each(langs)(
  "in light and dark, in %s, axe finds nothing on the screens of whom much has happened to:",
  (lang) => {
    type Paths = (who: { me: string; other: string; post: string }) => string[];
    const groups: [name: string, paths: Paths][] = [
      [
        "a post and what became of it",
        ({ post }) => ["", "/favourited", "/boosted", "/quotes"].map((end) => post + end),
      ],
      ["profiles", ({ me, other }) => [me, `${me}/tagged/빵`, `${me}/followers`, other]],
      ["people of one's own", () => ["/follow-requests", "/settings/blocks", "/settings/mutes"]],
      ["posts of one's own", () => ["/tags/빵", "/bookmarks", "/favourites", "/notifications"]],
    ];
    test.for(groups)("%s", { timeout: 120_000 }, async ([, paths], { app, person }) => {
      const { reader, ann, own } = await busyMember(app);
      const { page } = await person(app, { login: reader, lang });
      const me = `/@${reader.username}`;
      const found: string[] = [];
      for (const path of paths({ me, other: `/@${ann.username}`, post: `${me}/${own.id}` })) {
        await page.goto(path);
        await row(page).waitFor();
        found.push(...(await inBothSchemes(page, path)));
      }
      expect(found).toEqual([]);
    });

    test("talks and both tabs of home", async ({ app, person }) => {
      const { reader } = await busyMember(app);
      const { page, words } = await person(app, { login: reader, lang });
      await page.goto("/conversations");
      await page.getByText("between us").waitFor();
      const found = await inBothSchemes(page, "/conversations");
      await page.goto("/");
      for (const tab of [words.lists.followed, words.lists.everyone]) {
        await openTab(page, tab);
        await row(page).waitFor();
        found.push(...(await inBothSchemes(page, tab)));
      }
      expect(found).toEqual([]);
    }, 120_000);
  },
);
