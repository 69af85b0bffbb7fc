import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
import { captureQueries, explain } from "#test/explain";

let app: TestApp;
let talker: Member;
let stranger: Member;
beforeAll(async () => {
  app = await startApp();
  [talker, stranger] = await Promise.all([app.member("talker"), app.member("stranger")]);
});
afterAll(() => app.stop());

const run = (query: ReturnType<typeof sql>) => app.server.app.db.execute(query);
const follow = (who: Member, whom: Member) =>
  run(sql`insert into follows (account_id, target_id) values (${who.id}, ${whom.id})`);
const linked = (header: string | null, rel: string) =>
  new RegExp(`<([^>]*)>; rel="${rel}"`).exec(header ?? "")?.[1]?.replace(app.server.app.config.publicUrl, "");

/** All pages from one on, as their links lead. */
async function walk(who: Member, from: string, rel: "next" | "prev"): Promise<string[][]> {
  const pages: string[][] = [];
  for (let path: string | undefined = from; path;) {
    const { body, headers }: { body: PostBody[]; headers: Headers } = await who.get<PostBody[]>(path);
    const next = linked(headers.get("link"), rel);
    // Upward there is always a next place to ask from; the end is where nothing comes and nothing moves.
    if (body.length === 0 && (next === undefined || next === path)) break;
    pages.push(body.map(({ id }) => id));
    path = next;
  }
  return pages;
}

test("of an account whose posts hardly ever belong at home only so many are looked at, and the pages go on from there", async () => {
  const [me, quiet] = await Promise.all([app.member("reader"), app.member("quiet")]);
  for (const whom of [talker, quiet]) await follow(me, whom);
  const { thread_id: to } = await stranger.post("talk to me");
  const shown = [await talker.post("first"), await quiet.post("long ago")];
  const answers = (many: number) =>
    run(sql`
      insert into posts (account_id, text, visibility, thread_id, in_reply_to_id, in_reply_to_account_id)
        select ${talker.id}::bigint, 'no', 'public', ${to}::bigint, ${to}::bigint, ${stranger.id}::bigint
          from generate_series(1, ${many}::int)`);
  await answers(3000);
  shown.push(await talker.post("now and then"));
  await answers(3000);
  await run(sql`analyze posts`);
  const all = shown.map(({ id }) => id);

  const { status, body, headers } = await me.get<PostBody[]>("/api/v1/timelines/home");
  expect([status, body, linked(headers.get("link"), "next")]).toEqual([200, [], expect.stringContaining("max_id=")]);
  const down = await walk(me, "/api/v1/timelines/home", "next");
  expect(down.flat()).toEqual(all.toReversed());
  expect(down.length).toBeGreaterThan(3);
  expect(down.length).toBeLessThan(15);
  const up = await walk(me, "/api/v1/timelines/home?min_id=1", "prev");
  expect(up.flatMap((page) => page.toReversed())).toEqual(all);
  expect(up.length).toBeGreaterThan(3);

  // Newer posts are found at once where there are enough of them, whatever lies behind.
  for (let i = 0; i < 5; i++) shown.push(await quiet.post(`again ${i}`));
  const page = await me.get<PostBody[]>("/api/v1/timelines/home?limit=5");
  expect(page.body.map(({ id }) => id)).toEqual(
    shown
      .slice(-5)
      .map(({ id }) => id)
      .toReversed(),
  );
  expect(linked(page.headers.get("link"), "next")).toContain(`max_id=${shown.at(-5)!.id}`);
  // A short page is as short as what is known: with a newer post, and not with an older one behind the unknown.
  const first = (await me.get<PostBody[]>("/api/v1/timelines/home?limit=20")).body.map(({ id }) => id);
  expect(first).toEqual(
    shown
      .slice(-5)
      .map(({ id }) => id)
      .toReversed(),
  );

  const sent = await captureQueries(app, () => me.get("/api/v1/timelines/home?limit=20"));
  const home = sent.filter(({ text }) => text.includes("accounts_heads"));
  expect(home).toHaveLength(1);
  // 3,000 were skipped to the next one before; how many pages of the database that is depends on how they lie.
  const [plan] = await explain(app, home, true);
  expect(plan!.buffers).toBeLessThan(15_000);
}, 60_000);

test("of an account that nearly always answers, and mostly to its followers, only so many posts are looked at for a page", async () => {
  const [chatty, me] = await Promise.all([app.member("chatty"), app.member("passer")]);
  const { thread_id: to } = await stranger.post("talk to me too");
  const many = (count: number) =>
    run(sql`
      with made as (
        insert into posts (account_id, text, visibility, thread_id, in_reply_to_id, in_reply_to_account_id)
          select ${chatty.id}::bigint, 'no #far', case when n % 2 = 0 then 'private' else 'public' end, ${to}::bigint, ${to}::bigint, ${stranger.id}::bigint
            from generate_series(1, ${count}::int) n returning id, account_id)
      insert into post_tags (tag, post_id, account_id) select 'far', id, account_id from made`);
  const shown = [await chatty.post("first #far")];
  await many(6000);
  shown.push(await chatty.post("now and then #far"));
  await many(6000);
  await run(sql`analyze posts, post_tags`);
  const all = shown.map(({ id }) => id);

  for (const more of ["", "&tagged=far"]) {
    const path = `/api/v1/accounts/${chatty.id}/statuses?exclude_replies=true${more}`;
    const down = await walk(me, path, "next");
    expect([more, down.flat()]).toEqual([more, all.toReversed()]);
    expect(down.length).toBeGreaterThan(3);
    expect(down.length).toBeLessThan(10);
    const up = await walk(me, `${path}&min_id=1`, "prev");
    expect([more, up.flatMap((page) => page.toReversed())]).toEqual([more, all]);
    const sent = await captureQueries(app, () => me.get(path));
    const [plan] = await explain(
      app,
      sent.filter(({ text }) => text.includes("found.until")),
      true,
    );
    // With the tag, all 12,000 would take 36,000 pages of the database.
    expect(plan!.buffers).toBeLessThan(10_000);
  }
}, 60_000);
