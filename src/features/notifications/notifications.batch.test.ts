import { sql } from "drizzle-orm";
import fc from "fast-check";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tx } from "#core/db";
import type { LogEvent, NewEvent } from "#core/events";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
import { act, step } from "#test/history";
import { createSociety } from "#test/society";
import { notifyMembers } from "./notifications.jobs.ts";
import { findTellable } from "./notifications.read.model.ts";

let app: TestApp;
let society: ReturnType<typeof createSociety>;
beforeAll(async () => {
  app = await startApp();
  society = createSociety(app);
});
afterAll(() => app.stop());

/** Lets things happen while the server's own reader waits, and answers what it has not read. */
async function unread(happen: () => Promise<unknown>): Promise<{ events: LogEvent[]; release: () => Promise<void> }> {
  await society.settle();
  const hold = new Client(app.databaseUrl);
  await hold.connect();
  await hold.query("begin");
  const { rows } = await hold.query<{ seq: string }>("select seq from readers where name = 'notify' for update");
  await happen();
  const { log } = app.server.app;
  await log.bounds();
  const events = await log.since(Number(rows[0]!.seq), 10_000);
  return { events: events.filter(({ type }) => notifyMembers.types.includes(type)), release: () => hold.end() };
}

type Row = { id: string; account: string; type: string; from: string; post: string; group: string };
const rowsOf = async (tx: Tx) =>
  (
    await tx.execute<Row>(
      sql`select id, account_id as account, type, from_id as "from", post_id as post, replace(group_key, id::text, 'own') as "group" from notifications order by id`,
    )
  ).rows;
const seen = async (tx: Tx) => {
  const visible = await findTellable(
    tx,
    (await rowsOf(tx)).map(({ id }) => id),
  );
  return visible.map(({ id, accountId, postId }) => ({ id, account: accountId, post: postId }));
};
class Undo extends Error {}

