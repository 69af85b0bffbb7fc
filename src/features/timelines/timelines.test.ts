import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
let bob: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob] = await Promise.all([app.member(), app.member()]);
  for (let i = 0; i < 57; i++) await (i % 3 ? alice : bob).post(`post ${i}`);
});
afterAll(() => app.stop());

const publicPath = "/api/v1/timelines/public";
const listOf = (who: Member) => `/api/v1/accounts/${who.id}/statuses`;
const read = (path: string, who: Guest = app.guest()) => who.get<PostBody[]>(path);
const ids = async (path: string, who?: Guest) => (await read(path, who)).body.map((p) => p.id);
const byAge = (a: string, b: string) => Number(BigInt(a) - BigInt(b));

/** The addresses of a Link header by relation, made relative to the server under test. */
function links(header: string | null): Record<string, string> {
  const found = [...(header ?? "").matchAll(/<([^>]*)>; rel="(\w+)"/g)];
  return Object.fromEntries(found.map(([, url, rel]) => [rel, url!.replace(app.server.app.config.publicUrl, "")]));
}

/** Follows one relation from page to page until it ends. */
async function walk(from: string, rel: "next" | "prev", onPage = async () => {}): Promise<string[][]> {
  const pages: string[][] = [];
  for (let path: string | undefined = from; path;) {
    const page: Awaited<ReturnType<typeof read>> = await read(path);
    if (page.body.length === 0) break;
    pages.push(page.body.map((p) => p.id));
    path = links(page.headers.get("link"))[rel];
    await onPage();
  }
  return pages;
}

test("C5: a page has 20 posts, at most 40, newest first, and does not grow with the table", async () => {
  const page = await ids(publicPath);
  expect(page).toHaveLength(20);
  expect(page).toEqual([...page].sort(byAge).reverse());
  expect(await ids(`${publicPath}?limit=40`)).toHaveLength(40);
  expect(await ids(`${publicPath}?limit=4000`)).toHaveLength(40);
});

test("odd paging values are clamped or ignored, never an error", async () => {
  for (const [query, length] of [
    ["limit=0", 20],
    ["limit=-5", 1],
    ["limit=1.9", 1],
    ["limit=abc", 20],
    ["limit=", 20],
    ["limit=1e9", 40],
    ["limit=NaN", 20],
    ["max_id=abc", 20],
    ["max_id=", 20],
    ["max_id=-1", 20],
    ["max_id=99999999999999999999", 20],
    ["max_id=9999999999999999999", 20],
    ["max_id=1", 0],
    ["since_id=9223372036854775807", 0],
    ["min_id=0", 20],
    ["max_id[]=1&max_id[]=2", 20],
    ["limit=3&limit=4", 20],
    ["limit[a]=3", 20],
    ["local=maybe", 20],
    ["unheard_of=1", 20],
  ] as const) {
    const answer = await read(`${publicPath}?${query}`);
    expect([query, answer.status, answer.body.length]).toEqual([query, 200, length]);
  }
});

test("max_id goes down from a post, since_id stops at one, min_id is the page right above one", async () => {
  const all = (await walk(`${publicPath}?limit=40`, "next")).flat();
  const [place, other] = [all[30]!, all[50]!];
  expect(await ids(`${publicPath}?limit=5&max_id=${place}`)).toEqual(all.slice(31, 36));
  expect(await ids(`${publicPath}?limit=5&since_id=${place}`)).toEqual(all.slice(0, 5));
  expect(await ids(`${publicPath}?limit=5&min_id=${place}`)).toEqual(all.slice(25, 30));
  expect(await ids(`${publicPath}?limit=40&max_id=${place}&since_id=${other}`)).toEqual(all.slice(31, 50));
  expect(await ids(`${publicPath}?limit=3&max_id=${place}&min_id=${other}`)).toEqual(all.slice(47, 50));
});

