import { expect, test } from "vitest";
import type { Post } from "#posts/web";
import { belongsTo } from "./keys.ts";
import { compareIds, insertId, insertReply, place, withoutId } from "./lists.ts";

const list = (ids: string[], more: Partial<{ waiting: string[]; floor: string; end: boolean; top: boolean }> = {}) => ({
  ids,
  waiting: [],
  floor: ids.at(-1) ?? null,
  end: false,
  top: true,
  ...more,
});
const post = (author: string, change: Partial<Post> = {}) =>
  ({
    id: "1",
    account: { id: author },
    visibility: "public",
    in_reply_to_id: null,
    in_reply_to_account_id: null,
    ...change,
  }) as Post;

test("ids are numbers that do not fit a number: longer is newer", () => {
  expect(["99", "100", "9"].sort(compareIds)).toEqual(["9", "99", "100"]);
  expect(insertId(["100", "9"], "99")).toEqual(["100", "99", "9"]);
  expect(insertId(["100", "9"], "9")).toEqual(["100", "9"]);
  const ids = ["1"];
  expect(withoutId(ids, "2")).toBe(ids);
});

test("an event says on which lists a post is; without replies to others a profile shows less", () => {
  const reply = post("2", { in_reply_to_id: "9", in_reply_to_account_id: "3" });
  const on = ["account:2", "home"];
  expect(belongsTo("home", reply, "1", on)).toBe(true);
  expect(belongsTo("public", reply, "1", on)).toBe(false);
  expect(belongsTo("account:2", reply, "1", on)).toBe(true);
  expect(belongsTo("posts:2", reply, "1", on)).toBe(false);
  expect(belongsTo("posts:2", post("2"), "1", on)).toBe(true);
});

test("of one's own new post its words say so; of others' nothing is known without an event", () => {
  const mine = post("1", { tags: [{ name: "서울", url: "" }] });
  const lists = ["home", "public", "account:1", "posts:1", "tag:서울", "account:2", "tag:부산"] as const;
  const shown = (one: Post) => lists.filter((key) => belongsTo(key, one, "1"));
  expect(shown(mine)).toEqual(["home", "public", "account:1", "posts:1", "tag:서울"]);
  expect(shown({ ...mine, visibility: "unlisted" })).toEqual(["home", "account:1", "posts:1"]);
  expect(shown({ ...mine, in_reply_to_id: "9", in_reply_to_account_id: "2" })).toEqual([
    "home",
    "account:1",
    "tag:서울",
  ]);
  expect(shown({ ...mine, in_reply_to_id: "9", in_reply_to_account_id: "1" })).toEqual(shown(mine));
  expect(shown(post("2"))).toEqual([]);
});

test("a new post slides in at the top, waits for a reader further down, and one's own never waits", () => {
  expect(place(list(["2", "1"]), "3", false).ids).toEqual(["3", "2", "1"]);
  const down = place(list(["2", "1"], { top: false }), "3", false);
  expect([down.ids, down.waiting]).toEqual([["2", "1"], ["3"]]);
  expect(place(down, "3", false)).toBe(down);
  expect(place(list(["2", "1"], { top: false }), "3", true).ids).toEqual(["3", "2", "1"]);
});

test("a restored post returns to its place, or comes with its page", () => {
  expect(place(list(["5", "2"], { top: false }), "3", false).ids).toEqual(["5", "3", "2"]);
  expect(place(list(["5", "2"]), "1", false).ids).toEqual(["5", "2"]);
  expect(place(list(["5", "2"], { end: true }), "1", false).ids).toEqual(["5", "2", "1"]);
  expect(place(list([], { end: true }), "1", false).ids).toEqual(["1"]);
  expect(place(list(["5"], { floor: "2" }), "2", false).ids).toEqual(["5", "2"]);
});

test("a reply goes under its parent, behind older answers and before newer ones", () => {
  const parents: Record<string, string> = { "2": "1", "3": "2", "4": "1", "5": "3", "6": "2", "7": "9" };
  const parentOf = (id: string) => parents[id] ?? null;
  const reply = (id: string) => post("1", { id, in_reply_to_id: parentOf(id) });
  const shown = ["6", "5", "4", "3", "2"].reduceRight(
    (ids, id) => insertReply(ids, "1", reply(id), parentOf) ?? [],
    [] as string[],
  );
  expect(shown).toEqual(["2", "3", "5", "6", "4"]);
  const late = ["2", "3", "5", "4"];
  expect(insertReply(late, "1", reply("6"), parentOf)).toEqual(["2", "3", "5", "6", "4"]);
  expect(insertReply(["2", "6", "4"], "1", reply("3"), parentOf)).toEqual(["2", "3", "6", "4"]);
  expect(insertReply(late, "1", reply("7"), parentOf)).toBeNull();
});

test("around a hidden post a reply is put only where its place is certain", () => {
  // 4 and 8 answer posts that are not shown.
  const parents: Record<string, string> = { "2": "1", "4": "3", "5": "2", "6": "1", "8": "7", "9": "2" };
  const parentOf = (id: string) => parents[id];
  const put = (ids: string[], id: string, parent: string) =>
    insertReply(ids, "1", post("1", { id, in_reply_to_id: parent }), parentOf);
  expect(put(["2", "4", "6"], "9", "1")).toEqual(["2", "4", "6", "9"]);
  expect(put(["2", "6", "8"], "5", "2")).toEqual(["2", "5", "6", "8"]);
  expect(put(["2", "5", "4", "9"], "91", "2")).toEqual(["2", "5", "4", "9", "91"]);
  expect(put(["2", "4"], "5", "2")).toBeNull();
  expect(put(["2", "8"], "6", "1")).toBeNull();
});
