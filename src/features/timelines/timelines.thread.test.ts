import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import { captureQueries } from "#test/explain";
import type { Guest, Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let people: Member[];
beforeAll(async () => {
  app = await startApp();
  people = await Promise.all(["ann", "ben", "cho"].map((name) => app.member(name)));
});
afterAll(() => app.stop());

type Node = { id: string; parent: Node | null; author: Member; kind: string; named: Member; deleted: boolean };

/** A random number generator that can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const kinds = ["public", "public", "public", "unlisted", "private", "direct"];

async function growTree(size: number, roll: (sides: number) => number): Promise<Node[]> {
  const [ann] = people as [Member, ...Member[]];
  const root = await ann.post("the root");
  const nodes: Node[] = [{ id: root.id, parent: null, author: ann, kind: "public", named: ann, deleted: false }];
  while (nodes.length <= size) {
    // Each wave answers what stands already; a member answers only what they may see.
    const wave = Array.from({ length: Math.min(8, size + 1 - nodes.length) }, () => {
      const author = people[roll(3)]!;
      const open = nodes.filter((n) => maySee(n, author));
      const near = open.slice(-1 - roll(open.length));
      const parent = near[roll(near.length)]!;
      const said = { parent, author, kind: kinds[roll(kinds.length)]!, named: people[roll(3)]! };
      // What answers a direct post is direct too, and for the same two.
      const other = author === parent.author ? parent.named : parent.author;
      return parent.kind === "direct" ? { ...said, kind: "direct", named: other } : said;
    });
    const made = await Promise.all(
      wave.map(({ parent, author, kind, named }) =>
        author.post(`@${named.username} says`, { in_reply_to_id: parent.id, visibility: kind }),
      ),
    );
    nodes.push(...made.map(({ id }, i) => ({ ...wave[i]!, id, deleted: false })));
  }
  return nodes.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
}

const maySee = (n: Node, who: Guest) =>
  !n.deleted && (["public", "unlisted"].includes(n.kind) || n.author === who || n.named === who);

/** What the context of a post must be, said by recursion. */
function model(nodes: Node[], at: Node, who: Guest) {
  const above = (n: Node | null): Node[] => (n ? [...above(n.parent), n] : []);
  const below = (n: Node): Node[] => nodes.filter((m) => m.parent === n).flatMap((m) => [m, ...below(m)]);
  const seen = (some: Node[]) => some.filter((n) => maySee(n, who)).map((n) => n.id);
  return { ancestors: seen(above(at.parent)), descendants: seen(below(at)) };
}

test.each([1, 2])(
  "promise 19: a random thread of 500 replies is whole for everyone, minus what they may not see (tree %i)",
  async (seed) => {
    const roll = dice(seed);
    const nodes = await growTree(500, roll);
    const doomed = nodes.filter(() => roll(10) === 0);
    for (const n of doomed) {
      await n.author.send("DELETE", `/api/v1/statuses/${n.id}`);
      n.deleted = true;
    }
    for (const who of [app.guest(), ...people]) {
      const places = [nodes[0]!, ...Array.from({ length: 25 }, () => nodes[roll(nodes.length)]!)];
      for (const at of places) {
        const answer = await who.get<{ ancestors: PostBody[]; descendants: PostBody[] }>(
          `/api/v1/statuses/${at.id}/context`,
        );
        if (!maySee(at, who)) {
          expect(answer.status).toBe(404);
          continue;
        }
        const { ancestors, descendants } = answer.body;
        expect({ ancestors: ancestors.map((p) => p.id), descendants: descendants.map((p) => p.id) }).toEqual(
          model(nodes, at, who),
        );
      }
    }
  },
  180_000,
);

test("promise 19, threat 20: the context of a random tree of 5,000 replies is its closure minus what one may not see, in few queries", async () => {
  const [ann, ben, cho] = people as [Member, Member, Member];
  const { db } = app.server.app;
  const root = await ann.post("a large tree begins");
  const kind = sql`case i % 7 when 0 then 'direct' when 1 then 'private' else 'public' end`;
  await db.execute(sql`select setseed(0.25)`);
  await db.execute(sql`
    create table tree as
      select i, ${root.id}::bigint + i as id, ${root.id}::bigint + floor(greatest(0, i - 1 - random() ^ 3 * i))::bigint as parent
        from generate_series(1, 5000) i`);
  await db.execute(sql`
    insert into posts (id, account_id, text, visibility, thread_id, in_reply_to_id, mentioned, deleted_at)
      select t.id, (array[${ann.id}, ${ben.id}, ${cho.id}]::bigint[])[1 + t.i % 3], 'reply ' || t.i, ${kind}, ${root.id}, t.parent,
        case when t.i % 14 = 0 then array[${ben.id}::bigint] else '{}' end, case when t.i % 11 = 0 then now() end
      from tree t`);
  await db.execute(sql`insert into mutes (account_id, target_id) values (${ben.id}, ${cho.id})`);
  await db.execute(sql`analyze posts`);
  const mayMeet = (who: Member | null) =>
    who === null
      ? sql`p.visibility = 'public'`
      : sql`(p.visibility = 'public' or p.account_id = ${who.id} or ${who.id} = any(p.mentioned)) and (p.account_id = ${who.id} or not exists (
          select from mutes where account_id = ${who.id} and target_id in (select p.account_id union select unnest(p.mentioned))))`;
  const closure = async (from: string, who: Member | null, way: "above" | "below") => {
    const { rows } = await db.execute<{ id: string }>(sql`
      with recursive walk as (
        select id, in_reply_to_id as parent from posts where id = ${from}
        union all select p.id, p.in_reply_to_id from walk join posts p on p.thread_id = ${root.id}
          and ${sql.raw(way === "above" ? "p.id = walk.parent" : "p.in_reply_to_id = walk.id")}
      ) select p.id from walk join posts p on p.id = walk.id where p.id <> ${from} and p.deleted_at is null and ${mayMeet(who)} order by p.id`);
    return rows.map((row) => row.id);
  };
  const deep = String(BigInt(root.id) + 4993n);
  for (const who of [null, ann, ben])
    for (const at of [root.id, deep]) {
      const began = performance.now();
      const { body } = await (who ?? app.guest()).get<{ ancestors: PostBody[]; descendants: PostBody[] }>(
        `/api/v1/statuses/${at}/context`,
      );
      const took = performance.now() - began;
      expect(body.ancestors.map((p) => p.id)).toEqual(await closure(at, who, "above"));
      expect(body.descendants.map((p) => p.id).toSorted()).toEqual(await closure(at, who, "below"));
      expect(took).toBeLessThan(10_000);
    }
  const queries = await captureQueries(app, () => ann.get(`/api/v1/statuses/${root.id}/context`));
  expect(queries.length).toBeLessThan(15);
}, 60_000);
