import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { write } from "#core/events";
import { startApp } from "#test/app";
import type { Ear, Member, TestApp } from "#test/app";
import { ConversationEvents } from "./timelines.conversations.contract.ts";
import type { Conversation } from "./timelines.conversations.contract.ts";

let app: TestApp;
let ann: Member;
let ben: Member;
let cho: Member;
let eve: Member;
beforeAll(async () => {
  app = await startApp();
  [ann, ben, cho, eve] = (await Promise.all(["ann", "ben", "cho", "eve"].map((name) => app.member(name)))) as [
    Member,
    Member,
    Member,
    Member,
  ];
});
afterAll(() => app.stop());

const path = "/api/v1/conversations";
const run = (query: ReturnType<typeof sql>) => app.server.app.db.execute(query);
const talks = async (who: Member) => (await who.get<Conversation[]>(path)).body;
const lasts = async (who: Member) => (await talks(who)).map((talk) => talk.last_status?.id);
const direct = (who: Member, words: string, more = {}) => who.post(words, { visibility: "direct", ...more });

/** Makes an answer part of the talk it answers, as whoever writes one does. */
async function answer(who: Member, words: string, talk: string, to = talk) {
  const post = await direct(who, words, { in_reply_to_id: to });
  await run(sql`update posts set conversation_id = ${talk} where id in (${talk}, ${post.id})`);
  return post;
}

/** Waits until the talks of somebody are as they should be. */
async function settled(who: Member, ids: (string | undefined)[]): Promise<void> {
  await expect.poll(() => lasts(who), { timeout: 10_000 }).toEqual(ids);
}
const heardOf = ({ heard }: Ear, type: string) =>
  heard.filter((e) => e.type === type).map((e) => e.data as Conversation);

test("a direct post begins a talk: on the list of each who is in it, unread for others, and told live to them alone", async () => {
  const ears = await Promise.all([ann, ben, eve].map((who) => app.listen(who, { channels: ["me"] })));
  const first = await direct(ann, "@ben hello");
  await Promise.all(ears.slice(0, 2).map((ear) => ear.until(() => heardOf(ear, "conversation.changed").length > 0)));
  for (const [who, other, unread, ear] of [
    [ann, ben, false, ears[0]!],
    [ben, ann, true, ears[1]!],
  ] as const) {
    const [talk, ...more] = await talks(who);
    expect(more).toEqual([]);
    expect([talk!.unread, talk!.accounts.map((a) => a.id), talk!.last_status!.id]).toEqual([
      unread,
      [other.id],
      first.id,
    ]);
    expect(heardOf(ear, "conversation.changed")).toEqual([ConversationEvents["conversation.changed"].parse(talk)]);
  }
  expect(await talks(eve)).toEqual([]);
  expect(ears[2]!.heard).toEqual([]);
  const note = await direct(cho, "to myself");
  await settled(cho, [note.id]);
  expect((await talks(cho))[0]!.accounts.map((a) => a.id)).toEqual([cho.id]);
  await ann.post("@ben for all to see");
  await settled(ben, [first.id]);
});

test("threat 5: reading and removing a talk is for those who have it: for others it does not exist, and no row changes", async () => {
  const [talk] = await talks(ben);
  const rows = async () => (await run(sql`select * from conversations order by account_id, conversation_id`)).rows;
  const before = await rows();
  for (const [method, at] of [
    ["POST", `${path}/${talk!.id}/read`],
    ["DELETE", `${path}/${talk!.id}`],
  ] as const) {
    const [other, absent] = [await eve.send(method, at), await eve.send(method, at.replace(talk!.id, "1"))];
    expect([other.status, other.text]).toEqual([404, absent.text]);
    expect((await app.guest().send(method, at)).status).not.toBe(200);
  }
  expect(await rows()).toEqual(before);
  const ear = await app.listen(ben, { channels: ["me"] });
  const read = await ben.send<Conversation>("POST", `${path}/${talk!.id}/read`);
  expect([read.status, read.body]).toEqual([200, { ...talk, unread: false }]);
  await ear.until(() => heardOf(ear, "conversation.changed").some((one) => !one.unread));
  expect((await ben.send("DELETE", `${path}/${talk!.id}`)).text).toBe("{}");
  await ear.until(() => heardOf(ear, "conversation.removed").length > 0);
  expect(await talks(ben)).toEqual([]);
  expect(await talks(ann)).toHaveLength(1);
  expect((await ben.send("DELETE", `${path}/${talk!.id}`)).status).toBe(404);
  const next = await answer(ann, "@ben are you there?", talk!.id);
  await settled(ben, [next.id]);
  expect((await talks(ben))[0]).toMatchObject({ id: talk!.id, unread: true });
});

