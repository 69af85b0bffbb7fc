import { eq, getTableColumns, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alias } from "drizzle-orm/pg-core";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { accounts } from "#accounts";
import { posts } from "#posts";
import { asOne, once, readRecord, remember } from "./rows.ts";

let app: TestApp;
let ann: Member;
beforeAll(async () => {
  app = await startApp();
  ann = await app.member();
});
afterAll(() => app.stop());

const odd = ["", " ", ",", '"', '""', "\\", "\\\\", "(a,b)", "a\nb", "{1,2}", "null", '\\",(', "한국어, 👩‍👩‍👧", "t"];

test("a record is read as it was written, whatever its fields say", async () => {
  const { db } = app.server.app;
  for (const a of odd)
    for (const b of odd) {
      const { rows } = await db.execute<{ row: string }>(
        sql`select row(null, ${a}::text, null, ${b}::text, 7, null)::text as row`,
      );
      expect(readRecord(rows[0]!.row)).toEqual([null, a, null, b, "7", null]);
    }
});

test("a row as one field is the same as its columns, also by an alias, and nothing where there is none", async () => {
  const { db } = app.server.app;
  const ben = await app.member();
  for (const said of odd) {
    const text = `${said} @${ben.username} #tea 떡볶이`;
    expect(await ann.post(text, { spoiler_text: said, sensitive: true, language: "ko" })).toMatchObject({
      sensitive: true,
    });
  }
  const onePost = asOne(getTableColumns(posts), 1_000);
  const oneAccount = asOne(getTableColumns(accounts), 1_000);
  const others = alias(accounts, "others");
  const rows = await db
    .select({
      post: getTableColumns(posts),
      account: getTableColumns(others),
      onePost: onePost(),
      oneAccount: oneAccount(getTableColumns(others)),
      none: oneAccount(),
    })
    .from(posts)
    .innerJoin(others, eq(others.id, posts.accountId))
    .leftJoin(accounts, eq(accounts.id, sql`0`));
  expect(rows).toHaveLength(odd.length);
  for (const { post, account, ...one } of rows) expect(one).toEqual({ onePost: post, oneAccount: account, none: null });
});

test("a row that says the same is the same object; one that says anything else is another", async () => {
  const { db } = app.server.app;
  const one = asOne(getTableColumns(accounts), 10_000);
  const read = async () => (await db.select({ one: one() }).from(accounts).where(eq(accounts.id, ann.id)))[0]!.one;
  const before = await read();
  expect(await read()).toBe(before);
  expect(Object.isFrozen(before)).toBe(true);
  await db.update(accounts).set({ displayName: "someone else" }).where(eq(accounts.id, ann.id));
  expect(await read()).toEqual({ ...before, displayName: "someone else" });
});

test("what is remembered is what is asked for, and no more than was said", () => {
  let made = 0;
  const length = remember(100, (text) => ({ of: text, made: made++ }));
  const first = length("x".repeat(10));
  for (let i = 0; i < 1000; i++) {
    length(String(i).padStart(10, "0"));
    // Asked for again and again, it stays.
    if (i % 4 === 0) expect(length("x".repeat(10))).toBe(first);
  }
  for (let i = 0; i < 20; i++) length(String(i).padStart(10, "0"));
  expect(length("x".repeat(10))).not.toBe(first);
});

test("what is made of an object is made once, and anew when anything else that it is made of is another", () => {
  let made = 0;
  const join = once((one: { n: number }, other: object, third: string) => ({ one, other, third, made: made++ }));
  const [a, b] = [{ n: 1 }, { n: 2 }];
  const first = join(a, b, "x");
  expect(join(a, b, "x")).toBe(first);
  expect(join({ n: 1 }, b, "x")).not.toBe(first);
  expect(join(a, { n: 2 }, "x")).not.toBe(first);
  expect(join(a, b, "y").third).toBe("y");
  expect(join(a, b, "x").made).toBeGreaterThan(first.made);
});
