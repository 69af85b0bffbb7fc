import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";
import { memoryVault, type Vault } from "#web/vault";
import type { Status } from "../posts.contract.ts";
import { createDrafts } from "./drafts.store.ts";
import type { Lock } from "./lock.ts";
import { createOutbox } from "./outbox.store.ts";
import { createPosts } from "./posts.store.ts";

type Account = Status["account"];
const alice = { id: "1", username: "alice" } as Account;
const bob = { id: "2", username: "bob" } as Account;

/** A server that makes one post per key, however often it is asked; `answers` may be lost on the way. */
function createServer() {
  const made = new Map<string, Status>();
  const server = {
    state: "up" as "up" | "down" | "deaf" | Response,
    requests: 0,
    texts: () => [...made.values()].map((post) => post.content),
  };
  const fetch = (async (path: string, init: RequestInit) => {
    if (server.state === "down") throw new TypeError("Failed to fetch");
    if (path === "/auth/csrf-token") return new Response('{"csrfToken":"t"}');
    server.requests++;
    if (server.state instanceof Response) return server.state.clone();
    const key = (init.headers as Record<string, string>)["idempotency-key"] ?? "";
    const { status, in_reply_to_id } = JSON.parse(String(init.body));
    const id = String(100 + made.size);
    const post =
      made.get(key) ??
      ({ id, content: status, account: alice, in_reply_to_id, thread_id: id, edited_at: null } as Status);
    made.set(key, post);
    if (server.state === "deaf") throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(post));
  }) as typeof globalThis.fetch;
  return Object.assign(server, { fetch, made });
}

/** One tab of a browser; tabs with the same vault are tabs of one browser. */
function openTab(
  server: ReturnType<typeof createServer>,
  vault: Vault = memoryVault(),
  lock: Lock = (_, work) => work(),
) {
  const who = { account: alice as Account | null };
  let wire = {} as PipeEvents;
  const live = createLive({
    dial: (events) => {
      wire = events;
      return { connect() {}, disconnect() {}, subscribe() {}, unsubscribe() {} };
    },
  });
  live.start();
  const api = createApi({ fetch: server.fetch, lang: () => "en", random: () => 1 });
  const posts = createPosts({ api, live });
  const drafts = createDrafts(vault, () => who.account?.id ?? null);
  const outbox = createOutbox({
    api,
    posts,
    vault,
    drafts,
    account: () => who.account,
    cursor: live.cursor,
    lock,
    random: () => 1,
  });
  const listed: string[] = [];
  posts.onEvent((event) => event.type === "post.created" && listed.push(event.data.id));
  const texts = (context = "account:1") => outbox.waiting(context).map((post) => `${post.local} ${post.content}`);
  return {
    outbox,
    posts,
    drafts,
    vault,
    who,
    listed,
    texts,
    hear: (cursor: number, data: Status) => wire.event({ cursor, type: "post.created", data }),
  };
}

const say = (text: string) => ({ text, visibility: "public" as const });

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

test("a post shows at once, is safe before it is sent, and gives way to the real one", async () => {
  const server = createServer();
  const { outbox, vault, texts, listed } = openTab(server);
  const sent = outbox.sendPost(say("안녕"));
  expect(texts()).toEqual(["sending <p>안녕</p>"]);
  expect(texts("public")).toHaveLength(1);
  expect(await sent).toMatch(/^local:/);
  expect(await vault.list("outbox:1:")).toHaveLength(1);
  await outbox.pump();
  expect(texts()).toEqual([]);
  expect(listed).toEqual(["100"]);
  expect(await vault.list("outbox:")).toEqual([]);
});

test("what was written offline goes out in order, once each, when the network is back", async () => {
  const server = createServer();
  server.state = "down";
  const { outbox, texts } = openTab(server);
  for (const text of ["1", "2", "3"]) await outbox.sendPost(say(text));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(texts()).toEqual(["sending <p>3</p>", "sending <p>2</p>", "sending <p>1</p>"]);
  server.state = "up";
  await outbox.pump();
  expect(server.texts()).toEqual(["1", "2", "3"]);
});

test("a reload offline loses nothing", async () => {
  const server = createServer();
  server.state = "down";
  const before = openTab(server);
  for (const text of ["1", "2"]) await before.outbox.sendPost(say(text));
  before.who.account = null;
  server.state = "up";
  const after = openTab(server, before.vault);
  await after.outbox.load();
  await after.outbox.pump();
  expect(server.texts()).toEqual(["1", "2"]);
  expect(await before.vault.list("outbox:")).toEqual([]);
});

test("an answer that is lost makes neither a second post nor a double on the screen", async () => {
  const server = createServer();
  server.state = "deaf";
  const { outbox, texts, listed, hear } = openTab(server);
  await outbox.sendPost(say("once"));
  await vi.advanceTimersByTimeAsync(0);
  hear(1, [...server.made.values()][0]!);
  expect(texts()).toEqual(["sending <p>once</p>"]);
  expect(listed).toEqual([]);
  server.state = "up";
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.texts()).toEqual(["once"]);
  expect(texts()).toEqual([]);
  expect(new Set(listed)).toEqual(new Set(["100"]));
});

test("a reload before the answer does not show a post beside its double, which lists may have already", async () => {
  const server = createServer();
  server.state = "deaf";
  const before = openTab(server);
  await before.outbox.sendPost(say("once"));
  await vi.advanceTimersByTimeAsync(0);
  before.who.account = null;
  server.state = "up";
  const after = openTab(server, before.vault);
  const shown = new Set<string>();
  after.outbox.store.subscribe(() => after.texts().forEach((text) => shown.add(text)));
  await after.outbox.load();
  expect(after.texts()).toEqual([]);
  await after.outbox.pump();
  expect([...shown, ...after.texts()]).toEqual([]);
  expect(after.listed).toEqual(["100"]);
  expect(server.texts()).toEqual(["once"]);
});

