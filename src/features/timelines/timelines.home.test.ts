import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { write } from "#core/events";
import { startApp } from "#test/app";
import type { Guest, Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let people: Member[];
let me: Member;
let ann: Member;
let ben: Member;
let cho: Member;
let names = 0;
beforeAll(async () => {
  app = await startApp();
  people = await Promise.all(Array.from({ length: 4 }, () => app.member(`home${names++}`)));
  [me, ann, ben, cho] = people as [Member, Member, Member, Member];
  await follow(me, ann);
});
afterAll(() => app.stop());

const run = (query: ReturnType<typeof sql>) => app.server.app.db.execute(query);
const follow = (who: Member, whom: Member) =>
  run(sql`insert into follows (account_id, target_id) values (${who.id}, ${whom.id})`);
const homePath = "/api/v1/timelines/home";
const ids = async (who: Guest, path = homePath) => (await who.get<PostBody[]>(path)).body.map((p) => p.id);

/** A boost, as one is made: a row of its own and an event. */
const boost = (who: Member, post: PostBody) =>
  write(app.server.app, async (tx, emit) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      insert into posts (account_id, text, visibility, thread_id, reblog_of_id)
        values (${who.id}, '', 'public', ${post.thread_id}, ${post.id}) returning id`);
    emit({ type: "post.created", subject: rows[0]!.id });
    return rows[0]!.id;
  });

/** What of some posts is on the first page of somebody's home. */
async function seen(who: Guest, posts: Record<string, string>): Promise<string[]> {
  const page = await ids(who, `${homePath}?limit=40`);
  return Object.keys(posts).filter((name) => page.includes(posts[name]!));
}

test("home has one's own posts and those of whom one follows, by the rule of home, newest first", async () => {
  const [open, shut, quiet] = await Promise.all([
    ann.post("for all"),
    ann.post("for followers", { visibility: "private" }),
    ann.post("unlisted", { visibility: "unlisted" }),
  ]);
  const [hers, stranger, mine] = [await ben.post("by ben"), await cho.post("by cho"), await me.post("mine")];
  const own = await ann.post("she goes on", { in_reply_to_id: open.id });
  const away = await ann.post("to a stranger", { in_reply_to_id: hers.id });
  const back = await ann.post("to me", { in_reply_to_id: mine.id });
  const [to, past] = [
    await ann.post(`@${me.username} for you`, { visibility: "direct" }),
    await ann.post(`@${ben.username} not for you`, { visibility: "direct" }),
  ];
  const boosted = await boost(ann, stranger);
  const all = { open: open.id, shut: shut.id, quiet: quiet.id, hers: hers.id, stranger: stranger.id, mine: mine.id };
  const more = { own: own.id, away: away.id, back: back.id, to: to.id, past: past.id, boosted };
  expect(await seen(me, { ...all, ...more })).toEqual([
    "open",
    "shut",
    "quiet",
    "mine",
    "own",
    "back",
    "to",
    "boosted",
  ]);
  const page = await ids(me);
  expect(page).toEqual(page.toSorted((a, b) => Number(BigInt(b) - BigInt(a))));
  expect((await app.guest().get(homePath)).status).toBe(401);
});

test("followed tags bring public posts of strangers home, once, and only to whom follows them", async () => {
  await run(sql`insert into tag_follows (account_id, tag) values (${me.id}, '차'), (${me.id}, 'tea')`);
  const both = await cho.post("#tea and #차");
  const twice = await ann.post("ann likes #tea too");
  const quiet = await cho.post("#tea, quietly", { visibility: "unlisted" });
  const page = await ids(me);
  expect(page.filter((id) => [both.id, twice.id, quiet.id].includes(id))).toEqual([twice.id, both.id]);
  expect(await ids(ann)).not.toContain(both.id);
});

test("promise 25: nobody comes back through boosts, mentions or tags whom one mutes or blocks, nor whose boosts are hidden", async () => {
  const [dan, eve, fay] = (await Promise.all([0, 1, 2].map(() => app.member(`home${names++}`)))) as [
    Member,
    Member,
    Member,
  ];
  for (const whom of [ann, dan]) await follow(eve, whom);
  await run(sql`insert into tag_follows (account_id, tag) values (${eve.id}, 'jazz')`);
  const posts = {
    tagged: (await fay.post("#jazz")).id,
    boosted: await boost(ann, await fay.post("boosted by ann")),
    named: (await ann.post(`with @${fay.username}`)).id,
    plain: (await ann.post("nobody else")).id,
    shared: await boost(dan, await ann.post("boosted by dan")),
  };
  expect(await seen(eve, posts)).toEqual(["tagged", "boosted", "named", "plain", "shared"]);
  for (const [table, one, other] of [
    ["mutes", eve, fay],
    ["blocks", eve, fay],
  ] as const) {
    await run(sql`insert into ${sql.identifier(table)} (account_id, target_id) values (${one.id}, ${other.id})`);
    expect(await seen(eve, posts)).toEqual(["plain", "shared"]);
    await run(sql`delete from ${sql.identifier(table)}`);
  }
  await run(sql`insert into blocks (account_id, target_id) values (${fay.id}, ${eve.id})`);
  expect(await seen(eve, posts)).toEqual(["named", "plain", "shared"]);
  await run(sql`delete from blocks`);
  await run(
    sql`insert into mutes (account_id, target_id, expires_at) values (${eve.id}, ${fay.id}, now() - interval '1 second')`,
  );
  expect(await seen(eve, posts)).toHaveLength(5);
  await run(sql`update follows set reblogs = false where account_id = ${eve.id} and target_id = ${dan.id}`);
  expect(await seen(eve, posts)).toEqual(["tagged", "boosted", "named", "plain"]);
  await run(sql`update follows set languages = '{ko}' where account_id = ${eve.id}`);
  const german = await ann.post("auf Deutsch", { language: "de" });
  const korean = await ann.post("한국어로", { language: "ko" });
  expect(await seen(eve, { german: german.id, korean: korean.id })).toEqual(["korean"]);
});

/** The address of a Link header's relation. */
const linked = (header: string | null, rel: string) =>
  new RegExp(`<([^>]*)>; rel="${rel}"`).exec(header ?? "")?.[1]?.replace(app.server.app.config.publicUrl, "");

async function walk(who: Guest, from: string, rel: "next" | "prev", onPage = async () => {}): Promise<string[]> {
  const all: string[] = [];
  for (let path: string | undefined = from; path;) {
    const page: { body: PostBody[]; headers: Headers } = await who.get<PostBody[]>(path);
    if (page.body.length === 0) break;
    const these = page.body.map((p) => p.id);
    all.push(...(rel === "next" ? these : these.toReversed()));
    path = linked(page.headers.get("link"), rel);
    await onPage();
  }
  return all;
}

test.each([
  ["few", 2],
  ["many", 60],
])("walks down and up home give each post once, also while others post: who follows %s", async (_name, many) => {
  const who = await app.member(`home${names++}`);
  for (const whom of [ann, ben]) await follow(who, whom);
  // So many that a glance at the newest posts is tried first; they never write.
  await run(sql`
    with more as (insert into accounts (username, username_key, display_name)
      select ${`quiet${many}x`} || i, ${`quiet${many}x`} || i, '' from generate_series(3, ${many}::int) i returning id)
    insert into follows (account_id, target_id) select ${who.id}::bigint, id from more`);
  await run(sql`insert into tag_follows (account_id, tag) values (${who.id}, 'walk')`);
  for (let i = 0; i < 30; i++) await [ann, ben, cho][i % 3]!.post(i % 2 ? "on a #walk" : "at home");
  const before = await ids(who, `${homePath}?limit=40`);
  const oldest = (await walk(who, `${homePath}?limit=40`, "next")).at(-1)!;
  const busy = { on: true, posted: 0 };
  const writing = [ann, cho].map(async (writer) => {
    while (busy.on) {
      const { id } = await writer.post(`meanwhile #walk ${busy.posted++}`);
      if (busy.posted % 4 === 0) await writer.send("DELETE", `/api/v1/statuses/${id}`);
    }
  });
  const down = await walk(who, `${homePath}?limit=7`, "next");
  const up = await walk(who, `${homePath}?limit=7&min_id=${oldest}`, "prev", async () => {
    if (busy.posted > 40) busy.on = false;
  });
  busy.on = false;
  await Promise.all(writing);
  for (const all of [down, up]) expect(new Set(all).size).toBe(all.length);
  expect(down.filter((id) => before.includes(id))).toEqual(before);
  expect(up.filter((id) => before.includes(id))).toEqual(before.toReversed().filter((id) => id !== oldest));
  expect(up).toEqual(up.toSorted((a, b) => Number(BigInt(a) - BigInt(b))));
});

