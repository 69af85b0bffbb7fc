import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let ann: Member;
let ben: Member;
let cho: Member;
beforeAll(async () => {
  app = await startApp();
  [ann, ben, cho] = (await Promise.all([0, 1, 2].map(() => app.member()))) as [Member, Member, Member];
});
afterAll(() => app.stop());

const run = (query: ReturnType<typeof sql>) => app.server.app.db.execute(query);
const ids = async (who: Guest, path: string) => (await who.get<PostBody[]>(path)).body.map((p) => p.id);
const profile = (who: Member, more = "") => `/api/v1/accounts/${who.id}/statuses?${more}`;
const tagged = (tag: string, more = "") => `/api/v1/timelines/tag/${encodeURIComponent(tag)}?${more}`;

async function boost(who: Member, post: PostBody): Promise<string> {
  const { rows } = await run(sql`
    insert into posts (account_id, text, visibility, thread_id, reblog_of_id)
      values (${who.id}, '', 'public', ${post.thread_id}, ${post.id}) returning id`);
  return String(rows[0]!["id"]);
}
const mark = (table: string, who: Member, post: PostBody) =>
  run(sql`insert into ${sql.identifier(table)} (account_id, post_id) values (${who.id}, ${post.id})`);

/** One relation between two, while `look` looks. */
async function during(table: "blocks" | "mutes", who: Member, whom: Member, look: () => Promise<void>): Promise<void> {
  await run(sql`insert into ${sql.identifier(table)} (account_id, target_id) values (${who.id}, ${whom.id})`);
  await look();
  await run(sql`delete from ${sql.identifier(table)}`);
}

test("a profile lists posts and boosts, without either where that is asked, pinned ones alone, and those with a tag", async () => {
  const theirs = await ben.post("by ben");
  const shut = await ben.post("ben's own", { visibility: "private" });
  const first = await ann.post("first #Go");
  const reply = await ann.post("to ben #go", { in_reply_to_id: theirs.id });
  const [boosted, hidden] = [await boost(ann, theirs), await boost(ann, shut)];
  const last = await ann.post("last");
  const guest = app.guest();
  expect(await ids(guest, profile(ann))).toEqual([last.id, boosted, reply.id, first.id]);
  expect(await ids(ben, profile(ann))).toContain(hidden);
  expect(await ids(guest, profile(ann, "exclude_reblogs=true"))).toEqual([last.id, reply.id, first.id]);
  expect(await ids(guest, profile(ann, "exclude_replies=true"))).toEqual([last.id, boosted, first.id]);
  expect(await ids(guest, profile(ann, "tagged=GO"))).toEqual([reply.id, first.id]);
  expect(await ids(guest, profile(ann, "tagged=go&exclude_replies=1"))).toEqual([first.id]);
  expect(await ids(guest, profile(ann, "tagged=none"))).toEqual([]);
  expect(await ids(guest, profile(ann, "only_media=true"))).toEqual([]);
  expect(await ids(guest, profile(ann, "pinned=true"))).toEqual([]);
  for (const post of [last, first]) await mark("pins", ann, post);
  expect(await ids(guest, profile(ann, "pinned=true"))).toEqual([first.id, last.id]);
  expect(await ids(guest, profile(ann, `limit=2&max_id=${reply.id}`))).toEqual([first.id]);
  expect(await ids(guest, profile(ann, `limit=2&min_id=${first.id}`))).toEqual([boosted, reply.id]);
  for (const [who, whom] of [
    [ann, cho],
    [cho, ann],
  ] as const)
    await during("blocks", who, whom, async () => {
      expect(await ids(cho, profile(ann))).toEqual([]);
      expect(await ids(cho, profile(ann, "pinned=true"))).toEqual([]);
      expect(await ids(cho, profile(ann, "tagged=go"))).toEqual([]);
    });
  // A profile is looked at on purpose: a mute does not empty it.
  await during("mutes", cho, ann, async () => expect(await ids(cho, profile(ann))).toHaveLength(4));
  await during("blocks", ben, cho, async () => expect(await ids(cho, profile(ann))).not.toContain(boosted));
});

