import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, PostBody, TestApp } from "#test/app";

type Quoting = PostBody & { quote: { state: string; quoted_status: PostBody | null; quoted_status_id: string | null } };

let app: TestApp;
let alice: Member;
let fan: Member;
let stranger: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, fan, stranger] = await Promise.all([app.member("alice"), app.member("fan"), app.member("stranger")]);
  await relate("follows", fan, alice);
});
afterAll(() => app.stop());

const path = (id: string, more = "") => `/api/v1/statuses/${id}${more}`;
const relate = (table: string, who: Member, target: Member) =>
  app.server.app.db.execute(
    sql`insert into ${sql.identifier(table)} (account_id, target_id) values (${who.id}, ${target.id})`,
  );
const quote = (who: Member, id: string, more: object = {}) =>
  who.send<Quoting>("POST", "/api/v1/statuses", { body: { status: "see this", quoted_status_id: id, ...more } });
const look = async (who: Pick<Guest, "get">, id: string) => (await who.get<Quoting>(path(id))).body;
const quotesCount = async (id: string) => (await look(app.guest(), id))["quotes_count"];
const quotesOf = async (who: Pick<Guest, "get">, id: string) =>
  (await who.get<PostBody[]>(path(id, "/quotes"))).body.map((post) => post.id);
const policy = (who: Member, id: string, body: object) =>
  who.send<PostBody>("PUT", path(id, "/interaction_policy"), { body });
const revoke = (who: Member, id: string, quoting: string) =>
  who.send<Quoting>("POST", path(id, `/quotes/${quoting}/revoke`));

test("a quote shows what it quotes, is counted and listed there, and leaves when it is deleted", async () => {
  const { id } = await alice.post("quote me");
  const made = await quote(stranger, id);
  expect(made.body.quote).toMatchObject({ state: "accepted", quoted_status_id: id, quoted_status: { id } });
  expect((await look(app.guest(), made.body.id)).quote.quoted_status?.content).toBe("<p>quote me</p>");
  expect([await quotesCount(id), await quotesOf(app.guest(), id)]).toEqual([1, [made.body.id]]);
  await stranger.send("DELETE", path(made.body.id));
  expect([await quotesCount(id), await quotesOf(app.guest(), id)]).toEqual([0, []]);
  await stranger.send("POST", path(made.body.id, "/restore"));
  expect(await quotesCount(id)).toBe(1);
});

test("a quote of a boost is one of the post, and quote_id is another name for the same", async () => {
  const { id } = await alice.post("passed on and quoted");
  const boost = await fan.send<PostBody>("POST", path(id, "/reblog"));
  const made = await stranger.send<Quoting>("POST", "/api/v1/statuses", {
    body: { status: "see", quote_id: boost.body.id },
  });
  expect(made.body.quote.quoted_status_id).toBe(id);
});

test("threat 26: who may quote, by policy, visibility and relation, is what can_quote says", async () => {
  const policies = ["public", "followers", "nobody"] as const;
  const visibilities = ["public", "unlisted", "private", "direct"] as const;
  const people = { author: alice, follower: fan, stranger } as const;
  const wrong: string[] = [];
  for (const visibility of visibilities)
    for (const quotePolicy of policies) {
      const { id } = await alice.post("@fan or not", { visibility, quote_approval_policy: quotePolicy });
      for (const [name, who] of Object.entries(people)) {
        const open = visibility === "public" || visibility === "unlisted";
        const allowed =
          name === "author"
            ? visibility !== "direct"
            : open && (quotePolicy === "public" || (quotePolicy === "followers" && name === "follower"));
        const seen = open || name !== "stranger";
        const cell = `${visibility}, ${quotePolicy}, ${name}`;
        const { status } = await quote(who, id);
        const should = !seen ? 404 : allowed ? 200 : 403;
        if (status !== should) wrong.push(`${cell}: should be ${should}, is ${status}`);
        const approval = seen ? ((await look(who, id))["quote_approval"] as { current_user: string }) : null;
        if (approval && (approval.current_user === "automatic") !== allowed) wrong.push(`${cell}: can_quote`);
      }
    }
  expect(wrong).toEqual([]);
});

