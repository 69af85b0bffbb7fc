import { expect, test } from "vitest";
import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";
import type { Status } from "../posts.contract.ts";
import { createPosts } from "./posts.store.ts";

const post = (id: string, change: Partial<Status> = {}) =>
  ({ id, content: "<p>one</p>", created_at: "2026-01-01", edited_at: null, ...change }) as Status;

function setUp() {
  let server = {} as PipeEvents;
  const live = createLive({
    dial: (events) => {
      server = events;
      return { connect() {}, disconnect() {}, subscribe() {}, unsubscribe() {} };
    },
  });
  live.start();
  return { posts: createPosts({ api: createApi({ fetch, lang: () => "en" }), live }), server: () => server };
}

const by = (id: string, display_name: string) => ({ account: { id, display_name } as Status["account"] });
const nameOn = (posts: ReturnType<typeof setUp>["posts"], id: string) => posts.get(id)?.account.display_name;

test("a new name is on every post of its account, on those that come from older pages too, and on no other", () => {
  const { posts, server } = setUp();
  posts.take([post("1", by("a", "old")), post("2", by("b", "other"))], 10);
  server().event({ cursor: 12, type: "account.changed", data: by("a", "new").account });
  posts.take([post("3", by("a", "old"))], 11);
  expect(["1", "2", "3"].map((id) => nameOn(posts, id))).toEqual(["new", "other", "new"]);
});

test("a change of a name that comes late does not outdo a newer one, nor what was read after it", () => {
  const { posts, server } = setUp();
  const change = (cursor: number, name: string) =>
    server().event({ cursor, type: "account.changed", data: by("a", name).account });
  posts.take([post("1", by("a", "old"))], 10);
  change(14, "newest");
  change(12, "new");
  expect(nameOn(posts, "1")).toBe("newest");
  posts.take([post("1", by("a", "read later"))], 20);
  expect(nameOn(posts, "1")).toBe("read later");
});
