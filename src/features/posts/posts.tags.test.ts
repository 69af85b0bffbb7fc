import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, TestApp } from "#test/app";
import { TagEvents } from "./posts.tags.contract.ts";
import type { FeaturedTag, TagPage } from "./posts.tags.contract.ts";

let app: TestApp;
let ann: Member;
let ben: Member;
beforeAll(async () => {
  app = await startApp();
  [ann, ben] = await Promise.all([app.member(), app.member()]);
});
afterAll(() => app.stop());

const tag = async (who: Guest, name: string) =>
  (await who.get<TagPage>(`/api/v1/tags/${encodeURIComponent(name)}`)).body;
const does = (who: Member, name: string, doing: string) =>
  who.send<TagPage>("POST", `/api/v1/tags/${encodeURIComponent(name)}/${doing}`);
const names = (tags: { name: string }[]) => tags.map(({ name }) => name);

test("a tag counts its open posts of seven days, and the accounts that wrote them, by its key", async () => {
  await ann.post("#바다 one");
  await ann.post("#바다 two", { visibility: "unlisted" });
  await ben.post("#바다 three");
  await ben.post("#바다 for few", { visibility: "private" });
  const gone = await ben.post("#바다 gone");
  await ben.send("DELETE", `/api/v1/statuses/${gone.id}`);
  const old = await ben.post("#바다 long ago");
  const past = BigInt(old.id) - ((10n * 86_400_000n) << 16n);
  await app.server.app.db.execute(sql`update post_tags set post_id = ${past} where post_id = ${old.id}`);
  await app.server.app.db.execute(sql`update posts set id = ${past} where id = ${old.id}`);
  for (const who of [app.guest(), ann]) {
    const { name, url, history } = await tag(who, "#바다".normalize("NFD"));
    expect([name, url]).toEqual(["바다", `${app.server.app.config.publicUrl}/tags/${encodeURIComponent("바다")}`]);
    expect(history).toHaveLength(7);
    const sum = (what: "uses" | "accounts") => history.reduce((n, day) => n + Number(day[what]), 0);
    expect([sum("uses"), history[0]!.uses === "3" ? sum("accounts") : 2]).toEqual([3, 2]);
    expect(Number(history[0]!.day) % 86_400).toBe(0);
  }
  expect((await tag(app.guest(), "unused")).history.every(({ uses }) => uses === "0")).toBe(true);
  for (const name of ["a b", "!", "가".repeat(150)])
    expect((await app.guest().get(`/api/v1/tags/${encodeURIComponent(name)}`)).status).toBe(404);
});

test("threat 5: followed tags are one's own, each once, the last first, and told live to oneself", async () => {
  const ears = await Promise.all([ann, ben].map((who) => app.listen(who, { channels: ["me"] })));
  for (const name of ["one", "Two", "two", "three"])
    expect((await does(ann, name, "follow")).body.following).toBe(true);
  await does(ben, "other", "follow");
  const followed = async (who: Member) => (await who.get<TagPage[]>("/api/v1/followed_tags")).body;
  expect(names(await followed(ann))).toEqual(["three", "two", "one"]);
  expect(names(await followed(ben))).toEqual(["other"]);
  expect((await does(ann, "two", "unfollow")).body.following).toBe(false);
  expect((await does(ann, "never", "unfollow")).status).toBe(200);
  expect(names(await followed(ann))).toEqual(["three", "one"]);
  const page = await ann.get<TagPage[]>("/api/v1/followed_tags?limit=1");
  const next = /<([^>]*)>; rel="next"/.exec(page.headers.get("link")!)![1]!;
  expect(names((await ann.get<TagPage[]>(new URL(next).pathname + new URL(next).search)).body)).toEqual(["one"]);
  expect((await tag(ben, "one")).following).toBe(false);
  expect((await tag(app.guest(), "one")).following).toBeUndefined();
  await ears[0]!.until((heard) => heard.filter((e) => e.type === "tag.changed").length === 4);
  expect(TagEvents["tag.changed"].parse(ears[0]!.heard.at(-1)!.data)).toMatchObject({ name: "two", following: false });
  await ears[1]!.until((heard) => heard.length > 0);
  expect(ears[1]!.heard.map((e) => (e.data as TagPage).name)).toEqual(["other"]);
  expect((await app.guest().get("/api/v1/followed_tags")).status).toBe(401);
});

test("featured tags stand on a profile with their open posts; others cannot remove them, and a block hides them", async () => {
  const path = "/api/v1/featured_tags";
  await ann.post("#art and #tea");
  await ann.post("#art for few", { visibility: "private" });
  const suggested = await ann.get<TagPage[]>(`${path}/suggestions`);
  expect(names(suggested.body)).toEqual(["바다", "art", "tea"]);
  const added = await ann.send<FeaturedTag>("POST", path, { body: { name: "#Art" } });
  expect(added.body).toMatchObject({ name: "art", statuses_count: "1" });
  expect(added.body.last_status_at).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect((await ann.send<FeaturedTag>("POST", path, { body: { name: "art" } })).body.id).toBe(added.body.id);
  expect(names((await ann.get<TagPage[]>(`${path}/suggestions`)).body)).toEqual(["바다", "tea"]);
  const onProfile = async (who: Guest) =>
    names((await who.get<FeaturedTag[]>(`/api/v1/accounts/${ann.id}/featured_tags`)).body);
  for (const who of [app.guest(), ben, ann]) expect(await onProfile(who)).toEqual(["art"]);
  await app.server.app.db.execute(sql`insert into blocks (account_id, target_id) values (${ann.id}, ${ben.id})`);
  expect(await onProfile(ben)).toEqual([]);
  const [strange, absent] = [
    await ben.send("DELETE", `${path}/${added.body.id}`),
    await ben.send("DELETE", `${path}/1`),
  ];
  expect([strange.status, strange.text]).toEqual([404, absent.text]);
  expect(await onProfile(ann)).toEqual(["art"]);
  expect((await ann.send("DELETE", `${path}/${added.body.id}`)).status).toBe(200);
  expect(await onProfile(ann)).toEqual([]);
  expect((await ann.send("POST", path, { body: { name: "not a tag" } })).status).toBe(422);
  expect((await app.guest().get(`/api/v1/accounts/1/featured_tags`)).status).toBe(404);
});

test("a profile shows at most ten tags, however many are added at once", async () => {
  const made = await Promise.all(Array.from({ length: 14 }, (_, i) => does(ben, `many${i}`, "feature")));
  expect(made.filter(({ status }) => status === 200)).toHaveLength(10);
  expect(made.filter(({ status }) => status === 422)).toHaveLength(4);
  expect((await ben.get<FeaturedTag[]>("/api/v1/featured_tags")).body).toHaveLength(10);
});
