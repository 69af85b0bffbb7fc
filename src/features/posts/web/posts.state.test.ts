import { expect, test } from "vitest";
import { at, counted, edited, post } from "#test/posts";
import type { PostEvent } from "../posts.contract.ts";
import { applyPostEvent, asHtml, type Kept, mergeAnswer, shown } from "./posts.state.ts";

const play = (kept: Kept | undefined, ...events: (PostEvent & { cursor: number })[]) =>
  events.reduce(applyPostEvent, kept);

test("a history arriving twice, with old parts in between, ends as if it had arrived once", () => {
  const history = [
    at(1, { type: "post.created", data: post("7") }),
    at(2, counted("7", 1)),
    at(3, { type: "post.edited", data: edited("7", "two", 1, { replies_count: 1 }) }),
    at(4, counted("7", 2)),
  ];
  const once = play(undefined, ...history);
  expect(once?.status).toMatchObject({ content: "two", replies_count: 2 });
  expect(play(once, ...history, ...history.slice(0, 2))).toBe(once);
});

test("counters that came first do not hide the words of an older event", () => {
  const kept = play(
    mergeAnswer(undefined, post("7"), 50),
    at(70, counted("7", 3)),
    at(60, { type: "post.edited", data: edited("7", "two", 1) }),
  );
  expect(kept?.status).toMatchObject({ content: "two", replies_count: 3 });
});

test("an answer that was read before an event does not take it back", () => {
  const live = play(undefined, at(10, { type: "post.edited", data: edited("7", "two", 2, { replies_count: 4 }) }));
  const late = mergeAnswer(live, edited("7", "one", 1, { favourited: true }), 9);
  expect(late.status).toMatchObject({ content: "two", replies_count: 4, favourited: true });
  const newer = mergeAnswer(live, edited("7", "three", 3), 9);
  expect(newer.status).toMatchObject({ content: "three", replies_count: 4 });
});

test("what only the viewer sees survives events, which are the same for all", () => {
  const kept = play(
    mergeAnswer(undefined, post("7", { bookmarked: true }), 1),
    at(2, { type: "post.edited", data: edited("7", "two", 1) }),
  );
  expect(kept?.status).toMatchObject({ content: "two", bookmarked: true });
});

test("a mark that was made before the event by which a post became known counts", () => {
  const told = { ...edited("7", "two", 1), favourited: undefined, bookmarked: undefined };
  const mark = { id: "7", favourited: false, reblogged: false, bookmarked: true, muted: false, pinned: false };
  const kept = play(undefined, at(10, { type: "post.edited", data: told }), at(8, { type: "post.marked", data: mark }));
  expect(kept?.status).toMatchObject({ content: "two", bookmarked: true });
  const newer = play(kept, at(7, { type: "post.marked", data: { ...mark, bookmarked: false } }));
  expect(newer?.status).toMatchObject({ bookmarked: true });
});

test("a deleted post stays gone until it is restored", () => {
  const gone = play(mergeAnswer(undefined, post("7"), 1), at(5, { type: "post.deleted", data: { id: "7" } }));
  expect(shown(gone)).toBeUndefined();
  expect(shown(mergeAnswer(gone, post("7"), 4))).toBeUndefined();
  expect(shown(play(gone, at(4, { type: "post.edited", data: edited("7", "two", 1) })))).toBeUndefined();
  expect(shown(play(gone, at(6, { type: "post.restored", data: post("7") })))).toMatchObject({ id: "7" });
  const unseen = play(undefined, at(5, { type: "post.deleted", data: { id: "8" } }));
  expect(shown(unseen)).toBeUndefined();
});

test("words shown before the server has rendered them are text, never markup", () => {
  expect(asHtml("<b>&\n둘\n\n셋")).toBe("<p>&lt;b&gt;&amp;<br>둘</p><p>셋</p>");
});
