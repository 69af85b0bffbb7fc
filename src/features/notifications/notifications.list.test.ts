import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
import { createSociety } from "#test/society";
import type { GroupedNotifications, Notification } from "./notifications.contract.ts";

let app: TestApp;
let society: ReturnType<typeof createSociety>;
let alice: Member;
let fans: Member[];
let posts: PostBody[];
let all: Notification[];
const v1 = "/api/v1/notifications";
const v2 = "/api/v2/notifications";

beforeAll(async () => {
  app = await startApp();
  society = createSociety(app);
  [alice, ...fans] = (await Promise.all(Array.from({ length: 11 }, () => app.member()))) as [Member, ...Member[]];
  posts = [await alice.post("one"), await alice.post("two"), await alice.post("three")];
  // Told in turns, so that the groups lie across each other; answers stand alone.
  for (const fan of fans) {
    for (const post of posts) await society.favourite(fan, post);
    await fan.post("an answer", { in_reply_to_id: posts[0]!.id });
  }
  for (const fan of fans.slice(0, 4)) await society.follow(fan, alice);
  await society.settle();
  all = (await alice.get<Notification[]>(`${v1}?limit=80`)).body;
});
afterAll(() => app.stop());

const ids = async (query: string) => (await alice.get<Notification[]>(v1 + query)).body.map(({ id }) => id);
const everyId = () => all.map(({ id }) => id);
const groups = async (query = "", who = alice) => (await who.get<GroupedNotifications>(v2 + query)).body;
function links(header: string | null): Record<string, string> {
  const found = [...(header ?? "").matchAll(/<([^>]*)>; rel="(\w+)"/g)];
  return Object.fromEntries(found.map(([, url, rel]) => [rel, url!.replace(app.server.app.config.publicUrl, "")]));
}

test("a page has 40, at most 80, newest first, and goes down, up and between", async () => {
  expect(all).toHaveLength(44);
  expect(await ids("")).toEqual(everyId().slice(0, 40));
  expect(await ids("?limit=1000")).toEqual(everyId());
  expect(await ids(`?limit=5&max_id=${all[9]!.id}`)).toEqual(everyId().slice(10, 15));
  expect(await ids(`?limit=5&since_id=${all[9]!.id}`)).toEqual(everyId().slice(0, 5));
  expect(await ids(`?limit=5&min_id=${all[9]!.id}`)).toEqual(everyId().slice(4, 9));
  const walked: string[] = [];
  for (let path: string | undefined = `${v1}?limit=9`; path;) {
    const page: { headers: Headers; body: Notification[] } = await alice.get<Notification[]>(path);
    walked.push(...page.body.map(({ id }) => id));
    path = links(page.headers.get("link"))["next"];
  }
  expect(walked).toEqual(everyId());
});

test("types and accounts are chosen or left out, in v1 and in groups; unknown ones find nothing", async () => {
  const of = (...types: string[]) => all.filter(({ type }) => types.includes(type)).map(({ id }) => id);
  expect(await ids("?types[]=mention")).toEqual(of("mention"));
  expect(await ids("?types[]=mention&types[]=follow&limit=80")).toEqual(of("mention", "follow"));
  expect(await ids("?types=mention&limit=3&max_id=" + of("mention")[1]!)).toEqual(of("mention").slice(2, 5));
  expect(await ids("?types=mention&limit=3&min_id=" + of("mention")[5]!)).toEqual(of("mention").slice(2, 5));
  expect(await ids("?exclude_types[]=favourite&exclude_types[]=mention")).toEqual(of("follow"));
  expect(await ids("?types[]=poll")).toEqual([]);
  expect(await ids("?types[]=favourite&exclude_types[]=favourite")).toEqual([]);
  const by = all.filter(({ account }) => account.id === fans[0]!.id).map(({ id }) => id);
  expect(await ids(`?account_id=${fans[0]!.id}`)).toEqual(by);
  expect(await ids("?account_id=nobody")).toEqual([]);
  const { notification_groups: some } = await groups(`?types[]=favourite&account_id=${fans[0]!.id}`);
  expect(some.map(({ type }) => type)).toEqual(["favourite", "favourite", "favourite"]);
});