test("a Link is absolute, keeps the filters and replaces the place", async () => {
  const { headers, body } = await read(`${listOf(alice)}?limit=2&exclude_replies=true&since_id=5`);
  const base = `${app.server.app.config.publicUrl}${listOf(alice)}?limit=2&exclude_replies=true`;
  expect(headers.get("link")).toBe(
    `<${base}&max_id=${body[1]!.id}>; rel="next", <${base}&min_id=${body[0]!.id}>; rel="prev"`,
  );
});

test("a walk down and a walk up give each post exactly once, also while others post", async () => {
  const before = (await walk(`${publicPath}?limit=40`, "next")).flat();
  const busy = { on: true, posted: 0 };
  const writing = [alice, bob, alice].map(async (who) => {
    while (busy.on) {
      const { id } = await who.post(`meanwhile ${busy.posted++}`);
      if (busy.posted % 4 === 0) await who.send("DELETE", `/api/v1/statuses/${id}`);
    }
  });
  const down = (await walk(`${publicPath}?limit=7`, "next")).flat();
  const up = (
    await walk(`${publicPath}?limit=7&min_id=${before.at(-1)}`, "prev", async () => {
      if (busy.posted > 150) busy.on = false;
    })
  ).map((page) => page.toReversed());
  busy.on = false;
  await Promise.all(writing);
  for (const seen of [down, up.flat()]) expect(new Set(seen).size).toBe(seen.length);
  expect(down.filter((id) => before.includes(id))).toEqual(before);
  expect(up.flat()).toEqual(up.flat().toSorted(byAge));
  expect(up.flat().filter((id) => before.includes(id))).toEqual(before.toReversed().slice(1));
}, 60_000);

test("the public timeline has public posts and the author's own threads, no answers to others, nothing hidden", async () => {
  const root = await alice.post("a thread begins");
  const own = await alice.post("and goes on", { in_reply_to_id: root.id });
  const answer = await bob.post("an answer", { in_reply_to_id: root.id });
  const unlisted = await alice.post("quietly", { visibility: "unlisted" });
  const hidden = await alice.post("for few", { visibility: "private" });
  for (const who of [app.guest(), alice, bob]) {
    const page = await ids(`${publicPath}?limit=5`, who);
    expect(page.slice(0, 2)).toEqual([own.id, root.id]);
    for (const { id } of [answer, unlisted, hidden]) expect(page).not.toContain(id);
  }
});

test("L7: an account's list has only that account's posts, with its answers unless they are left out", async () => {
  const [carol, dan] = await Promise.all([app.member(), app.member()]);
  const root = await dan.post("by dan");
  const first = await carol.post("by carol");
  const answer = await carol.post("carol answers dan", { in_reply_to_id: root.id });
  const self = await carol.post("carol goes on", { in_reply_to_id: first.id });
  await dan.post("dan answers carol", { in_reply_to_id: first.id });
  const direct = await carol.post(`@${dan.username} in private`, { visibility: "direct" });
  expect(await ids(listOf(carol))).toEqual([self.id, answer.id, first.id]);
  expect(await ids(`${listOf(carol)}?exclude_replies=1`)).toEqual([self.id, first.id]);
  expect(await ids(listOf(carol), dan)).toEqual([direct.id, self.id, answer.id, first.id]);
  expect(await ids(`${listOf(carol)}?only_media=true`)).toEqual([]);
  expect((await read("/api/v1/accounts/1/statuses")).status).toBe(404);
});

test("a list says where the log stood before it was read: listening from there misses nothing", async () => {
  const { headers, body } = await read(publicPath);
  const cursor = Number(headers.get("x-cursor"));
  const after = await Promise.all([alice.post("right after"), bob.post("this too")]);
  const ear = await app.listen(alice, { cursor });
  await ear.until((heard) => after.every(({ id }) => heard.some((e) => (e.data as PostBody).id === id)));
  expect(body.map((p) => p.id)).not.toContain(after[0].id);
});
