import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member("Alice", { display_name: "앨리스 <b>" });
});
afterAll(() => app.stop());

type Shown = {
  id: string;
  username: string;
  display_name: string;
  avatar: string;
  statuses_count: number;
  url: string;
  source?: unknown;
};
const lookup = (acct: string) => app.guest().get<Shown>(`/api/v1/accounts/lookup?acct=${encodeURIComponent(acct)}`);

test("an account is found by its id and by every spelling of its name", async () => {
  const { body } = await app.guest().get<Shown>(`/api/v1/accounts/${alice.id}`);
  expect(body).toMatchObject({
    id: alice.id,
    username: "Alice",
    acct: "Alice",
    display_name: "앨리스 <b>",
    statuses_count: 0,
  });
  const here = new URL(app.server.app.config.publicUrl).host;
  for (const acct of ["Alice", "aLICE", "@alice", `alice@${here}`, `@Alice@${here.toUpperCase()}`])
    expect([acct, (await lookup(acct)).body.id]).toEqual([acct, alice.id]);
});

test("a Hangul name is found however it is composed, and its page has an address", async () => {
  const { id } = await app.member("지은");
  for (const acct of ["지은", "지은".normalize("NFD")]) expect((await lookup(acct)).body.id).toBe(id);
  expect((await lookup("지은")).body.url).toMatch(/\/@%EC%A7%80%EC%9D%80$/);
});

test("I7 an id that is none, or nobody's, is a 404 in the same bytes", async () => {
  const ids = [
    "abc",
    "1",
    "1".repeat(20),
    "2147483648",
    "9223372036854775807",
    "-1",
    "1e3",
    "1'%20or%201=1",
    "%00",
    "..%2f",
    "verify",
    "0",
  ];
  const answers = await Promise.all(ids.map((id) => app.guest().get(`/api/v1/accounts/${id}`)));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 404));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
});

test("I8 a name that cannot exist is simply not found", async () => {
  for (const acct of [
    "",
    "@",
    "a b",
    "a\0",
    "‮alice",
    "<b>",
    "../x",
    "alice@elsewhere.example",
    "alice@",
    "@@alice",
    "%",
  ])
    expect([acct, (await lookup(acct)).status]).toEqual([acct, 404]);
  expect((await lookup("x".repeat(101))).status).toBe(422);
});

test("one's own account has the composer's defaults, and only its owner is told", async () => {
  const own = await alice.get<Shown>("/api/v1/accounts/verify_credentials");
  expect(own.body).toMatchObject({ id: alice.id, source: { privacy: "public", sensitive: false, fields: [] } });
  expect((await app.guest().get<Shown>(`/api/v1/accounts/${alice.id}`)).body.source).toBeUndefined();
  expect((await app.guest().get("/api/v1/accounts/verify_credentials")).status).toBe(401);
});

test("the count of posts is exact, also when many are made and deleted at once", async () => {
  const bob = await app.member();
  const posts = await Promise.all(Array.from({ length: 12 }, (_, i) => bob.post(`post ${i}`)));
  await Promise.all(posts.slice(0, 5).map(({ id }) => bob.send("DELETE", `/api/v1/statuses/${id}`)));
  expect((await app.guest().get<Shown>(`/api/v1/accounts/${bob.id}`)).body.statuses_count).toBe(7);
});
