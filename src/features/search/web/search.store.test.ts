import { beforeEach, expect, test } from "vitest";
import { createPosts } from "#posts/web";
import { ApiError } from "#web/api";
import { createSearch } from "./search.store.ts";

type Live = Parameters<typeof createPosts>[0]["live"];
type Api = Parameters<typeof createPosts>[0]["api"];
type Status = Parameters<ReturnType<typeof createPosts>["take"]>[0][number];
type Asked = { query: Record<string, string>; answer: (data: object) => void; fail: (error: unknown) => void };

let asked: Asked[];
let tell: (event: object) => void;
let posts: ReturnType<typeof createPosts>;
let search: ReturnType<typeof createSearch>;
beforeEach(() => {
  asked = [];
  const get = (_path: string, query: Record<string, string>) =>
    new Promise((resolve, fail) => {
      asked.push({
        query,
        fail,
        answer: (data) =>
          resolve({ data: { accounts: [], statuses: [], hashtags: [], ...data }, next: null, cursor: 5 }),
      });
    });
  const live = {
    cursor: () => 5,
    onEvent: (fn: typeof tell) => {
      tell = fn;
      return () => {};
    },
    onReset: () => () => {},
  } as unknown as Live;
  const api = { get } as unknown as Api;
  posts = createPosts({ api, live });
  search = createSearch({ api, live, posts });
});

const post = (id: string, change: object = {}) =>
  ({ id, account: { id: "1" }, edited_at: null, content: id, ...change }) as unknown as Status;
const state = () => search.store.getState();
const settle = async () => {
  await expect.poll(() => state().state).toBe("ready");
};

async function find(ids: string[], q = "글") {
  void search.ask(q);
  asked.at(-1)!.answer({ statuses: ids.map((id) => post(id)) });
  await settle();
}

test("what was found is shown in its order; the same question is not asked twice", async () => {
  await find(["3", "2", "1"]);
  expect(state()).toMatchObject({ q: "글", ids: ["3", "2", "1"], more: { statuses: false } });
  await search.ask("글");
  expect(asked).toHaveLength(1);
});

test("the answer to an older question comes too late and changes nothing", async () => {
  void search.ask("한");
  void search.ask("한글");
  asked[1]!.answer({ statuses: [post("2")] });
  await settle();
  asked[0]!.answer({ statuses: [post("1")] });
  await Promise.resolve();
  expect(state()).toMatchObject({ q: "한글", ids: ["2"] });
});

test("a deleted post leaves at once", async () => {
  await find(["3", "2", "1"]);
  tell({ type: "post.deleted", cursor: 9, data: { id: "2" } });
  expect(state().ids).toEqual(["3", "1"]);
});

test("an edited post is looked for again, alone, and leaves when it no longer says what was looked for", async () => {
  await find(["30", "20"]);
  tell({ type: "post.edited", cursor: 9, data: post("20", { edited_at: "2026", content: "new" }) });
  expect(asked[1]!.query).toMatchObject({ q: "글", type: "statuses", min_id: "19", max_id: "21" });
  asked[1]!.answer({ statuses: [] });
  await expect.poll(() => state().ids).toEqual(["30"]);
  tell({ type: "post.edited", cursor: 10, data: post("30", { edited_at: "2027" }) });
  asked[2]!.answer({ statuses: [post("30")] });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(state().ids).toEqual(["30"]);
  tell({ type: "post.edited", cursor: 11, data: post("99") });
  expect(asked).toHaveLength(3);
});

test("pages go on below the last post, and no post comes twice", async () => {
  const ids = Array.from({ length: 20 }, (_, i) => String(100 - i));
  await find(ids);
  expect(state().more.statuses).toBe(true);
  void search.loadMore("statuses");
  void search.loadMore("statuses");
  expect(asked).toHaveLength(2);
  expect(asked[1]!.query).toMatchObject({ type: "statuses", max_id: "81" });
  asked[1]!.answer({ statuses: [post("81"), post("80")] });
  await expect.poll(() => state().ids).toEqual([...ids, "80"]);
  expect(state().more.statuses).toBe(false);
});

test("a search that fails says why, and the same can be tried again", async () => {
  void search.ask("글");
  asked[0]!.fail(new ApiError(0, "network"));
  await expect.poll(state).toMatchObject({ state: "error", error: "network" });
  void search.retry();
  asked[1]!.answer({ statuses: [post("1")] });
  await settle();
  expect(state().ids).toEqual(["1"]);
});

test("nothing to look for is no question", async () => {
  await find(["1"]);
  void search.ask("");
  expect(asked).toHaveLength(1);
  expect(state()).toMatchObject({ q: "", state: "idle", ids: [] });
});
