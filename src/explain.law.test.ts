import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { captureQueries, explain, largeTables } from "#test/explain";
import { fillCommunity } from "#test/fill";
import type { Filled } from "#test/fill";
import { indexed } from "#test/indexed";

/** What a list's address is made of. */
type Place = { account: string; tag: string; post: string; middle: string };

/** Every list there is; a new one joins with its path. `*` stands for what pages it: nothing, downward and upward. */
const lists: ((place: Place) => string)[] = [
  () => "/api/v1/timelines/home?*",
  () => "/api/v1/timelines/public?*",
  ({ tag }) => `/api/v1/timelines/tag/${tag}?*`,
  ({ tag }) => `/api/v1/timelines/tag/${tag}?any[]=tag6&any[]=unused&all[]=${tag}&none[]=tag8&*`,
  () => "/api/v1/timelines/tag/unused?*",
  ({ account }) => `/api/v1/accounts/${account}/statuses?*`,
  ({ account }) => `/api/v1/accounts/${account}/statuses?exclude_replies=true&exclude_reblogs=true&*`,
  ({ account, tag }) => `/api/v1/accounts/${account}/statuses?tagged=${tag}&*`,
  ({ account }) => `/api/v1/accounts/${account}/statuses?pinned=true&*`,
  () => "/api/v1/favourites?*",
  () => "/api/v1/bookmarks?*",
  () => "/api/v1/conversations?*",
  ({ post }) => `/api/v1/statuses/${post}/context`,
  ({ tag }) => `/api/v1/tags/${tag}`,
  () => "/api/v1/followed_tags?*",
  () => "/api/v1/featured_tags",
  () => "/api/v1/featured_tags/suggestions",
  ({ account }) => `/api/v1/accounts/${account}/featured_tags`,
  () => "/api/v1/markers?timeline[]=home",
];

let app: TestApp;
let filled: Filled;
let large: Set<string>;
beforeAll(async () => {
  app = await startApp();
  filled = await fillCommunity(app.server.app.db, 200_000);
  large = await largeTables(app);
}, 180_000);
afterAll(() => app.stop());

const run = (query: ReturnType<typeof sql>) => app.server.app.db.execute(query);

/** A member who follows so many accounts and three tags, and has marks, talks and posts. */
async function reader(follows: number): Promise<Member> {
  const who = await app.member();
  const [some] = filled.accounts;
  await run(sql`
    insert into follows (account_id, target_id) select ${who.id}::bigint, id from accounts
      where username like 'filler%' order by id limit ${follows}`);
  await run(
    sql`insert into tag_follows (account_id, tag) select ${who.id}::bigint, unnest(array[${filled.tag}, 'tag6', 'unused'])`,
  );
  for (const table of ["favourites", "bookmarks"])
    await run(sql`
      insert into ${sql.identifier(table)} (account_id, post_id, id)
        select ${who.id}::bigint, post_id, id from ${sql.identifier(table)} where account_id = ${some}::bigint`);
  await run(sql`
    insert into conversations (account_id, conversation_id, last_post_id)
      select ${who.id}::bigint, conversation_id, last_post_id from conversations where account_id = ${some}::bigint`);
  return who;
}

test("the community is large enough for a scan to be seen", () => {
  for (const table of ["posts", "post_tags", "favourites", "bookmarks", "follows", "blocks", "mutes", "conversations"])
    expect([...large]).toContain(table);
});

test("promise 23: every list query uses an index: no scan of a table with more than 10,000 rows", async () => {
  const who = await reader(100);
  const { rows } = await run(
    sql`select id from posts where visibility = 'public' and reblog_of_id is null order by id offset 100000 limit 1`,
  );
  const place = {
    account: filled.accounts[7]!,
    tag: filled.tag,
    post: String(rows[0]!["id"]),
    middle: String(rows[0]!["id"]),
  };
  for (const list of lists) {
    const path = list(place);
    const pages = path.includes("*") ? ["", `max_id=${place.middle}`, `min_id=${place.middle}`] : [""];
    for (const page of pages) {
      const asked = path.replace("*", page);
      const sent = await captureQueries(app, async () =>
        expect([asked, (await who.get(asked)).status]).toEqual([asked, 200]),
      );
      const plans = await explain(app, sent);
      expect(sent.length, asked).toBeGreaterThan(0);
      const scans = plans.flatMap(({ nodes }) =>
        nodes.filter(({ type, table }) => type === "Seq Scan" && large.has(table ?? "")),
      );
      expect([asked, scans]).toEqual([asked, []]);
    }
  }
}, 120_000);

test.each([2, 100, 499])(
  "home touches hundreds of pages of the database, not thousands, for who follows %i accounts, wherever the page begins",
  async (follows) => {
    const who = await reader(follows);
    await run(sql`analyze follows`);
    const { rows } = await run(sql`select id from posts order by id offset 100000 limit 1`);
    const middle = String(rows[0]!["id"]);
    for (const page of ["", `max_id=${middle}`, `min_id=${middle}`, "min_id=1"]) {
      const sent = await captureQueries(app, () => who.get(`/api/v1/timelines/home?${page}`));
      const home = sent.filter(({ text }) => text.includes("accounts_heads") || text.includes(" few) ="));
      const plans = await explain(app, home, true);
      expect(plans.some((plan) => plan.rows === 20)).toBe(true);
      for (const { buffers } of plans) expect(buffers).toBeLessThan(1000);
    }
  },
  60_000,
);

test("promise 21: a post of an account with 20,000 followers writes as many rows as one of an account with none", async () => {
  const [known, unknown] = await Promise.all([app.member(), app.member()]);
  await run(sql`
    with fans as (insert into accounts (username, username_key, display_name)
      select 'fan' || i, 'fan' || i, '' from generate_series(1, 20000) i returning id)
    insert into follows (account_id, target_id) select id, ${known.id}::bigint from fans`);
  /** The rows of every table, but for the log's outbox, which empties into the log; of the index of search, which is still
   * taking in what the table was filled with, those of one's posts. */
  const count = async (who: Member) => {
    await app.server.app.log.bounds();
    const { rows } = await run(sql`
      select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'outbox'`);
    const counts = rows.map(
      (row) => sql`select ${row["name"]} as name, count(*)::int as n from ${sql.identifier(String(row["name"]))}
        ${row["name"] === "post_marks" ? sql`where post_id in (select id from posts where account_id = ${who.id})` : sql``}`,
    );
    const all = await run(sql.join(counts, sql` union all `));
    return Object.fromEntries(all.rows.map((row) => [String(row["name"]), Number(row["n"])]));
  };
  /** Waits until what was begun is over: all who read the log have read it, and the letters they wrote have left. */
  const rest = async () => {
    await indexed(app);
    await expect
      .poll(async () => (await run(sql`select from mails where sent_at is null`)).rows.length, { timeout: 15_000 })
      .toBe(0);
    await indexed(app);
  };
  const written = async (who: Member) => {
    const before = await count(who);
    await who.post("to everyone #who listens");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await rest();
    const after = await count(who);
    return Object.fromEntries(
      Object.entries(after).flatMap(([name, n]) => (n === before[name] ? [] : [[name, n - before[name]!]])),
    ) as Record<string, number>;
  };
  // A tag is new once.
  await (await app.member()).post("the first #who");
  await rest();
  const few = await written(unknown);
  expect(await written(known)).toEqual(few);
  expect(few).toMatchObject({ posts: 1, post_tags: 1, post_marks: 1, events: 1 });
}, 60_000);
