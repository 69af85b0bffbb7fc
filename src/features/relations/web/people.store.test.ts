import { expect, test } from "vitest";
import { openPage } from "#test/page";
import { circleOf, createPeople, markersOf, ownLists, type PeopleSource } from "./people.store.ts";

const account = (id: string) => ({ id, username: `u${id}`, acct: `u${id}` });

/** A server with a list of accounts, three to a page. */
function setUp(source: PeopleSource = ownLists.requests, calmMs = 10) {
  const world = { ids: ["9", "8", "7", "6", "5", "4"] };
  const page = openPage((_, path) => {
    const url = new URL(path, "http://x");
    const after = url.searchParams.get("max_id");
    const from = after === null ? 0 : Number(after);
    const body = world.ids.slice(from, from + 3).map(account);
    url.searchParams.set("max_id", String(from + 3));
    const link = from + 3 < world.ids.length ? `<${url}>; rel="next"` : undefined;
    return { body, link };
  });
  const list = createPeople(source, { ...page, calmMs });
  const ids = () => list.store.getState().people.map((person) => person.account.id);
  return { ...page, world, list, ids };
}

test("a list that only listened equals one that was just read, as far as it was read", async () => {
  const { world, list, ids, tell, channels } = setUp();
  list.open();
  await expect.poll(ids).toEqual(["9", "8", "7"]);
  expect(channels).toEqual(["me"]);
  await list.loadMore();
  expect(ids()).toEqual(world.ids);
  world.ids = ["10", "9", "7", "6", "5", "4"];
  tell("relation.changed", { id: "10" });
  await expect.poll(ids).toEqual(world.ids);
});

test("a crowd of events is a request now and one for the last of them", async () => {
  const { world, list, ids, tell, asked } = setUp();
  list.open();
  await expect.poll(ids).toHaveLength(3);
  for (let i = 0; i < 50; i++) {
    world.ids = [String(100 + i), ...world.ids];
    tell("relation.changed", { id: String(100 + i) });
  }
  await expect.poll(() => ids()[0]).toBe("149");
  expect(asked.length).toBeLessThanOrEqual(3);
});

test("what is only about others changes nothing", async () => {
  const { list, ids, tell, asked } = setUp();
  list.open();
  await expect.poll(ids).toHaveLength(3);
  tell("post.created", { id: "1" });
  tell("relation.changed", { id: "9" }, 4);
  await new Promise((done) => setTimeout(done, 20));
  expect(asked).toHaveLength(1);
});

test("each list knows what makes it stale", () => {
  const event = (type: string, id: string) => ({ cursor: 1, type, data: { id } });
  const circle = circleOf("7", "followers");
  expect(circle.channels).toEqual(["account:7", "me"]);
  expect(circle.isStale(event("account.changed", "7"))).toBe(true);
  expect(circle.isStale(event("account.changed", "8"))).toBe(false);
  const likers = markersOf("3", "favourited");
  expect([likers.path, markersOf("3", "boosted").path]).toEqual([
    "/api/v1/statuses/3/favourited_by",
    "/api/v1/statuses/3/reblogged_by",
  ]);
  expect(likers.isStale(event("post.counted", "3"))).toBe(true);
  expect(likers.isStale(event("post.counted", "4"))).toBe(false);
  expect(ownLists.suggestions.isStale(event("suggestion.dismissed", "9"))).toBe(true);
  expect(ownLists.blocks.isStale(event("suggestion.dismissed", "9"))).toBe(false);
});

test("a refused list says why, and can be asked for again", async () => {
  const answers = [{ status: 404, body: { error: "There is no such post." } }, { body: [account("2")] }];
  const list = createPeople(
    markersOf("3", "boosted"),
    openPage(() => answers.shift()!),
  );
  list.open();
  await expect.poll(() => list.store.getState()).toMatchObject({ state: "error", error: "There is no such post." });
  await list.retry();
  expect(list.store.getState()).toMatchObject({ state: "ready", error: null, people: [{ account: { id: "2" } }] });
});

test("a list that is left forgets, and reads anew when it is opened again", async () => {
  const { list, ids, world, channels } = setUp();
  const close = list.open();
  await expect.poll(ids).toHaveLength(3);
  close();
  expect([ids(), channels]).toEqual([[], []]);
  world.ids = ["1"];
  list.open();
  await expect.poll(ids).toEqual(["1"]);
});

test("mutes say until when, suggestions come wrapped", async () => {
  const page = openPage((_, path) => ({
    body: path.includes("mutes")
      ? [{ ...account("2"), mute_expires_at: "2026-12-01T00:00:00.000Z" }]
      : [{ source: "global", sources: ["most_followed"], account: account("3") }],
  }));
  const [mutes, suggested] = [ownLists.mutes, ownLists.suggestions].map((source) => createPeople(source, page));
  mutes!.open();
  suggested!.open();
  await expect.poll(() => mutes!.store.getState().people).toMatchObject([{ until: "2026-12-01T00:00:00.000Z" }]);
  await expect.poll(() => suggested!.store.getState().people).toMatchObject([{ account: { id: "3" }, until: null }]);
  suggested!.drop("3");
  expect(suggested!.store.getState().people).toEqual([]);
});
