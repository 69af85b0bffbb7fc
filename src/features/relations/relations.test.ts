import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Answer, Member, TestApp } from "#test/app";
import { bearer, tokenOf } from "#test/oauth";
import { act, decide, setLocked, standing, truths } from "#test/relations";
import type { RelationshipBody } from "#test/relations";
import { endMutes } from "./relations.jobs.ts";

let app: TestApp;
let alice: Member;
let bob: Member;
let carol: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob, carol] = await Promise.all([app.member(), app.member(), app.member()]);
});
afterAll(() => app.stop());
beforeEach(async () => {
  for (const [a, b] of [
    [alice, bob],
    [bob, alice],
  ] as const)
    for (const verb of ["unblock", "unmute", "unfollow"]) await act(a, verb, b);
});

const ids = (answer: Answer<unknown>) => (answer.body as { id: string }[]).map(({ id }) => id);
const own = async (who: Member, path: string) => ids(await who.get(`/api/v1/${path}`));

test("each verb and its opposite: what the answer says, one reads again, and twice is once", async () => {
  for (const [verb, now, back] of [
    ["follow", ["following", "showing_reblogs"], "unfollow"],
    ["block", ["blocking"], "unblock"],
    ["mute", ["muting", "muting_notifications"], "unmute"],
  ] as const)
    for (const [name, should] of [
      [verb, now],
      [verb, now],
      [back, []],
      [back, []],
    ] as const) {
      const { status, body } = await act(alice, name, bob);
      expect([name, status, truths(body)]).toEqual([name, 200, should]);
      expect(await standing(alice, bob)).toEqual(should);
    }
});

test("a relationship has every field, and the other sees their side of it", async () => {
  await act(alice, "follow", bob);
  const { body } = await bob.get<RelationshipBody[]>(`/api/v1/accounts/relationships?id=${alice.id}`);
  const no = [
    ...["following", "showing_reblogs", "notifying", "blocking", "blocked_by", "muting", "muting_notifications"],
    ...["requested", "requested_by", "domain_blocking", "endorsed"],
  ];
  const fields = Object.fromEntries(no.map((name) => [name, false]));
  expect(body).toEqual([{ id: alice.id, ...fields, languages: null, followed_by: true, note: "" }]);
});

test("relationships come in the order asked for, each once, without ids that are nobody's", async () => {
  const path = "/api/v1/accounts/relationships";
  const three = [carol.id, alice.id, bob.id];
  for (const query of [
    three.map((id) => `id[]=${id}`),
    three.map((id) => `id=${id}`),
    [...three, "1", "x", "99999999999999999999", "-3", carol.id, ""].map((id) => `id[]=${id}`),
  ])
    expect(ids(await alice.get(`${path}?${query.join("&")}`))).toEqual(three);
  expect((await alice.get(path)).body).toEqual([]);
  const many = Array.from({ length: 200 }, (_, i) => `id[]=${i === 199 ? bob.id : i + 1}`);
  expect(ids(await alice.get(`${path}?${many.join("&")}`))).toEqual([bob.id]);
});

test("a follow says what is wanted; following again changes only what is said", async () => {
  const wants = async (body?: object) => {
    const { showing_reblogs, notifying, languages } = (await act(alice, "follow", bob, body)).body;
    return [showing_reblogs, notifying, languages];
  };
  expect(await wants({ reblogs: false, languages: ["ko", "en", "ko", ""] })).toEqual([false, false, ["ko", "en"]]);
  expect(await wants()).toEqual([false, false, ["ko", "en"]]);
  expect(await wants({ notify: "true" })).toEqual([false, true, ["ko", "en"]]);
  expect(await wants({ reblogs: true, languages: [] })).toEqual([true, true, null]);
  const form = await alice.send<RelationshipBody>("POST", `/api/v1/accounts/${bob.id}/follow`, {
    form: { notify: "0", "languages[]": "pt-BR" },
  });
  expect([form.body["notifying"], form.body["languages"]]).toEqual([false, ["pt-BR"]]);
});

test("a note is for one's own eyes", async () => {
  const words = "  만난 사람: 부산에서 👋  ";
  expect((await act(alice, "note", bob, { comment: words })).body["note"]).toBe(words.trim());
  const seen = await bob.get<RelationshipBody[]>(`/api/v1/accounts/relationships?id=${alice.id}`);
  expect(seen.body[0]!["note"]).toBe("");
  expect((await act(alice, "note", bob, { comment: "👋".repeat(2000) })).status).toBe(200);
  expect((await act(alice, "note", bob)).body["note"]).toBe("");
});