test("a socket on home hears exactly what a reload of home shows", async () => {
  const who = await app.member(`home${names++}`);
  for (const whom of [ann, ben]) await follow(who, whom);
  await run(sql`update follows set reblogs = false where account_id = ${who.id} and target_id = ${ben.id}`);
  await run(sql`insert into mutes (account_id, target_id) values (${who.id}, ${cho.id})`);
  await run(sql`insert into tag_follows (account_id, tag) values (${who.id}, 'live')`);
  const ear = await app.listen(who, { channels: ["home"] });
  const old = await me.post("a stranger's");
  const [hers, muted] = [await ann.post("hers"), await cho.post("muted, #live")];
  await me.post("a stranger's, #live");
  await ann.post(`to @${cho.username}`);
  await ann.post("to a stranger", { in_reply_to_id: old.id });
  await ben.post("to one whom I follow", { in_reply_to_id: hers.id });
  await ann.post("for followers", { visibility: "private" });
  await boost(ann, old);
  await boost(ann, muted);
  await boost(ben, hers);
  await ben.post(`@${who.username} for me`, { visibility: "direct" });
  await ben.post(`@${me.username} not for me`, { visibility: "direct" });
  const end = await who.post("the end");
  await ear.until((heard) => heard.some((e) => (e.data as PostBody).id === end.id));
  const heard = ear.heard.filter((e) => e.type === "post.created").map((e) => (e.data as PostBody).id);
  expect(heard.toReversed()).toEqual(
    (await ids(who, `${homePath}?limit=40`)).filter((id) => BigInt(id) >= BigInt(heard[0]!)),
  );
  expect(heard).toHaveLength(7);
});
