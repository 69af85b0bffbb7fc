import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { TestApp } from "#test/app";
import { findEdges } from "#relations";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test("a crowd stands to the authors of posts as each of it does alone, also to one with many followers", async () => {
  const { db } = app.server.app;
  const pool = db.$client;
  await pool.query(`insert into accounts (username, username_key, display_name, followers_count)
    select 'crowd' || i, 'crowd' || i, '', case i when 2 then 20000 else 0 end from generate_series(1, 150) i`);
  for (const [table, modulus] of Object.entries({ follows: 3, mutes: 7, blocks: 11 }))
    await pool.query(`insert into ${table} (account_id, target_id) select a.id, b.id from
      (select id, row_number() over (order by username) as n from accounts) a join
      (select id, row_number() over (order by username) as n from accounts) b
        on a.n <> b.n and (a.n * 31 + b.n * 17) % ${modulus} = 0`);
  await pool.query("update mutes set expires_at = now() - interval '1 hour' where account_id % 2 = 0");
  const { rows } = await pool.query<{ id: string }>("select id from accounts order by length(username), username");
  const ids = rows.map(({ id }) => id);
  const targets = ids.slice(0, 5);
  const crowd = await findEdges(db, targets, ids);
  expect(crowd.followersOf(ids[1]!).length).toBeGreaterThan(20);
  for (const viewer of ids) {
    const alone = await findEdges(db, targets, [viewer]);
    for (const target of targets) {
      const told = (edges: typeof alone) => [
        edges.follows(viewer, target),
        edges.followersOf(target).includes(viewer),
        edges.mutes(viewer, target),
        edges.blocks(viewer, target),
        edges.blocks(target, viewer),
        edges.atOdds([target]).has(viewer),
      ];
      expect(told(crowd)).toEqual(told(alone));
    }
  }
});
