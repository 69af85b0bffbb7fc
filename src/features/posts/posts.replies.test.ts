import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
let follower: Member;
let named: Member;
let stranger: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, follower, named, stranger] = await Promise.all([
    app.member("alice"),
    app.member("follower"),
    app.member("named"),
    app.member("stranger"),
  ]);
  await app.server.app.db.execute(
    sql`insert into follows (account_id, target_id) values (${follower.id}, ${alice.id})`,
  );
});
afterAll(() => app.stop());

const path = (id: string, more = "") => `/api/v1/statuses/${id}${more}`;
const create = (who: Member, body: object) =>
  who.send<PostBody & { error: string }>("POST", "/api/v1/statuses", { body });
const reply = (who: Member, id: string, more: object = {}) =>
  create(who, { status: "a word on that", in_reply_to_id: id, ...more });
const canReply = async (who: Member, id: string) => (await who.get<PostBody>(path(id))).body["can_reply"];

/** promise 26: who may reply, beside the author, who always may. */
const table = {
  everyone: ["follower", "named", "stranger"],
  followers: ["follower", "named"],
  mentioned: ["named"],
  nobody: [],
} as const;
const policies = Object.keys(table) as (keyof typeof table)[];
const people = () => ({ author: alice, follower, named, stranger });

test("promise 26: the server holds to who may reply, by policy and relation, and can_reply says the same", async () => {
  const wrong: string[] = [];
  for (const policy of policies)
    for (const visibility of ["public", "unlisted"]) {
      const { id } = await alice.post("@named listen", { visibility, reply_policy: policy });
      for (const [name, who] of Object.entries(people())) {
        const may = name === "author" || (table[policy] as readonly string[]).includes(name);
        const ways = [{}, { visibility: "direct" }, { visibility: "private" }, { quoted_status_id: id }];
        for (const more of ways) {
          const { status } = await reply(who, id, more);
          if (status !== (may ? 200 : 403)) wrong.push(`${policy}, ${name}, ${JSON.stringify(more)}: ${status}`);
        }
        if ((await canReply(who, id)) !== may) wrong.push(`${policy}, ${name}: can_reply`);
      }
    }
  expect(wrong).toEqual([]);
});

test("promise 26: who may reply to the first post of a thread holds below it too", async () => {
  for (const policy of policies) {
    const root = await alice.post("@named the thread", { reply_policy: policy });
    const below = await alice.post("@named further down", { in_reply_to_id: root.id });
    for (const [name, who] of Object.entries(people())) {
      const may = name === "author" || (table[policy] as readonly string[]).includes(name);
      expect([policy, name, (await reply(who, below.id)).status]).toEqual([policy, name, may ? 200 : 403]);
      expect([policy, name, await canReply(who, below.id)]).toEqual([policy, name, may]);
    }
  }
});

test("who may reply can change: what was said before stays, and it says why it is closed", async () => {
  const { id } = await alice.post("open for now");
  const before = await reply(stranger, id);
  await alice.send("PUT", path(id, "/interaction_policy"), { body: { reply_policy: "nobody" } });
  const after = await reply(stranger, id);
  expect([after.status, after.body.error]).toEqual([403, "The author has closed replies here."]);
  const own = await reply(stranger, before.body.id);
  expect(own.status).toBe(403);
  expect((await alice.get(path(before.body.id))).status).toBe(200);
  await alice.send("PUT", path(id, "/interaction_policy"), { body: { reply_policy: "everyone" } });
  expect((await reply(stranger, before.body.id)).status).toBe(200);
});

test("the refusal is said in the reader's language", async () => {
  const { id } = await alice.post("닫힌 글", { reply_policy: "nobody" });
  const { body } = await stranger.send<{ error: string }>("POST", "/api/v1/statuses", {
    body: { status: "한마디", in_reply_to_id: id },
    headers: { "accept-language": "ko" },
  });
  expect(body.error).toBe("글쓴이가 답글을 닫아 두었어요.");
});