test("what is not for everyone says that nobody may quote it, whatever was asked", async () => {
  const { id } = await alice.post("for followers", { visibility: "private", quote_approval_policy: "public" });
  expect((await look(fan, id))["quote_approval"]).toMatchObject({ automatic: [], current_user: "denied" });
  const changed = await policy(alice, id, { quote_approval_policy: "public" });
  expect(changed.body["quote_approval"]).toMatchObject({ automatic: [] });
});

test("threat 2: a hidden post is quoted like one that never was", async () => {
  const { id } = await alice.post("@fan secret", { visibility: "direct" });
  const [hidden, absent, odd] = [await quote(stranger, id), await quote(stranger, "1"), await quote(stranger, "x")];
  expect([hidden.status, hidden.text, odd.text]).toEqual([404, absent.text, absent.text]);
});

test("a quote does not leak: a post for followers, quoted in public by its author, is shown to followers alone", async () => {
  const { id } = await alice.post("only for friends", { visibility: "private" });
  const made = await quote(alice, id);
  const seenBy = async (who: Pick<Guest, "get">) => {
    const lists = [
      path(made.body.id),
      `/api/v1/statuses?id[]=${made.body.id}`,
      `/api/v1/accounts/${alice.id}/statuses`,
    ];
    return Promise.all(lists.map(async (p) => (await who.get(p)).text.includes("only for friends")));
  };
  expect(await seenBy(stranger)).toEqual([false, false, false]);
  expect(await seenBy(app.guest())).toEqual([false, false, false]);
  expect(await seenBy(fan)).toEqual([true, true, true]);
  expect((await look(stranger, made.body.id)).quote).toMatchObject({ state: "unauthorized", quoted_status: null });
  const ear = await app.listen(stranger, { cursor: 0, channels: ["public", `account:${alice.id}`] });
  expect(JSON.stringify(ear.heard)).toContain(made.body.id);
  expect(JSON.stringify(ear.heard)).not.toContain("only for friends");
});

test("what is quoted is shown as the viewer stands to its author, and not at all once it is deleted", async () => {
  const [author, blocker, muter] = await Promise.all([app.member(), app.member(), app.member()]);
  const { id } = await author.post("not for all eyes");
  const made = await quote(stranger, id);
  await relate("blocks", blocker, author);
  await relate("mutes", muter, author);
  const states = async () => {
    const all = [blocker, muter, fan].map((who) => look(who, made.body.id));
    return (await Promise.all(all)).map((post) => [post.quote.state, post.quote.quoted_status?.id]);
  };
  expect(await states()).toEqual([
    ["blocked_account", undefined],
    ["muted_account", undefined],
    ["accepted", id],
  ]);
  await author.send("DELETE", path(id));
  expect((await look(fan, made.body.id)).quote).toMatchObject({ state: "deleted", quoted_status: null });
});

test("a quote in a quote is not opened", async () => {
  const { id } = await alice.post("the first");
  const second = await quote(fan, id);
  const third = await quote(stranger, second.body.id);
  expect(third.body.quote.quoted_status).toMatchObject({ id: second.body.id, quote: { quoted_status: null } });
});

test("threat 26: the quoted author takes a quote back: it is told live, shown to nobody, and stays so", async () => {
  const { id } = await alice.post("regretted");
  const made = await quote(stranger, id);
  for (const who of [stranger, fan]) expect((await revoke(who, id, made.body.id)).status).toBe(403);
  const ear = await app.listen(fan, { channels: [`post:${made.body.id}`, `post:${id}`] });
  for (let again = 0; again < 2; again++) {
    const done = await revoke(alice, id, made.body.id);
    expect(done.body.quote).toEqual({ state: "revoked", quoted_status: null, quoted_status_id: null });
  }
  await ear.until((heard) => heard.length === 2);
  expect(ear.heard[0]).toMatchObject({ type: "post.edited", data: { id: made.body.id, quote: { state: "revoked" } } });
  expect(ear.heard[1]).toMatchObject({ type: "post.counted", data: { id, quotes_count: 0 } });
  expect([await quotesCount(id), await quotesOf(fan, id)]).toEqual([0, []]);
  await stranger.send("PUT", path(made.body.id), { body: { status: "edited since" } });
  await stranger.send("DELETE", path(made.body.id));
  await stranger.send("POST", path(made.body.id, "/restore"));
  expect((await look(fan, made.body.id)).quote.state).toBe("revoked");
  expect(await quotesCount(id)).toBe(0);
});

