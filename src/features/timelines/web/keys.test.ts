import { expect, test } from "vitest";
import type { Post } from "#posts/web";
import { belongsTo, channelOf, pathOf } from "./keys.ts";

const post = (tags: string[], more: object = {}) =>
  ({ account: { id: "7" }, in_reply_to_id: null, reblog: null, tags: tags.map((name) => ({ name })), ...more }) as Post;

test("what somebody wrote with a tag is read at their account, and told of on its channel", () => {
  const key = "tagged:7:서울";
  expect(channelOf(key)).toBe("account:7");
  expect(pathOf(key, 20)).toBe(`/api/v1/accounts/7/statuses?limit=20&tagged=${encodeURIComponent("서울")}`);
});

test("only their own posts with the tag belong there: no others, and no boosts", () => {
  const key = "tagged:7:서울";
  const on = ["account:7", "public"];
  expect(belongsTo(key, post(["서울"]), null, on)).toBe(true);
  expect(belongsTo(key, post(["부산"]), null, on)).toBe(false);
  expect(belongsTo(key, post(["서울"], { reblog: post(["서울"]) }), null, on)).toBe(false);
  expect(belongsTo(key, post(["서울"]), null, ["account:8"])).toBe(false);
  expect(belongsTo(key, post(["서울"]), "7")).toBe(true);
  expect(belongsTo(key, post(["서울"]), "8")).toBe(false);
});