test("a refused reply leaves nothing behind: no number, no post, and its key unused", async () => {
  const { id } = await alice.post("not now", { reply_policy: "nobody" });
  const send = () =>
    stranger.send<PostBody>("POST", "/api/v1/statuses", {
      body: { status: "let me in", in_reply_to_id: id },
      headers: { "idempotency-key": "closed-door" },
    });
  expect((await send()).status).toBe(403);
  expect((await alice.get<PostBody>(path(id))).body.replies_count).toBe(0);
  await alice.send("PUT", path(id, "/interaction_policy"), { body: { reply_policy: "everyone" } });
  expect((await send()).status).toBe(200);
});

test("a reply to a boost answers the post, under its author's rule", async () => {
  const { id } = await alice.post("passed on", { reply_policy: "followers" });
  const boost = await follower.send<PostBody>("POST", path(id, "/reblog"));
  expect((await reply(stranger, boost.body.id)).status).toBe(403);
  expect((await reply(follower, boost.body.id)).body).toMatchObject({
    in_reply_to_id: id,
    in_reply_to_account_id: alice.id,
    thread_id: id,
  });
});

test("what a member chose for new posts holds where they say nothing else", async () => {
  const dave = await app.member();
  await app.server.app.db.execute(
    sql`update accounts set defaults = '{"privacy":"private","sensitive":true,"language":"ko"}' where id = ${dave.id}`,
  );
  expect(await dave.post("by default")).toMatchObject({ visibility: "private", sensitive: true, language: "ko" });
  const said = { visibility: "public", sensitive: false, language: "en" };
  expect(await dave.post("as said", said)).toMatchObject(said);
  const { id } = await alice.post("quietly", { visibility: "unlisted" });
  expect(await dave.post("no more visible than that", { in_reply_to_id: id })).toMatchObject({ visibility: "private" });
});

test("what posts cannot have yet is refused by name, and nothing is published in its stead", async () => {
  const asked = {
    media_ids: ["1"],
    poll: { options: ["a", "b"], expires_in: 60 },
    scheduled_at: "2030-01-01T00:00:00Z",
  };
  const count = async () =>
    (await alice.get<{ statuses_count: number }>(`/api/v1/accounts/${alice.id}`)).body.statuses_count;
  const before = await count();
  for (const [field, value] of Object.entries(asked)) {
    const answer = await create(alice, { status: "with more", [field]: value });
    expect([field, answer.status]).toEqual([field, 422]);
    expect(answer.body.error).toContain(field);
  }
  const form = await alice.send("POST", "/api/v1/statuses", { form: { status: "a form", "media_ids[]": "1" } });
  expect(form.status).toBe(422);
  expect(await count()).toBe(before);
  const empty = { media_ids: [], poll: null, scheduled_at: "" };
  const made = await create(alice, { status: "with nothing more", ...empty });
  expect(made.status).toBe(200);
  const edited = await alice.send("PUT", path(made.body.id), { body: { status: "now", media_ids: ["1"] } });
  expect(edited.status).toBe(422);
});

test("posts are read by their ids, in the order asked, without what the viewer may not see", async () => {
  const [a, b] = [await alice.post("one"), await alice.post("two")];
  const hidden = await alice.post("@named three", { visibility: "direct" });
  const list = async (who: Pick<Member, "get">, query: string) =>
    (await who.get<PostBody[]>(`/api/v1/statuses${query}`)).body.map((post) => post.id);
  const all = `?id[]=${b.id}&id[]=${hidden.id}&id[]=x&id[]=1&id[]=${a.id}&id[]=${b.id}`;
  expect(await list(stranger, all)).toEqual([b.id, a.id]);
  expect(await list(named, all)).toEqual([b.id, hidden.id, a.id]);
  expect(await list(app.guest(), `?id=${a.id}`)).toEqual([a.id]);
  expect(await list(app.guest(), "")).toEqual([]);
  const many = Array.from({ length: 41 }, (_, i) => `id[]=${i + 1}`).join("&");
  expect((await stranger.get(`/api/v1/statuses?${many}`)).status).toBe(422);
});