/** What the batches tell, as if nobody had read them before; nothing of it stays. */
async function read(batches: LogEvent[][]) {
  const said: NewEvent[] = [];
  let before: Row[] = [];
  let after: Row[] = [];
  let visible: Awaited<ReturnType<typeof seen>> = [];
  const { db } = app.server.app;
  await db
    .transaction(async (tx) => {
      before = await rowsOf(tx);
      for (const batch of batches)
        await notifyMembers.readBatch(app.server.app, tx, batch, (event) => void said.push(event));
      after = await rowsOf(tx);
      visible = await seen(tx);
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  const old = new Set(before.map(({ id }) => id));
  const name = ({ id, ...rest }: Row) => JSON.stringify([old.has(id) ? id : "new", rest]);
  const names = new Map(after.map((row) => [row.id, name(row)]));
  const added = said.filter(({ type }) => type === "notification.added").map(({ subject }) => names.get(subject));
  return { told: [...names.values()], added: added.filter((one) => one !== undefined), said, visible };
}

/** What somebody's list shows who had `before` in sight and only listened. */
function listened(
  before: { id: string; account: string; post: string }[],
  { said, visible }: Awaited<ReturnType<typeof read>>,
) {
  const shown = new Map(before.map((row) => [row.id, row]));
  for (const { type, subject, data } of said) {
    const { account, post } = data as { account?: string; post?: string };
    const gone = [...shown.values()].filter((row) =>
      subject !== "0" ? row.id === subject : post === undefined ? row.account === account : row.post === post,
    );
    if (type === "notification.removed") for (const { id } of gone) shown.delete(id);
    const anew = type === "notification.removed" && subject === "0" && post === undefined;
    for (const row of visible)
      if (anew ? row.account === account : type === "notification.added" && row.id === subject) shown.set(row.id, row);
  }
  return [...shown.keys()].toSorted();
}

async function compare(happen: () => Promise<unknown>): Promise<number> {
  await society.settle();
  const before = await app.server.app.db.transaction(seen);
  const { events, release } = await unread(happen);
  const together = await read([events]);
  const apart = await read(events.map((event) => [event]));
  const halves = await read([events.slice(0, events.length / 2), events.slice(events.length / 2)]);
  await release();
  for (const one of [together, halves]) {
    expect(one.told).toEqual(apart.told);
    expect(one.added).toEqual(apart.added);
  }
  for (const one of [together, halves, apart])
    expect(listened(before, one)).toEqual(one.visible.map(({ id }) => id).toSorted());
  return together.told.length;
}

const edit = (who: Member, { id }: PostBody, status: string) =>
  who.send("PUT", `/api/v1/statuses/${id}`, { body: { status } });

test("a post that is boosted and edited before anyone was told: the bell and the edit, in the order they happened", async () => {
  const [alice, bob, carol] = await Promise.all([app.member(), app.member(), app.member()]);
  await society.follow(bob, alice, true, true);
  await society.follow(carol, alice, true, true);
  const { events, release } = await unread(async () => {
    const post = await alice.post("first");
    await society.boost(bob, post);
    await edit(alice, post, `second @${carol.username}`);
    await society.favourite(carol, post);
    await alice.post("another");
    await society.follow(carol, bob);
    await society.follow(carol, bob, false);
  });
  const { told } = await read([events]);
  await release();
  const ofAll = told.map((one) => (JSON.parse(one) as [string, Row])[1]);
  const known = new Map([alice, bob, carol].map(({ id }, i) => [id, ["alice", "bob", "carol"][i]]));
  const words = ofAll.filter(({ from }) => known.has(from)).map(({ type, account }) => `${type} ${known.get(account)}`);
  expect(words.slice(-7).toSorted()).toEqual(
    [
      "mention carol",
      "status bob",
      "reblog alice",
      "update bob",
      "favourite alice",
      "status bob",
      "status carol",
    ].toSorted(),
  );
  expect(words.slice(-5)).toEqual(["reblog alice", "update bob", "favourite alice", ...words.slice(-2)]);
});

test.each([["shift edit"], ["edit shift"], ["shift edit shift"], ["edit shift unboost shift"]])(
  "what an edit takes back was there for what came before it, and not for what came after: %s",
  async (story) => {
    const [alice, bob, carol] = await Promise.all([app.member(), app.member(), app.member()]);
    const post = await alice.post(`hello @${bob.username}`);
    await society.boost(carol, post);
    await edit(alice, post, `hello again @${bob.username}`);
    await society.settle();
    for (const who of [bob, carol]) {
      await society.follow(who, alice, true, true);
      // As if they had asked before the post was written: whoever asks later is not told of it.
      await app.server.app.db.execute(sql`update follows set id = 1 where account_id = ${who.id}`);
    }
    await compare(async () => {
      for (const what of story.split(" ")) {
        if (what === "edit") await edit(alice, post, "to nobody");
        if (what === "unboost") await society.boost(carol, post, false);
        if (what !== "shift") continue;
        await alice.send("DELETE", `/api/v1/statuses/${post.id}`);
        await alice.send("POST", `/api/v1/statuses/${post.id}/restore`);
      }
    });
  },
);

test(
  "after any history, a batch of events tells what the same events tell one by one, in the same order",
  { timeout: 240_000 },
  async () => {
    let told = 0;
    const steps = (minLength: number, maxLength: number) => fc.array(step, { minLength, maxLength });
    await fc.assert(
      fc.asyncProperty(steps(15, 30), steps(20, 40), async (first, then) => {
        const members = await Promise.all(Array.from({ length: 4 }, () => app.member()));
        const posts: PostBody[] = [];
        for (const one of first) await act(society, members, one, posts);
        told = Math.max(
          told,
          await compare(async () => {
            for (const one of then) await act(society, members, one, posts);
          }),
        );
      }),
      { numRuns: 8, endOnFailure: true },
    );
    expect(told).toBeGreaterThan(20);
  },
);
