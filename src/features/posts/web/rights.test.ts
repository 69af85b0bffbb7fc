import { expect, test } from "vitest";
import type { Status } from "../posts.contract.ts";
import { mayBoost, mayQuote, replyBar } from "./rights.ts";

const me = { id: "1" };
const approval = { automatic: ["public"], manual: [], current_user: "unknown" as const };
const post = (change: Partial<Status> = {}) =>
  ({
    account: { id: "2" },
    visibility: "public",
    mentions: [],
    reply_policy: "everyone",
    quote_approval: approval,
    ...change,
  }) as unknown as Status;

test("the server's word on replies counts", () => {
  expect(replyBar(post({ reply_policy: "followers", can_reply: false }), me)).toBe("followers");
  expect(replyBar(post({ reply_policy: "nobody", can_reply: true }), me)).toBeNull();
});

test("where only an event told of a post, what is the same for all is told from it", () => {
  const mentions = [{ id: "1", username: "me", acct: "me", url: "" }];
  expect(replyBar(post({ reply_policy: "nobody" }), me)).toBe("nobody");
  expect(replyBar(post({ reply_policy: "mentioned" }), me)).toBe("mentioned");
  expect(replyBar(post({ reply_policy: "mentioned", mentions }), me)).toBeNull();
  expect(replyBar(post({ reply_policy: "followers" }), me)).toBeNull();
  expect(replyBar(post({ reply_policy: "nobody", account: { id: "1" } as Status["account"] }), me)).toBeNull();
});

test("what is not for everyone is boosted by its author at most, a letter by nobody", () => {
  const own = { id: "1" } as Status["account"];
  expect([mayBoost(post(), me), mayBoost(post({ visibility: "unlisted" }), me)]).toEqual([true, true]);
  expect(mayBoost(post({ visibility: "private" }), me)).toBe(false);
  expect(mayBoost(post({ visibility: "private", account: own }), me)).toBe(true);
  expect(mayBoost(post({ visibility: "direct", account: own }), me)).toBe(false);
});

test("a quote needs its author's leave", () => {
  expect(mayQuote(post(), me)).toBe(true);
  expect(mayQuote(post({ quote_approval: { ...approval, current_user: "denied" } }), me)).toBe(false);
  expect(mayQuote(post({ quote_approval: { ...approval, automatic: [] } }), me)).toBe(false);
  expect(mayQuote(post({ visibility: "direct" }), me)).toBe(false);
});