test("only a quote of that very post can be taken back", async () => {
  const [one, other] = [await alice.post("one"), await alice.post("other")];
  const made = await quote(stranger, one.id);
  const answers = [];
  for (const quoting of [made.body.id, other.id, "1", "x"]) answers.push(await revoke(alice, other.id, quoting));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]!.status).toBe(404);
  expect((await look(fan, made.body.id)).quote.state).toBe("accepted");
});

test("only quotes that everyone may see are counted; the others are listed for those who may see them", async () => {
  const { id } = await alice.post("how often?");
  const shut = await quote(alice, id, { visibility: "private" });
  const open = await quote(alice, id, { visibility: "unlisted" });
  expect(await quotesCount(id)).toBe(1);
  expect(await quotesOf(stranger, id)).toEqual([open.body.id]);
  expect(await quotesOf(fan, id)).toEqual([open.body.id, shut.body.id]);
});

test("threat 26: once the policy says nobody, no quote comes in; those before it stay", async () => {
  for (let round = 0; round < 10; round++) {
    const { id } = await alice.post(`closing ${round}`);
    const asked = Array.from({ length: 6 }, () => quote(stranger, id));
    const closing = policy(alice, id, { quote_approval_policy: "nobody" }).then(() => quote(stranger, id));
    const [after, ...racing] = await Promise.all([closing, ...asked]);
    expect(after.status).toBe(403);
    const through = racing.filter(({ status }) => status === 200);
    expect(racing.every(({ status }) => status === 200 || status === 403)).toBe(true);
    expect(await quotesCount(id)).toBe(through.length);
    for (const { body } of through) expect((await look(fan, body.id)).quote.state).toBe("accepted");
  }
});

test("threat 26: a quote that is asked for while the policy changes waits, and goes by the new one", async () => {
  const { id } = await alice.post("changing my mind");
  const asked = await app.server.app.db.transaction(async (tx) => {
    await tx.execute(sql`update posts set quote_policy = 'nobody' where id = ${id}`);
    const early = quote(stranger, id);
    await Promise.race([early, new Promise((done) => setTimeout(done, 1_000))]);
    return { early };
  });
  expect((await asked.early).status).toBe(403);
});

test("a quote and the delete of what it quotes at once: never 5xx, and no quote of what is gone", async () => {
  for (let round = 0; round < 10; round++) {
    const { id } = await alice.post(`going ${round}`);
    const [gone, ...quotes] = await Promise.all([
      alice.send("DELETE", path(id)),
      ...Array.from({ length: 4 }, () => quote(stranger, id)),
    ]);
    expect(gone.status).toBe(200);
    for (const { status, body } of quotes) {
      expect([200, 404]).toContain(status);
      if (status === 200) expect((await look(fan, body.id)).quote.quoted_status).toBeNull();
    }
    expect((await quote(stranger, id)).status).toBe(404);
  }
});

test("only the author changes who may quote and reply; that is told live and is no edit of the words", async () => {
  const { id } = await alice.post("mine to say");
  expect((await policy(fan, id, { reply_policy: "nobody" })).status).toBe(403);
  expect((await policy(alice, id, { reply_policy: "whoever" })).status).toBe(422);
  const ear = await app.listen(fan, { channels: [`post:${id}`] });
  const changed = await policy(alice, id, { reply_policy: "mentioned", quote_approval_policy: "followers" });
  expect(changed.body).toMatchObject({
    reply_policy: "mentioned",
    quote_approval: { automatic: ["followers"], current_user: "automatic" },
    edited_at: null,
  });
  await ear.until((heard) => heard.length === 1);
  expect(ear.heard[0]).toMatchObject({ type: "post.edited", data: { id, reply_policy: "mentioned" } });
  expect((await policy(alice, id, {})).body["reply_policy"]).toBe("mentioned");
  expect((await alice.get<unknown[]>(path(id, "/history"))).body).toHaveLength(1);
  const edited = await alice.send<PostBody>("PUT", path(id), {
    body: { status: "mine to say", quote_approval_policy: "nobody", reply_policy: "everyone" },
  });
  expect(edited.body).toMatchObject({ reply_policy: "everyone", quote_approval: { automatic: [] }, edited_at: null });
});
