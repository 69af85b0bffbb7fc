import { drizzle } from "drizzle-orm/node-postgres";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LogEvent } from "#core/events";
import type { BatchReader } from "#core/readers";
import { notifyMembers } from "#notifications";
import { countFollows } from "#relations";
import { indexAccounts, indexPosts } from "#search";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { indexed } from "#test/indexed";
import { createSociety } from "#test/society";
import { keepConversations } from "#timelines";

/** Whoever is told of what members do all the time. */
const busy: BatchReader[] = [notifyMembers, keepConversations, indexPosts, indexAccounts, countFollows];

let app: TestApp;
let society: ReturnType<typeof createSociety>;
let alice: Member;
let bob: Member;
let carol: Member;
beforeAll(async () => {
  app = await startApp();
  society = createSociety(app);
  [alice, bob, carol] = await Promise.all([app.member(), app.member(), app.member()]);
});
afterAll(() => app.stop());

/** All kinds of things that members do, and what the log says of them. */
async function round(n: number): Promise<LogEvent[]> {
  const { log } = app.server.app;
  const { head } = await log.bounds();
  const edit = (who: Member, { id }: { id: string }, status: string) =>
    who.send("PUT", `/api/v1/statuses/${id}`, { body: { status } });
  await app.member();
  await society.follow(carol, alice, true, true);
  const post = await alice.post(`hello @${bob.username} #round${n}`);
  await bob.post("an answer", { in_reply_to_id: post.id });
  await society.favourite(bob, post);
  await society.boost(carol, post);
  await society.quote(await bob.post(`look #here${n}`), post);
  await edit(alice, post, `hello again @${carol.username} #anew${n}`);
  await society.favourite(bob, post, false);
  await alice.send("DELETE", `/api/v1/statuses/${post.id}`);
  if (n % 2 === 0) await alice.send("POST", `/api/v1/statuses/${post.id}/restore`);
  await bob.post(`@${alice.username} @${carol.username} between us`, { visibility: "direct" });
  await society.request(bob, carol);
  await society.accept(carol, bob);
  await society.mute(alice, carol);
  await society.mute(alice, carol, false);
  await society.block(carol, bob);
  await society.block(carol, bob, false);
  await society.follow(carol, alice, false);
  await society.muteThread(alice, post);
  const named = await carol.post(`to all @${alice.username}`);
  await edit(carol, named, "to all");
  // What readers tell of it belongs to it too, or rounds would be of different lengths.
  await indexed(app);
  await log.bounds();
  return log.since(head, 1000);
}

class Undo extends Error {}

/** How many statements a reader sends for a batch when nobody was told anything; what it changes is undone. */
async function cost(reader: BatchReader, batch: LogEvent[]): Promise<number> {
  const client = new Client(app.databaseUrl);
  await client.connect();
  let sent = 0;
  try {
    await drizzle(client).transaction(async (tx) => {
      await tx.execute("delete from notifications");
      const query = client.query.bind(client) as (...asked: unknown[]) => unknown;
      Object.assign(client, { query: (...asked: unknown[]) => (sent++, query(...asked)) });
      const mine = batch.filter(({ type }) => reader.types.includes(type));
      await reader.readBatch(app.server.app, tx, mine, () => {});
      Object.assign(client, { query });
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  } finally {
    await client.end();
  }
  return sent;
}

test("a batch of the log costs a reader as many statements as a few events of each kind, however many there are", async () => {
  const rounds: LogEvent[][] = [];
  for (let n = 0; n < 6; n++) rounds.push(await round(n));
  await indexed(app);
  const few = rounds.slice(0, 2).flat();
  const many = rounds.flat();
  expect(many.length).toBeGreaterThan(few.length * 2.5);
  for (const reader of busy) {
    for (const type of reader.types) expect([type, few.some((event) => event.type === type)]).toEqual([type, true]);
    const costs = [await cost(reader, few), await cost(reader, many)];
    expect([reader.name, costs[1]]).toEqual([reader.name, costs[0]]);
    expect([reader.name, costs[0]! <= 12]).toEqual([reader.name, true]);
  }
});

test("posts of which nobody is told, in no talk and without tags, cost a statement or three, however many there are", async () => {
  const { log } = app.server.app;
  const { head } = await log.bounds();
  for (let n = 0; n < 30; n++) await alice.post("to nobody in particular");
  await log.bounds();
  const batch = (await log.since(head, 1000)).filter(({ type }) => type === "post.created");
  await indexed(app);
  expect(batch).toHaveLength(30);
  const costs = await Promise.all([notifyMembers, keepConversations, indexPosts].map((reader) => cost(reader, batch)));
  expect(costs).toEqual([1, 1, 3]);
});