test("a deleted post gives way to the one before it, and comes back with it; a talk without posts is gone", async () => {
  const first = await direct(ann, "@cho one");
  const second = await answer(cho, "@ann two", first.id);
  const mine = async (who: Member) => (await lasts(who)).filter((id) => id === first.id || id === second.id);
  const poll = async (who: Member, ids: string[]) => {
    await expect.poll(() => mine(who), { timeout: 10_000 }).toEqual(ids);
  };
  for (const who of [ann, cho]) await poll(who, [second.id]);
  await cho.send("DELETE", `/api/v1/statuses/${second.id}`);
  for (const who of [ann, cho]) await poll(who, [first.id]);
  await cho.send("POST", `/api/v1/statuses/${second.id}/restore`);
  for (const who of [ann, cho]) await poll(who, [second.id]);
  const ear = await app.listen(ann, { channels: ["me"] });
  await cho.send("DELETE", `/api/v1/statuses/${second.id}`);
  await ann.send("DELETE", `/api/v1/statuses/${first.id}`);
  for (const who of [ann, cho]) await poll(who, []);
  await ear.until(() => heardOf(ear, "conversation.removed").some((talk) => talk.id === first.id));
});

test("promise 25: of a talk, one meets only those whom one neither blocks nor mutes", async () => {
  const first = await direct(eve, "@ben @cho the three of us");
  const second = await answer(ben, "@eve @cho yes", first.id);
  const third = await answer(cho, "@eve @ben no", first.id);
  await settled(eve, [third.id]);
  const told = (table: string) =>
    write(app.server.app, async (tx, emit) => {
      await tx.execute(sql`insert into ${sql.identifier(table)} (account_id, target_id) values (${eve.id}, ${cho.id})`);
      const what = table.slice(0, -1);
      emit({ type: "relation.changed", subject: eve.id, data: { target: cho.id, what, on: true, by: eve.id } });
    });
  for (const table of ["blocks", "mutes"]) {
    await told(table);
    // Ben's answer names cho, who is not to be met: what is left is one's own.
    await settled(eve, [first.id]);
    const again = await answer(cho, "@eve @ben hear me", first.id, second.id);
    await settled(cho, [again.id, ...(await lasts(cho)).slice(1)]);
    expect(await lasts(eve)).toEqual([first.id]);
    expect((await talks(eve))[0]!.unread).toBe(false);
    await run(sql`delete from ${sql.identifier(table)}`);
    await cho.send("DELETE", `/api/v1/statuses/${again.id}`);
    await settled(eve, [third.id]);
  }
});

test("talks are paged by their newest post, without one twice", async () => {
  for (let i = 0; i < 5; i++) await direct(ann, `@eve number ${i}`);
  await expect.poll(async () => (await talks(ann)).length, { timeout: 10_000 }).toBeGreaterThan(5);
  const all = (await talks(ann)).map((talk) => talk.id);
  const paged: string[] = [];
  for (let at: string | undefined = `${path}?limit=2`; at;) {
    const page: { body: Conversation[]; headers: Headers } = await ann.get<Conversation[]>(at);
    paged.push(...page.body.map((talk) => talk.id));
    at = /<([^>]*)>; rel="next"/
      .exec(page.headers.get("link") ?? "")?.[1]
      ?.replace(app.server.app.config.publicUrl, "");
  }
  expect(paged).toEqual(all);
});
