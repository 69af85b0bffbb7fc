import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "pg";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
import { indexed } from "#test/indexed";
import { indexOld } from "./search.jobs.ts";

const many = 25_000;

let app: TestApp;
let reader: Member;
beforeAll(async () => {
  app = await startApp();
  reader = await app.member("reader");
  await indexed(app);
  const { db } = app.server.app;
  // One a minute, but five thousand of them within five seconds.
  const before = sql`case when i between 12000 and 17000 then 720000000 + (i - 12000) else i * 60000 end`;
  await db.execute(sql`insert into posts (id, account_id, text, visibility, thread_id)
    select ((extract(epoch from now()) * 1000)::bigint - ${before}) << 16, ${reader.id}, '나는 ' || i || '번째 글에서 ' || md5(i::text) || case when i = 17000 then ' 숨은그림' else '' end || case when i > 9000 then ' 옛날이야기' else '' end, case when i % 3 = 0 then 'direct' else 'public' end, i
    from generate_series(1, ${sql.raw(String(many))}) i`);
  await db.execute(sql`truncate search_progress, post_marks`);
  while ((await db.execute(sql`select from search_progress where below < 1`)).rows.length < 2)
    await indexOld.run(app.server.app);
  await db.execute(sql`analyze posts, post_marks, account_words, tag_words`);
}, 120_000);
afterAll(() => app.stop());

const found = async (q: string, more = "") => {
  const { body } = await reader.get<{ statuses: PostBody[] }>(`/api/v2/search?q=${encodeURIComponent(q)}${more}`);
  return body.statuses.map(({ id }) => id);
};

/** Which tables of many rows are read from one end to the other while `work` is done, and how often. */
async function scans(work: () => Promise<void>): Promise<Record<string, number>> {
  const client = new Client(app.databaseUrl);
  await client.connect();
  const read = async () => {
    await client.query("select pg_stat_clear_snapshot()");
    const { rows } = await client.query<{ relname: string; n: string }>(
      "select relname, seq_scan as n from pg_stat_user_tables where relname in ('posts', 'post_marks')",
    );
    return Object.fromEntries(rows.map(({ relname, n }) => [relname, Number(n)]));
  };
  // A connection of the server's hands in its counts when it likes, unless it is told to; many at once reach them all.
  const settle = () =>
    Promise.all(
      Array.from({ length: 40 }, () =>
        app.server.app.db.execute(sql`select pg_stat_force_next_flush(), pg_sleep(0.05)`),
      ),
    );
  await settle();
  const before = await read();
  let after = before;
  try {
    await work();
    await settle();
    after = await read();
  } finally {
    await client.end();
  }
  return Object.fromEntries(Object.entries(after).map(([name, n]) => [name, n - before[name]!]));
}

test("promise 23: no search reads a table from one end to the other", async () => {
  const asked = await scans(async () => {
    for (const q of [
      "나는",
      "숨은그림",
      "없는말이다",
      "ㅅㅇㄱㄹ",
      "in:public",
      "in:library 글에서",
      "from:me",
      "before:2020-01-01 나는",
    ])
      await found(q);
  });
  expect(asked).toEqual({ posts: 0, post_marks: 0 });
}, 60_000);

test("what was said often, but long ago, is found newest first, page after page", async () => {
  const { rows } = await app.server.app.db.execute<{ id: string }>(
    sql`select id from posts where text like '%옛날이야기%' order by id desc limit 40`,
  );
  const ids = rows.map(({ id }) => id);
  expect(await found("옛날이야기")).toEqual(ids.slice(0, 20));
  expect(await found("옛날이야기", `&type=statuses&max_id=${ids[19]}`)).toEqual(ids.slice(20));
  expect(await found("숨은그림")).toHaveLength(1);
});

test("what thousands say within seconds is found newest first, from anywhere among them", async () => {
  const { rows } = await app.server.app.db.execute<{ id: string }>(
    sql`select id from posts where text like '%옛날이야기%' order by id desc offset 2900 limit 3000`,
  );
  const ids = rows.map(({ id }) => id);
  for (const from of [0, 97, 150, 2500])
    expect(await found("옛날이야기", `&type=statuses&max_id=${ids[from]}`)).toEqual(ids.slice(from + 1, from + 21));
});

test("what is newer than the oldest post of all does not include it", async () => {
  const { rows } = await app.server.app.db.execute<{ id: string }>(
    sql`select id from posts where text like '%옛날이야기%' order by id limit 3`,
  );
  const [oldest, next, third] = rows.map(({ id }) => id);
  expect(await found("옛날이야기", `&type=statuses&max_id=${third}`)).toEqual([next, oldest]);
  for (const edge of ["min_id", "since_id"])
    expect(await found("옛날이야기", `&type=statuses&max_id=${third}&${edge}=${oldest}`)).toEqual([next]);
});

test("a plan has the index of marks below the order of ids, whatever the words are", async () => {
  const client = new Client({ connectionString: app.databaseUrl, options: "-c plan_cache_mode=force_generic_plan" });
  await client.connect();
  const queries: string[] = [];
  const { db } = app.server.app;
  const query = db.$client.query.bind(db.$client);
  const told = new Map<string, unknown[]>();
  Object.assign(db.$client, {
    query: (config: { text: string }, values: unknown[], ...rest: unknown[]) => {
      if (config.text.includes("post_marks") && config.text.includes("hits")) told.set(config.text, values);
      return (query as (...all: unknown[]) => unknown)(config, values, ...rest);
    },
  });
  await found("나는");
  Object.assign(db.$client, { query });
  for (const [text, values] of told) {
    const types = values.map((value) => (typeof value === "number" ? "bigint" : "text"));
    await client.query(`prepare it(${types.map(() => "unknown").join()}) as ${text}`);
    const { rows } = await client.query<{ "QUERY PLAN": string }>(
      `explain execute it(${values.map((value) => (value === null ? "null" : `'${Array.isArray(value) ? `{${value.join()}}` : String(value)}'`)).join()})`,
    );
    queries.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
  }
  await client.end();
  expect(queries.length).toBeGreaterThan(0);
  for (const plan of queries) {
    expect(plan).toContain("Bitmap Index Scan on post_marks_marks");
    expect(plan).not.toContain("Seq Scan");
  }
});