test("threat 19: what is too much or no such thing is refused in words, and changes nothing", async () => {
  for (const [verb, body] of [
    ["note", { comment: "👋".repeat(2001) }],
    ["note", { comment: "x".repeat(20_001) }],
    ["note", { comment: "a\0b" }],
    ["note", { comment: "\ud800" }],
    ["note", { comment: { a: 1 } }],
    ["mute", { duration: -1 }],
    ["mute", { duration: 1.5 }],
    ["mute", { duration: "soon" }],
    ["mute", { duration: 1e12 }],
    ["mute", { notifications: "perhaps" }],
    ["follow", { reblogs: "perhaps" }],
    ["follow", { languages: ["no language"] }],
    ["follow", { languages: ["x".repeat(36)] }],
    ["follow", { languages: Array.from({ length: 51 }, () => "en") }],
  ] as const) {
    const { status, body: said } = await act(alice, verb, bob, body);
    expect([verb, body, status]).toEqual([verb, body, 422]);
    expect((said as unknown as { error: string }).error.length).toBeGreaterThan(5);
  }
  expect(await standing(alice, bob)).toEqual([]);
});

test("nobody's id is 404 for every verb, one's own 403, and signed out is 401", async () => {
  const verbs = "follow unfollow remove_from_followers block unblock mute unmute note".split(" ");
  const absent = await alice.get("/api/v1/accounts/1");
  for (const verb of verbs) {
    for (const id of ["1", "0", "x", "-1", "99999999999999999999"]) {
      const { status, text } = await act(alice, verb, { id });
      expect([verb, id, status, text]).toEqual([verb, id, 404, absent.text]);
    }
    expect([verb, (await act(alice, verb, alice)).status]).toEqual([verb, 403]);
    expect([verb, (await act(app.guest(), verb, alice)).status]).toEqual([verb, 401]);
  }
  for (const how of ["authorize", "reject"] as const)
    for (const id of ["1", "x", bob.id]) expect((await decide(alice, how, { id })).status).toBe(404);
});

test("a block ends follows and requests in both directions, and keeps new ones out", async () => {
  await Promise.all([setLocked(app, alice, true), act(alice, "follow", bob)]);
  await act(bob, "follow", alice);
  expect(await standing(alice, bob)).toEqual(["following", "showing_reblogs", "requested_by"]);
  expect(truths((await act(alice, "block", bob)).body)).toEqual(["blocking"]);
  expect(await standing(bob, alice)).toEqual(["blocked_by"]);
  expect(await own(alice, "follow_requests")).toEqual([]);
  expect([(await act(bob, "follow", alice)).status, (await act(alice, "follow", bob)).status]).toEqual([403, 403]);
  expect((await decide(alice, "authorize", bob)).status).toBe(404);
  await setLocked(app, alice, false);
  await act(alice, "unblock", bob);
  expect(await standing(bob, alice)).toEqual([]);
  expect((await act(bob, "follow", alice)).status).toBe(200);
});

test("a follower who is removed follows no longer, and nobody else is", async () => {
  await Promise.all([act(bob, "follow", alice), act(carol, "follow", alice), act(alice, "follow", bob)]);
  expect(truths((await act(alice, "remove_from_followers", bob)).body)).toEqual(["following", "showing_reblogs"]);
  expect(await own(alice, `accounts/${alice.id}/followers`)).toEqual([carol.id]);
  expect(truths((await act(alice, "remove_from_followers", bob)).body)).toEqual(["following", "showing_reblogs"]);
});

test("threat 25: a locked account is followed only after it has said yes", async () => {
  await setLocked(app, alice, true);
  const secret = await alice.post("only us", { visibility: "private" });
  const reads = async (who: Member) => (await who.get(`/api/v1/statuses/${secret.id}`)).status;
  const asked = await act(bob, "follow", alice, { reblogs: false, languages: ["ko"] });
  expect(truths(asked.body)).toEqual(["requested"]);
  expect(await standing(alice, bob)).toEqual(["requested_by"]);
  expect([await own(alice, "follow_requests"), await reads(bob)]).toEqual([[bob.id], 404]);

  const yes = await decide(alice, "authorize", bob);
  expect([yes.status, truths(yes.body)]).toEqual([200, ["followed_by"]]);
  expect((await decide(alice, "authorize", bob)).status).toBe(200);
  const { body } = await bob.get<RelationshipBody[]>(`/api/v1/accounts/relationships?id=${alice.id}`);
  expect([truths(body[0]!), body[0]!["languages"]]).toEqual([["following"], ["ko"]]);
  expect([await own(alice, "follow_requests"), await reads(bob)]).toEqual([[], 200]);

  await act(bob, "unfollow", alice);
  await act(bob, "follow", alice);
  expect((await decide(alice, "reject", bob)).status).toBe(200);
  expect((await decide(alice, "reject", bob)).status).toBe(404);
  expect([await standing(bob, alice), await reads(bob)]).toEqual([[], 404]);
  await setLocked(app, alice, false);
});