test("what is sent is no draft any more, where the page ends in that moment too", async () => {
  const server = createServer();
  server.state = "down";
  const kept = memoryVault();
  // Nothing that the page asks for after its last word is done.
  const before = openTab(server, { ...kept, del: () => new Promise(() => {}) });
  before.drafts.update("new", { text: "gone with it" });
  await before.drafts.save();
  await before.outbox.sendPost(say("gone with it"), "new");
  const after = openTab(server, kept);
  await Promise.all([after.outbox.load(), after.drafts.load("new")]);
  expect([after.drafts.get("new").text, (await kept.list("outbox:")).length]).toEqual(["", 1]);
});

test("what an earlier visit left unsent shows once it is certain that it cannot be sent now", async () => {
  const server = createServer();
  server.state = "down";
  const before = openTab(server);
  await before.outbox.sendPost(say("later"));
  before.who.account = null;
  const after = openTab(server, before.vault);
  await after.outbox.load();
  await after.outbox.pump();
  expect(after.texts()).toEqual(["sending <p>later</p>"]);
});

test("others' new posts are not held back meanwhile", async () => {
  const server = createServer();
  server.state = "down";
  const { outbox, listed, hear } = openTab(server);
  await outbox.sendPost(say("mine"));
  hear(1, { id: "50", account: bob } as Status);
  hear(2, { id: "51", account: alice } as Status);
  expect(listed).toEqual(["50"]);
  const [waiting] = outbox.waiting("public");
  await outbox.discardPost(waiting!.id);
  expect(listed).toEqual(["50", "51"]);
});

test("a post that is refused says why, does not stop the next, and can be sent again", async () => {
  const server = createServer();
  server.state = new Response(JSON.stringify({ error: "Too long." }), { status: 422 });
  const { outbox, texts } = openTab(server);
  const id = await outbox.sendPost(say("long"));
  await outbox.pump();
  expect(outbox.waiting("public")[0]).toMatchObject({ local: "failed", failure: "Too long." });
  server.state = "up";
  await outbox.sendPost(say("short"));
  await outbox.pump();
  expect(server.texts()).toEqual(["short"]);
  await outbox.retryPost(id);
  expect(server.texts()).toEqual(["short", "long"]);
  expect(texts()).toEqual([]);
});

test("giving a post up gives its words back", async () => {
  const server = createServer();
  server.state = new Response(JSON.stringify({ error: "No." }), { status: 403 });
  const { outbox, drafts, vault, texts } = openTab(server);
  const id = await outbox.sendPost({ ...say("words"), inReplyTo: "7" });
  await outbox.pump();
  await outbox.discardPost(id);
  expect(texts()).toEqual([]);
  expect(drafts.get("reply:7").text).toBe("words");
  expect(await vault.list("outbox:")).toEqual([]);
});

test("a session that ends keeps the post for when its author is back; nobody else sends it", async () => {
  const server = createServer();
  server.state = new Response(JSON.stringify({ error: "Log in." }), { status: 401 });
  const tab = openTab(server);
  await tab.outbox.sendPost(say("mine"));
  await tab.outbox.pump();
  server.state = "up";
  tab.who.account = bob;
  await tab.outbox.load();
  await tab.outbox.pump();
  expect(server.texts()).toEqual([]);
  expect(tab.texts("account:2")).toEqual([]);
  tab.who.account = alice;
  await tab.outbox.load();
  await tab.outbox.pump();
  expect(server.texts()).toEqual(["mine"]);
});

test("a second tab does not send what the first one sends", async () => {
  const server = createServer();
  let turn = Promise.resolve();
  const lock: Lock = (_, work) => (turn = turn.then(work));
  server.state = "down";
  const first = openTab(server, memoryVault(), lock);
  await first.outbox.sendPost(say("one"));
  await first.outbox.pump();
  const second = openTab(server, first.vault, lock);
  await second.outbox.load();
  await second.outbox.pump();
  expect(second.texts()).toHaveLength(1);
  server.state = "up";
  await Promise.all([first.outbox.pump(), second.outbox.pump()]);
  await second.outbox.pump();
  expect(server.requests).toBe(1);
  expect([...first.texts(), ...second.texts()]).toEqual([]);
});

test("a server that asks to wait is left alone for so long", async () => {
  const server = createServer();
  server.state = new Response(JSON.stringify({ error: "Wait." }), { status: 429, headers: { "retry-after": "120" } });
  const { outbox, texts } = openTab(server);
  await outbox.sendPost(say("patient"));
  await vi.advanceTimersByTimeAsync(110_000);
  expect(server.requests).toBe(1);
  server.state = "up";
  await vi.advanceTimersByTimeAsync(13_000);
  expect(texts()).toEqual([]);
});

test("a reply waits in its thread, also on the page of a post further up, and not in the public list", async () => {
  const server = createServer();
  server.state = "down";
  const { outbox, posts, texts } = openTab(server);
  const root = { id: "5", account: bob, in_reply_to_id: null, thread_id: "5" } as Status;
  posts.take([root, { ...root, id: "6", in_reply_to_id: "5" }, { ...root, id: "7", in_reply_to_id: "6" }], 1);
  await outbox.sendPost({ ...say("reply"), inReplyTo: "7" });
  expect(["thread:5", "thread:6", "thread:7", "thread:8", "public"].map((context) => texts(context).length)).toEqual([
    1, 1, 1, 0, 0,
  ]);
});
