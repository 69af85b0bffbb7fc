import { expect, test } from "vitest";
import { memoryVault } from "#web/vault";
import { createDrafts } from "./drafts.store.ts";
import type { Post } from "./posts.store.ts";
import { redraft } from "./redraft.ts";

const post = (change: object = {}) =>
  ({
    id: "7",
    visibility: "unlisted",
    reply_policy: "nobody",
    language: "ko",
    quote: null,
    in_reply_to_id: null,
    ...change,
  }) as unknown as Post;

function setUp({ parentGone = false, readable = true } = {}) {
  const vault = memoryVault();
  const drafts = createDrafts(vault, () => "1");
  const kept: unknown[] = [];
  const deps = {
    drafts,
    fetchSource: async (id: string) => {
      if (!readable) throw new Error("no answer");
      return { id, text: "처음 쓴 글", spoiler_text: "조심" };
    },
    fetchPost: async (id: string) => {
      if (parentGone) throw new Error("gone");
      return { id, account: { acct: "alice" } } as Post;
    },
    deletePost: async () => {
      kept.push(...(await vault.list("draft:")));
      return true;
    },
  };
  return { drafts, kept, deps };
}

test("the words are safe on the device before the post is deleted, with all that was chosen for it", async () => {
  const { kept, deps } = setUp();
  const { path, deleted } = await redraft(post(), deps);
  expect(await deleted).toBe(true);
  expect(path).toBe("/compose");
  expect(kept).toMatchObject([
    { text: "처음 쓴 글", spoilerText: "조심", visibility: "unlisted", replyPolicy: "nobody", language: "ko" },
  ]);
});

test("what is in the composer already stays before it", async () => {
  const { drafts, deps } = setUp();
  drafts.update("new", { text: "쓰던 글" });
  await redraft(post(), deps);
  expect(drafts.get("new").text).toBe("쓰던 글\n\n처음 쓴 글");
});

test("a reply is written anew under what it answers, or as a new post when that is gone", async () => {
  const there = setUp();
  const { path } = await redraft(post({ in_reply_to_id: "5" }), there.deps);
  expect([path, there.drafts.get("reply:5").text]).toEqual(["/@alice/5", "처음 쓴 글"]);
  const gone = setUp({ parentGone: true });
  expect((await redraft(post({ in_reply_to_id: "5" }), gone.deps)).path).toBe("/compose");
  expect(gone.drafts.get("new").text).toBe("처음 쓴 글");
});

test("nothing is deleted when its words cannot be read", async () => {
  const { kept, deps, drafts } = setUp({ readable: false });
  await expect(redraft(post(), deps)).rejects.toThrow("no answer");
  expect([kept, drafts.get("new").text]).toEqual([[], ""]);
});
