import { expect, test } from "vitest";
import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";
import type { Status } from "../posts.contract.ts";
import { createPosts } from "./posts.store.ts";
import { createWatching } from "./watch.ts";

const post = (id: string, change: Partial<Status> = {}) =>
  ({ id, content: "x", edited_at: null, reblog: null, quote: null, ...change }) as Status;

/** A page that is connected at cursor 10, unless it has yet to be; `asked` and `dropped` say what it asked of the server. */
function openPage({ connected = true } = {}) {
  const asked: string[] = [];
  const dropped: string[] = [];
  let wire = {} as PipeEvents;
  const live = createLive({
    dial: (events) => {
      wire = events;
      return {
        connect() {},
        disconnect() {},
        subscribe: ({ channels, cursor }, done) => {
          asked.push(`${cursor}: ${channels.join(" ")}`);
          done({ ok: true, cursor: 10 });
        },
        unsubscribe: ({ channels }) => dropped.push(...channels),
      };
    },
  });
  live.start(connected ? { cursor: 10 } : {});
  const connect = () => {
    const hands = wire.handshake();
    wire.up();
    wire.ready({ cursor: 10 });
    return hands;
  };
  if (connected) connect();
  const posts = createPosts({
    api: createApi({ fetch: (() => new Promise(() => {})) as unknown as typeof fetch, lang: () => "en" }),
    live,
  });
  const watch = createWatching({ live, posts });
  const step = () => new Promise((done) => setTimeout(done));
  const beat = (cursor: number) => wire.beat({ cursor });
  return { posts, watch, asked, dropped, step, beat, connect };
}

test("what is shown is heard of from where it was known, in one request for those known at almost the same time", async () => {
  const { posts, watch, asked, step } = openPage();
  posts.take([post("1"), post("2")], 5);
  posts.take([post("3")], 8);
  posts.take([post("4")], 800);
  watch().show(["1", "2", "3", "4", "local:1"]);
  await step();
  expect(asked).toEqual(["5: post:1 post:2 post:3", "800: post:4"]);
});

test("when a list moves on, only what is new is asked for and only what left is dropped", async () => {
  const { posts, watch, asked, dropped, step, beat } = openPage();
  posts.take([post("1"), post("2"), post("3")], 10);
  const list = watch();
  list.show(["1", "2"]);
  await step();
  list.show(["2", "3"]);
  await step();
  expect(asked).toEqual(["10: post:1 post:2", "10: post:3"]);
  expect(dropped).toEqual(["post:1"]);
  beat(20);
  list.show(["2"]);
  await step();
  beat(30);
  list.show(["2", "3"]);
  await step();
  expect(asked.at(-1)).toBe("20: post:3");
});

test("of a boost its original is heard of, of a quote what it quotes, each once for all lists", async () => {
  const { posts, watch, asked, dropped, step } = openPage();
  const quote = { state: "accepted" as const, quoted_status: null, quoted_status_id: "2" };
  posts.take([post("9", { reblog: post("1") }), post("8", { quote })], 10);
  const inner = watch(true);
  inner.show(["9", "8"]);
  const all = watch();
  all.show(["1"]);
  await step();
  expect(asked.join(" ")).toContain("post:1");
  expect(asked.join(" ")).toContain("post:2");
  expect(asked.join(" ")).not.toMatch(/post:[89]/);
  inner.end();
  await step();
  expect(dropped).toEqual(["post:2"]);
  all.end();
  await step();
  expect(dropped).toEqual(["post:2", "post:1"]);
});

test("of an endless list, so much is heard of and no more", async () => {
  const { posts, watch, asked, step } = openPage();
  const ids = Array.from({ length: 3000 }, (_, i) => String(i));
  posts.take(
    ids.map((id) => post(id)),
    10,
  );
  watch().show(ids);
  await step();
  expect(asked.join(" ").match(/post:/g)?.length).toBe(400);
});

test("a page that is not connected yet asks for nothing from before it knew of it", async () => {
  const { posts, watch, asked, step, connect } = openPage({ connected: false });
  const list = watch();
  list.show(["1"]);
  await step();
  posts.take([post("2")], 7);
  list.show(["1", "2"]);
  await step();
  list.show(["1", "2", "3"]);
  await step();
  expect(connect()).toMatchObject({ cursor: 7, channels: ["post:2"] });
  await step();
  expect(asked).toEqual(["10: post:1 post:3"]);
});