test("a tag lists public posts by its key, answers too, with more tags, all of some and none of others", async () => {
  const plain = await ann.post("#Ｃａｆé only");
  const both = await ben.post("#CAFÉ and #milk", { in_reply_to_id: plain.id });
  const milk = await ann.post("#milk");
  await ann.post("#café quietly", { visibility: "unlisted" });
  const guest = app.guest();
  expect(await ids(guest, tagged("café".normalize("NFD")))).toEqual([both.id, plain.id]);
  expect(await ids(guest, tagged("café", "any[]=milk"))).toEqual([milk.id, both.id, plain.id]);
  expect(await ids(guest, tagged("café", "any=milk&limit=2"))).toEqual([milk.id, both.id]);
  expect(await ids(guest, tagged("café", `any=milk&limit=1&min_id=${plain.id}`))).toEqual([both.id]);
  expect(await ids(guest, tagged("café", "all[]=Milk"))).toEqual([both.id]);
  expect(await ids(guest, tagged("café", "none[]=milk"))).toEqual([plain.id]);
  expect(await ids(guest, tagged("#café", "local=true"))).toEqual([both.id, plain.id]);
  expect(await ids(guest, tagged("café", "remote=true"))).toEqual([]);
  expect(await ids(guest, tagged("nowhere"))).toEqual([]);
  expect((await guest.get(tagged("café", "any[a]=1&all[b]=2&none=&max_id=x"))).status).toBe(200);
  for (const [table, who, whom] of [
    ["blocks", ben, cho],
    ["blocks", cho, ben],
    ["mutes", cho, ben],
  ] as const)
    await during(table, who, whom, async () => expect(await ids(cho, tagged("café"))).toEqual([plain.id]));
});

test.each(["favourites", "bookmarks"])(
  "%s are one's own, the last made first, paged by when they were made, without those whom one does not meet",
  async (table) => {
    const path = `/api/v1/${table}`;
    const posts = [await ann.post("one"), await ben.post("two"), await ann.post("three"), await ben.post(`@x four`)];
    const order = [posts[2]!, posts[0]!, posts[3]!, posts[1]!];
    for (const post of order) await mark(table, cho, post);
    const newest = order.map(({ id }) => id).reverse();
    expect(await ids(cho, path)).toEqual(newest);
    expect(await ids(ann, path)).toEqual([]);
    expect((await app.guest().get(path)).status).toBe(401);
    const paged: string[] = [];
    for (let at: string | undefined = `${path}?limit=1`; at;) {
      const page: { body: PostBody[]; headers: Headers } = await cho.get<PostBody[]>(at);
      paged.push(...page.body.map((p) => p.id));
      at = /<([^>]*)>; rel="next"/
        .exec(page.headers.get("link") ?? "")?.[1]
        ?.replace(app.server.app.config.publicUrl, "");
    }
    expect(paged).toEqual(newest);
    for (const [relation, who, whom] of [
      ["blocks", ben, cho],
      ["blocks", cho, ben],
      ["mutes", cho, ben],
    ] as const)
      await during(relation, who, whom, async () => expect(await ids(cho, path)).toEqual([posts[0]!.id, posts[2]!.id]));
    await ann.send("DELETE", `/api/v1/statuses/${posts[0]!.id}`);
    expect(await ids(cho, path)).toEqual(newest.filter((id) => id !== posts[0]!.id));
  },
);

test("promise 25: the public list and threads have nobody whom one blocks or mutes, and go on above and below them", async () => {
  const root = await ann.post("the root");
  const theirs = await ben.post("by ben", { in_reply_to_id: root.id });
  const below = await ann.post("to ben", { in_reply_to_id: theirs.id });
  const alone = await ben.post("ben alone");
  const context = async () => {
    const { body } = await cho.get<Record<"ancestors" | "descendants", PostBody[]>>(
      `/api/v1/statuses/${below.id}/context`,
    );
    const all = await cho.get<Record<"ancestors" | "descendants", PostBody[]>>(`/api/v1/statuses/${root.id}/context`);
    return [body.ancestors.map((p) => p.id), all.body.descendants.map((p) => p.id)];
  };
  expect(await context()).toEqual([
    [root.id, theirs.id],
    [theirs.id, below.id],
  ]);
  for (const [table, who, whom] of [
    ["blocks", ben, cho],
    ["blocks", cho, ben],
    ["mutes", cho, ben],
  ] as const)
    await during(table, who, whom, async () => {
      expect(await context()).toEqual([[root.id], [below.id]]);
      const list = await ids(cho, "/api/v1/timelines/public");
      expect([list.includes(root.id), list.includes(alone.id)]).toEqual([true, false]);
    });
});