test("a request can be changed and withdrawn, waits when the account is unlocked, and asking again then follows", async () => {
  await setLocked(app, alice, true);
  await act(bob, "follow", alice);
  expect(truths((await act(bob, "follow", alice, { notify: true })).body)).toEqual([
    "showing_reblogs",
    "notifying",
    "requested",
  ]);
  expect(truths((await act(bob, "unfollow", alice)).body)).toEqual([]);
  expect((await decide(alice, "authorize", bob)).status).toBe(404);
  await act(bob, "follow", alice, { notify: true });
  await setLocked(app, alice, false);
  expect(await own(alice, "follow_requests")).toEqual([bob.id]);
  expect(truths((await act(bob, "follow", alice)).body)).toEqual(["following", "showing_reblogs", "notifying"]);
  expect(await own(alice, "follow_requests")).toEqual([]);
});

test("one's own account says how many ask to follow it and wait, in every answer that tells of it", async () => {
  const [one, other] = await Promise.all([app.member(), app.member()]);
  type Own = { source: { follow_requests_count: number } };
  const waiting = async () => {
    const [verified, me, updated] = await Promise.all([
      alice.get<Own>("/api/v1/accounts/verify_credentials"),
      alice.get<{ account: Own }>("/auth/me"),
      alice.send<Own>("PATCH", "/api/v1/accounts/update_credentials", { body: { locked: true } }),
    ]);
    return [verified.body, me.body.account, updated.body].map(({ source }) => source.follow_requests_count);
  };
  expect(await waiting()).toEqual([0, 0, 0]);
  await Promise.all([act(one, "follow", alice), act(other, "follow", alice)]);
  expect(await waiting()).toEqual([2, 2, 2]);
  await decide(alice, "authorize", one);
  await decide(alice, "reject", other);
  expect(await waiting()).toEqual([0, 0, 0]);
  await setLocked(app, alice, false);
});

test("threat 5: nobody answers a request that was made to somebody else", async () => {
  await setLocked(app, alice, true);
  await act(bob, "follow", alice);
  for (const who of [bob, carol])
    for (const how of ["authorize", "reject"] as const)
      for (const whom of [bob, alice, carol]) expect([403, 404]).toContain((await decide(who, how, whom)).status);
  expect([await own(alice, "follow_requests"), await own(bob, "follow_requests")]).toEqual([[bob.id], []]);
  expect(await standing(bob, alice)).toEqual(["showing_reblogs", "requested"]);
  await setLocked(app, alice, false);
});

test("a mute ends by itself, and its list says when; muting again changes how", async () => {
  const list = async () => (await alice.get<{ id: string; mute_expires_at: string | null }[]>("/api/v1/mutes")).body;
  const quiet = await act(alice, "mute", bob, { notifications: false, duration: 3600 });
  expect(truths(quiet.body)).toEqual(["muting"]);
  const left = Date.parse((await list())[0]!.mute_expires_at!) - Date.now();
  expect(left / 1000).toBeGreaterThan(3500);
  expect(left / 1000).toBeLessThan(3700);
  await act(alice, "mute", bob, { duration: "0" });
  expect(await list()).toMatchObject([{ id: bob.id, mute_expires_at: null }]);
  expect(await standing(alice, bob)).toEqual(["muting", "muting_notifications"]);
  await act(alice, "mute", bob, { duration: 1 });
  await expect.poll(() => standing(alice, bob), { timeout: 10_000 }).toEqual([]);
  expect(await list()).toEqual([]);
  await endMutes.run(app.server.app);
  const { rows } = await app.server.app.db.$client.query("select from mutes");
  expect(rows).toEqual([]);
});

test("an app does what it was allowed: `follow`, or the one right it needs", async () => {
  const ask = async (scope: string, verb: string) => {
    const token = await tokenOf(app, alice, scope);
    const path = `/api/v1/accounts/${bob.id}/${verb}`;
    return (await app.guest().send("POST", path, { headers: bearer(token) })).status;
  };
  expect(await ask("read", "follow")).toBe(403);
  expect(await ask("follow", "follow")).toBe(200);
  expect(await ask("write:follows", "unfollow")).toBe(200);
  expect(await ask("write:follows", "block")).toBe(403);
  expect(await ask("write:mutes", "mute")).toBe(200);
});
