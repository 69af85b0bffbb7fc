import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter, Route, Routes } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";

type Post = { id: string; thread_id: string; in_reply_to_id: string | null; account: object };
const here = vi.hoisted(() => ({
  posts: new Map<string, Post>(),
  unsent: [] as Post[],
  thread: { ancestors: [] as string[], descendants: [] as string[], state: "ready", error: null as string | null },
}));
type Joined = { above?: boolean; below?: boolean };
const line = ({ above, below }: Joined = {}) => `${above ? "╵" : ""}${below ? "╷" : ""}`;
vi.mock("./threads.store.ts", () => ({ useThread: () => ({ ...here.thread, retry: () => {} }) }));
vi.mock("#web/live", async (original) => ({
  ...(await original<object>()),
  useConnection: () => ({ state: "live", since: 0 }),
}));
vi.mock("#posts/web", () => ({
  fetchPost: () => Promise.reject(new Error("not asked here")),
  useOutbox: () => here.unsent,
  usePost: (id: string) => here.posts.get(id),
  PostRow: ({ id, joined, answers }: { id: string; joined: Joined; answers: boolean }) =>
    `[${id}${line(joined)}${answers ? " names whom it answers" : ""}]`,
  PostCard: ({ post, main, joined }: { post: Post; main?: boolean; joined?: Joined }) =>
    `[${main ? "main " : "unsent "}${post.id}${line(joined)}]`,
  ReplyComposer: () => "[composer]",
}));
const { ThreadPage } = await import("./ThreadPage.tsx");

const post = (id: string, in_reply_to_id: string | null = null) =>
  here.posts.set(id, { id, thread_id: "1", in_reply_to_id, account: { username: "alice", display_name: "" } });
const show = (id = "1") =>
  renderToStaticMarkup(
    <MemoryRouter initialEntries={[`/@alice/${id}`]}>
      <Routes>
        <Route path="/:at/:id" element={<ThreadPage />} />
      </Routes>
    </MemoryRouter>,
  );
const order = (id?: string) => show(id).match(/\[[^\]]+\]/g);

beforeEach(() => {
  here.posts.clear();
  here.unsent = [];
  here.thread = { ancestors: [], descendants: [], state: "ready", error: null };
});

test("a post alone invites the first reply", () => {
  post("1");
  expect(order()).toEqual(["[main 1]", "[composer]"]);
  expect(show()).toContain("No replies yet");
});

test("what it answers stands above, joined by a line; replies stand below", () => {
  for (const [id, parent] of [["1"], ["2", "1"], ["3", "2"], ["4", "3"]] as const) post(id, parent ?? null);
  Object.assign(here.thread, { ancestors: ["1", "2"], descendants: ["4"] });
  expect(order("3")).toEqual(["[1╷]", "[2╵╷]", "[main 3╵]", "[composer]", "[4]"]);
});

test("a reply to a reply is joined to it; one further down says whom it answers", () => {
  for (const [id, parent] of [["1"], ["2", "1"], ["3", "2"], ["4", "2"]] as const) post(id, parent ?? null);
  here.thread.descendants = ["2", "3", "4"];
  expect(order()).toEqual(["[main 1]", "[composer]", "[2╷]", "[3╵]", "[4 names whom it answers]"]);
});

test("one's own reply is there before the server has it", () => {
  post("1");
  here.unsent = [{ id: "local:x", thread_id: "1", in_reply_to_id: "1", account: {} }];
  expect(order()).toEqual(["[main 1]", "[composer]", "[unsent local:x]"]);
  expect(show()).not.toContain("No replies yet");
});

test("a post that is known is shown while its replies are on their way", () => {
  post("1");
  here.thread.state = "loading";
  expect(order()).toEqual(["[main 1]", "[composer]"]);
  expect(show()).toContain("Loading…");
});

test("a thread that cannot be read says why and offers to try again", () => {
  Object.assign(here.thread, { state: "error", error: "network" });
  expect(show()).toContain("does not answer");
  expect(show()).toContain("Try again");
});
