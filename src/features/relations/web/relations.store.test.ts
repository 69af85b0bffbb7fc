import { expect, test } from "vitest";
import { openPage } from "#test/page";
import type { Relationship } from "../relations.contract.ts";
import { createRelations } from "./relations.store.ts";

const stranger = (id: string): Relationship => ({
  id,
  following: false,
  showing_reblogs: true,
  notifying: false,
  languages: null,
  followed_by: false,
  blocking: false,
  blocked_by: false,
  muting: false,
  muting_notifications: false,
  requested: false,
  requested_by: false,
  domain_blocking: false,
  endorsed: false,
  note: "",
});

const verbs: Record<string, Partial<Relationship>> = {
  follow: { following: true },
  unfollow: { following: false, requested: false },
  block: { blocking: true, following: false },
  unblock: { blocking: false },
  mute: { muting: true, muting_notifications: true },
  unmute: { muting: false },
  remove_from_followers: { followed_by: false },
  authorize: { requested_by: false, followed_by: true },
  reject: { requested_by: false },
};

function setUp(me: string | null = "1") {
  const rows = new Map<string, Relationship>();
  const row = (id: string) => rows.get(id) ?? stranger(id);
  const refusals: { status: number; body: unknown }[] = [];
  const page = openPage((method, path) => {
    const url = new URL(path, "http://x");
    if (method === "GET") return { body: url.searchParams.getAll("id[]").map(row) };
    const refused = refusals.shift();
    if (refused) return refused;
    const [id = "", verb = ""] = url.pathname.split("/").slice(-2);
    rows.set(id, { ...row(id), ...verbs[verb] });
    return { body: row(id) };
  });
  let viewer = me;
  const relations = createRelations({ ...page, me: () => viewer, batchMs: 0 });
  const signIn = (id: string | null) => {
    viewer = id;
    relations.clear();
  };
  return { ...page, relations, rows, refusals, signIn };
}

test("everyone on a screen is asked about in one request, once, and never oneself", async () => {
  const { relations, asked } = setUp();
  for (const id of ["2", "3", "1"]) relations.need(id);
  await expect.poll(() => relations.get("3")).toMatchObject({ id: "3", following: false });
  relations.need("2");
  await new Promise((done) => setTimeout(done, 5));
  expect(asked).toEqual(["GET /api/v1/accounts/relationships?id[]=2&id[]=3"]);
  expect(relations.get("1")).toBeUndefined();
});

test("more than forty are asked about in several requests", async () => {
  const { relations, asked } = setUp();
  const ids = Array.from({ length: 90 }, (_, i) => String(i + 100));
  relations.want(ids);
  await expect.poll(() => ids.every((id) => relations.get(id))).toBe(true);
  expect(asked).toHaveLength(3);
});

test("a visitor asks about nobody", async () => {
  const { relations, asked } = setUp(null);
  relations.need("2");
  await new Promise((done) => setTimeout(done, 5));
  expect(asked).toEqual([]);
});

test("what others do is heard, and an older answer does not undo it", async () => {
  const { relations, rows, channels, tell, server } = setUp();
  let answer = () => {};
  server.answered = new Promise((done) => (answer = done));
  relations.need("2");
  await new Promise((done) => setTimeout(done, 5));
  tell("relation.changed", { ...stranger("2"), followed_by: true });
  answer();
  await expect.poll(() => channels).toEqual(["me"]);
  expect(relations.get("2")?.followed_by).toBe(true);
  rows.set("2", { ...stranger("2"), blocked_by: true });
  tell("relation.changed", rows.get("2"));
  expect(relations.get("2")).toMatchObject({ followed_by: false, blocked_by: true });
  tell("relation.changed", stranger("2"), 3);
  expect(relations.get("2")?.blocked_by).toBe(true);
});

test("a deed shows before the server knows of it, and a refusal takes it back", async () => {
  const { relations, refusals } = setUp();
  relations.need("2");
  await expect.poll(() => relations.get("2")).toBeDefined();
  const followed = relations.follow("2");
  expect(relations.get("2")?.following).toBe(true);
  await followed;
  expect(relations.get("2")?.following).toBe(true);
  refusals.push({ status: 403, body: { error: "This cannot be." } });
  const blocked = relations.block("2");
  expect(relations.get("2")).toMatchObject({ blocking: true, following: false });
  await expect(blocked).rejects.toMatchObject({ status: 403, message: "This cannot be." });
  expect(relations.get("2")).toMatchObject({ blocking: false, following: true });
});

test("deeds in quick succession reach the server in their order, and the last one is what shows", async () => {
  const { relations, asked } = setUp();
  relations.need("2");
  await expect.poll(() => relations.get("2")).toBeDefined();
  const deeds = [relations.follow("2"), relations.unfollow("2"), relations.follow("2"), relations.unfollow("2")];
  expect(relations.get("2")?.following).toBe(false);
  await Promise.all(deeds);
  expect(asked.slice(1).map((one) => one.split("/").at(-1))).toEqual(["follow", "unfollow", "follow", "unfollow"]);
  expect(relations.get("2")?.following).toBe(false);
});

test("a deed that fails does not stop the next one", async () => {
  const { relations, refusals, asked } = setUp();
  relations.need("2");
  await expect.poll(() => relations.get("2")).toBeDefined();
  refusals.push({ status: 422, body: { error: "no" } });
  const [first, second] = [relations.mute("2", {}), relations.note("2", " kind ")];
  await expect(first).rejects.toMatchObject({ status: 422 });
  expect(relations.get("2")).toMatchObject({ muting: false, note: "kind" });
  await second;
  expect(asked.at(-1)).toBe("POST /api/v1/accounts/2/note");
});

test("following somebody who approves followers is a request", async () => {
  const { relations, refusals } = setUp();
  relations.need("2");
  await expect.poll(() => relations.get("2")).toBeDefined();
  refusals.push({ status: 200, body: { ...stranger("2"), requested: true } });
  const asking = relations.follow("2", { locked: true });
  expect(relations.get("2")).toMatchObject({ following: false, requested: true });
  await asking;
  expect(relations.get("2")).toMatchObject({ following: false, requested: true });
});

test("after a gap in the log, whom a screen still shows is asked about anew", async () => {
  const { relations, rows, asked, reset } = setUp();
  const release = relations.need("2");
  relations.need("3");
  await expect.poll(() => relations.get("3")).toBeDefined();
  release();
  rows.set("3", { ...stranger("3"), muting: true });
  reset();
  await expect.poll(() => relations.get("3")?.muting).toBe(true);
  expect(asked.at(-1)).toBe("GET /api/v1/accounts/relationships?id[]=3");
});

test("whoever signs in next sees nothing of the one before", async () => {
  const { relations, rows, channels, signIn } = setUp();
  rows.set("2", { ...stranger("2"), note: "secret" });
  relations.need("2");
  await expect.poll(() => relations.get("2")?.note).toBe("secret");
  signIn(null);
  expect([relations.get("2"), channels]).toEqual([undefined, []]);
  rows.set("2", stranger("2"));
  signIn("3");
  await expect.poll(() => relations.get("2")?.note).toBe("");
});