test("groups say how many there are, who was last, and each account and post once", async () => {
  const page = await groups();
  const kinds = Object.groupBy(page.notification_groups, ({ type }) => type);
  expect(kinds.favourite!.map((one) => [one.status_id, one.notifications_count])).toEqual(
    posts.toReversed().map(({ id }) => [id, 10]),
  );
  expect(kinds.follow!.map((one) => [one.status_id, one.notifications_count])).toEqual([[null, 4]]);
  expect(kinds.mention).toHaveLength(10);
  for (const { group_key: key } of kinds.mention!) expect(key).toMatch(/^ungrouped-\d+$/);
  const likes = kinds.favourite![0]!;
  const members = all.filter(({ group_key: key }) => key === likes.group_key);
  expect(likes).toEqual({
    group_key: likes.group_key,
    notifications_count: 10,
    type: "favourite",
    most_recent_notification_id: Number(members[0]!.id),
    page_min_id: members.at(-1)!.id,
    page_max_id: members[0]!.id,
    latest_page_notification_at: members[0]!.created_at,
    sample_account_ids: fans
      .map(({ id }) => id)
      .toReversed()
      .slice(0, 8),
    status_id: posts[2]!.id,
  });
  for (const some of [page.accounts, page.statuses]) expect(new Set(some.map(({ id }) => id)).size).toBe(some.length);
  expect(page.statuses.map(({ id }) => id)).toEqual(expect.arrayContaining(posts.map(({ id }) => id)));
});

test("the newest id is an exact integer, larger than what a JavaScript number holds", async () => {
  const { text } = await alice.get(`${v2}?limit=1`);
  expect(text).toContain(`"most_recent_notification_id":${all[0]!.id},`);
});

test("a walk through the groups, down and up, covers each notification exactly once", async () => {
  for (const [from, rel] of [
    [`${v2}?limit=2`, "next"],
    [`${v2}?limit=2&min_id=1`, "prev"],
  ] as const) {
    const covered: string[] = [];
    for (let path: string | undefined = from; path;) {
      const page: { headers: Headers; body: GroupedNotifications } = await alice.get<GroupedNotifications>(path);
      const { notification_groups: found } = page.body;
      expect(found.length).toBeLessThanOrEqual(2);
      if (found.length === 0) break;
      for (const { group_key: key, page_min_id: min, page_max_id: max } of found)
        for (const one of all)
          if (one.group_key === key && BigInt(one.id) >= BigInt(min) && BigInt(one.id) <= BigInt(max))
            covered.push(one.id);
      path = links(page.headers.get("link"))[rel];
    }
    expect(covered).toHaveLength(44);
    expect(new Set(covered)).toEqual(new Set(everyId()));
  }
});

test("who does not group a type sees each alone; who wants only avatars gets the newest account whole", async () => {
  const { notification_groups: alone } = await groups("?limit=80&grouped_types[]=follow");
  expect(alone).toHaveLength(41);
  expect(
    alone.filter(({ type }) => type === "favourite").every((one) => one.group_key === `ungrouped-${one.page_max_id}`),
  ).toBe(true);
  const {
    accounts,
    partial_accounts: rest,
    notification_groups: some,
  } = await groups("?types[]=favourite&expand_accounts=partial_avatars");
  expect(accounts.map(({ id }) => id)).toEqual([some[0]!.sample_account_ids[0]]);
  expect(rest!.map(({ id }) => id)).toEqual(some[0]!.sample_account_ids.slice(1));
  expect(Object.keys(rest![0]!)).toEqual(["id", "acct", "url", "avatar", "avatar_static", "locked", "bot"]);
});

test("one group, by its key or by one notification's, and all who made it", async () => {
  const likes = all.find(({ type }) => type === "favourite")!;
  const { body } = await alice.get<GroupedNotifications>(`${v2}/${likes.group_key}`);
  expect(body.notification_groups.map((one) => [one.group_key, one.notifications_count])).toEqual([
    [likes.group_key, 10],
  ]);
  const made = await alice.get<{ id: string }[]>(`${v2}/${likes.group_key}/accounts`);
  expect(made.body.map(({ id }) => id)).toEqual(fans.map(({ id }) => id).toReversed());
  const single = await alice.get<GroupedNotifications>(`${v2}/ungrouped-${likes.id}`);
  expect(single.body.notification_groups.map((one) => one.notifications_count)).toEqual([1]);
});

