import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";

const list = vi.hoisted(() => ({
  ids: [] as string[],
  pending: 0,
  state: "ready",
  end: true,
  error: null as string | null,
  showPending: () => {},
  loadMore: () => {},
  retry: () => {},
  atTop: () => {},
}));
const outbox = vi.hoisted(() => ({ posts: [] as { id: string }[] }));
vi.mock("./timelines.ts", () => ({ useTimeline: () => list }));
vi.mock("#posts/web", () => ({
  useOutbox: () => outbox.posts,
  PostRow: ({ id }: { id: string }) => `post ${id}`,
  PostCard: ({ post }: { post: { id: string } }) => `unsent ${post.id}`,
}));
// What is near the screen is for the browser to say; here all rows are.
vi.mock("#web/ui", async (original) => ({
  ...(await original<object>()),
  VirtualList: ({ keys, render }: { keys: string[]; render: (key: string, index: number) => React.ReactNode }) => (
    <ol>
      {keys.map((key, index) => (
        <li key={key}>{render(key, index)}</li>
      ))}
    </ol>
  ),
}));
const { Timeline } = await import("./Timeline.tsx");

const show = () =>
  renderToStaticMarkup(
    <MemoryRouter>
      <Timeline name="public" label="All posts" empty={<p>nothing yet</p>} />
    </MemoryRouter>,
  );
const rows = () => [...show().matchAll(/<li>(.*?)<\/li>/g)].map((row) => row[1]);

beforeEach(() => {
  Object.assign(list, { ids: ["3", "2", "1"], pending: 0, state: "ready", end: true, error: null });
  outbox.posts = [];
});

test("posts stand in the order of the list, and the end is told", () => {
  expect(rows()).toEqual(["post 3", "post 2", "post 1"]);
  expect(show()).toContain("That is everything so far.");
});

test("what is not sent yet stands above all", () => {
  outbox.posts = [{ id: "local:b" }, { id: "local:a" }];
  expect(rows()).toEqual(["unsent local:b", "unsent local:a", "post 3", "post 2", "post 1"]);
});

test("while the first posts are on their way their shapes are there", () => {
  Object.assign(list, { ids: [], state: "loading", end: false });
  expect(show()).toContain("Loading…");
  expect(show()).not.toContain("nothing yet");
});

test("a list that is empty says so, one that could not be read does not pretend to be empty", () => {
  list.ids = [];
  expect(show()).toContain("nothing yet");
  Object.assign(list, { state: "error", error: "network", end: false });
  expect(show()).not.toContain("nothing yet");
  expect(show()).toContain("does not answer");
});

test("what waits is counted on a pill; without anything waiting there is no pill", () => {
  expect(show()).not.toContain("new posts");
  list.pending = 12;
  expect(show()).toMatch(/<button[^>]*>.*12 new posts/);
});

test("when older posts fail to come, those that are there stay, with a way to try again", () => {
  Object.assign(list, { end: false, error: "network" });
  expect(rows()).toHaveLength(3);
  expect(show()).toContain("Try again");
  expect(show()).not.toContain("That is everything so far.");
});

test("while there is more, nobody is told that this was all", () => {
  list.end = false;
  expect(show()).not.toContain("That is everything so far.");
});