test("unread is what is newer than the marker, counted up to a limit, one by one and in groups", async () => {
  const count = async (path: string) => (await alice.get<{ count: number }>(path)).body.count;
  expect(await count(`${v1}/unread_count`)).toBe(44);
  expect(await count(`${v1}/unread_count?limit=7`)).toBe(7);
  expect(await count(`${v1}/unread_count?types[]=follow`)).toBe(4);
  expect(await count(`${v2}/unread_count`)).toBe(14);
  expect(await count(`${v2}/unread_count?grouped_types[]=favourite`)).toBe(17);
  const place = sql`insert into markers (account_id, timeline, last_read_id) values (${alice.id}, 'notifications', ${all[4]!.id})
    on conflict (account_id, timeline) do update set last_read_id = excluded.last_read_id`;
  await app.server.app.db.execute(place);
  expect(await count(`${v1}/unread_count`)).toBe(4);
  expect(await count(`${v2}/unread_count`)).toBe(1);
});

test("threat 5, threat 6: another's notification is not there, in the same bytes, and nothing happens to it", async () => {
  const mallory = fans[0]!;
  const likes = all.find(({ type }) => type === "favourite")!;
  const one = (id: string) => [
    ["GET", `${v1}/${id}`],
    ["POST", `${v1}/${id}/dismiss`],
    ["POST", `${v1}/dismiss?id=${id}`],
    ["GET", `${v2}/ungrouped-${id}`],
    ["GET", `${v2}/ungrouped-${id}/accounts`],
    ["POST", `${v2}/ungrouped-${id}/dismiss`],
  ];
  const grouped = (key: string) => [
    ["GET", `${v2}/${key}`],
    ["GET", `${v2}/${key}/accounts`],
    ["POST", `${v2}/${key}/dismiss`],
  ];
  const asked = [...one(likes.id), ...grouped(likes.group_key)];
  const nothing = [...one("1"), ...grouped("favourite-1-1")];
  for (const [i, [method, path]] of asked.entries()) {
    const [hidden, absent] = [await mallory.send(method!, path!), await mallory.send(nothing[i]![0]!, nothing[i]![1]!)];
    expect([path, hidden.status, hidden.text]).toEqual([path, 404, absent.text]);
  }
  await mallory.send("POST", `${v1}/clear`);
  expect(await ids("?limit=80")).toEqual(everyId());
  for (const path of [
    `${v1}/x`,
    `${v1}/0`,
    `${v2}/nonsense`,
    `${v2}/favourite-%00`,
    `${v2}/ungrouped-99999999999999999999`,
  ])
    expect([path, (await alice.get(path)).status]).toEqual([path, 404]);
});

test("everyone is accepted, and saying otherwise is refused in words", async () => {
  const accepting = {
    for_not_following: "accept",
    for_not_followers: "accept",
    for_new_accounts: "accept",
    for_private_mentions: "accept",
    for_limited_accounts: "accept",
    summary: { pending_requests_count: 0, pending_notifications_count: 0 },
  };
  expect((await alice.get(`${v2}/policy`)).body).toEqual(accepting);
  const change = (path: string, body: object) => alice.send<{ error: string }>("PATCH", path, { body });
  expect((await change(`${v2}/policy`, { for_new_accounts: "accept" })).body).toEqual(accepting);
  const refused = await change(`${v2}/policy`, { for_new_accounts: "drop" });
  expect([refused.status, refused.body.error]).toEqual([422, expect.stringContaining("not available here")]);
  expect((await alice.get<object>(`${v1}/policy`)).body).toMatchObject({ filter_new_accounts: false });
  expect((await change(`${v1}/policy`, { filter_not_following: false })).status).toBe(200);
  expect((await change(`${v1}/policy`, { filter_not_following: true })).status).toBe(422);
  expect((await alice.get(`${v1}/requests`)).body).toEqual([]);
});

test("a group that is put out of sight is gone, alone", async () => {
  const key = all.find(({ type }) => type === "follow")!.group_key;
  expect((await alice.send("POST", `${v2}/${key}/dismiss`)).body).toEqual({});
  expect((await ids("?limit=80")).length).toBe(40);
  expect((await alice.send("POST", `${v2}/${key}/dismiss`)).status).toBe(404);
});
