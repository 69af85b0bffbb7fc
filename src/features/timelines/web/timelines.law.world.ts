import type { Handshake, LiveEvent, Subscribed } from "#core/live.contract";
import type { Status } from "#posts";
import { createPosts } from "#posts/web";
import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";
import { standsAlone } from "./keys.ts";
import { compareIds } from "./lists.ts";

type Row = { status: Status; gone: boolean };
type Logged = LiveEvent & { channels: string[]; author: string | null };

/** A server with a log, whose answers are read and arrive whenever the test says. */
export class World {
  rows = new Map<string, Row>();
  log: Logged[] = [];
  horizon = 0;
  nextId = 1;
  /** What the reader has favourited, last first. */
  marks: string[] = [];
  /** Whom the reader has blocked: their posts are not shown, nor is the reader told of them. */
  blocked = new Set<string>();

  alive = () => [...this.rows.values()].filter((row) => this.isShown(row)).map(({ status }) => status);
  /** A post as an answer has it: with what it is to the reader, which no event says. */
  seen = (status: Status): Status => ({ ...status, favourited: this.marks.includes(status.id) });
  isShown = ({ gone, status }: Row) => !gone && !this.blocked.has(status.account.id);
  head = () => this.log.length;

  /** Where a post is told of, whatever it says. */
  near = ({ id, account, thread_id }: Status) => [`post:${id}`, `account:${account.id}`, `thread:${thread_id}`];

  emit(type: string, status: Status, data: unknown = { ...status }) {
    const channels = this.near(status);
    if (status.visibility === "public" && standsAlone(status)) channels.push("public");
    this.push(type, data, channels, status.account.id);
  }

  /** `channels`: where it is told; `on`: the lists it is on, where those are fewer. */
  push(type: string, data: unknown, channels: string[], author: string | null, on = channels) {
    this.log.push({ cursor: this.log.length + 1, type, data, on, channels, author });
  }

  /** The reader blocks somebody, or no longer does. */
  setBlocked(id: string, on: boolean) {
    if (on) this.blocked.add(id);
    else this.blocked.delete(id);
    this.push("relation.changed", { id, blocking: on }, ["me"], null);
  }

  /** An event as those who listen to `channels` are told of it now; null when they are not. */
  tell({ cursor, type, data, on = [], channels, author }: Logged, listened: ReadonlySet<string>): LiveEvent | null {
    if (author !== null && this.blocked.has(author)) return null;
    const { id } = data as { id: string };
    // Lists of marks are told of a change, and of nothing new or gone.
    const marks = ["post.edited", "post.restored"].includes(type) && this.marks.includes(id) ? ["marks"] : [];
    if (![...channels, ...marks].some((name) => listened.has(name))) return null;
    return structuredClone({ cursor, type, data, on: [...on, ...marks] });
  }

  create(author: string, visibility: "public" | "unlisted", parent: Status | undefined) {
    const id = String(this.nextId++);
    const status = {
      id,
      account: { id: author },
      content: "1",
      edited_at: null,
      visibility,
      in_reply_to_id: parent?.id ?? null,
      in_reply_to_account_id: parent?.account.id ?? null,
      thread_id: parent?.thread_id ?? id,
      replies_count: 0,
      reblogs_count: 0,
      favourites_count: 0,
      quotes_count: 0,
    } as Status;
    this.rows.set(id, { status, gone: false });
    this.emit("post.created", status);
    this.count(parent, 1);
  }

  mark({ id, account }: Status, on: boolean) {
    if (this.marks.includes(id) === on) return;
    this.marks = on ? [id, ...this.marks] : this.marks.filter((other) => other !== id);
    this.push("post.marked", { id, favourited: on }, ["me"], account.id);
  }

  /** The list of what the reader has favourited. */
  marked = () =>
    this.marks.map((id) => this.rows.get(id)!).flatMap((row) => (this.isShown(row) ? [this.seen(row.status)] : []));

  count(parent: Status | undefined, by: number) {
    if (!parent) return;
    parent.replies_count += by;
    const { id, replies_count, reblogs_count, favourites_count, quotes_count } = parent;
    this.emit("post.counted", parent, { id, replies_count, reblogs_count, favourites_count, quotes_count });
  }

  edit(status: Status) {
    status.content += "+";
    status.edited_at = `2026-01-01T${String(this.log.length).padStart(6, "0")}`;
    this.emit("post.edited", status);
  }

  /** Changes a post so that the public list, which is told, has it no longer. */
  hide(status: Status) {
    status.visibility = "unlisted";
    const on = this.near(status);
    this.push("post.edited", { ...status }, [...on, "public"], status.account.id, on);
  }

  setGone(id: string, gone: boolean) {
    const row = this.rows.get(id);
    if (!row || row.gone === gone) return;
    row.gone = gone;
    this.emit(gone ? "post.deleted" : "post.restored", row.status, gone ? { id } : { ...row.status });
    const parent = this.rows.get(row.status.in_reply_to_id ?? "");
    if (parent && !parent.gone) this.count(parent.status, gone ? -1 : 1);
    else if (parent) parent.status.replies_count += gone ? -1 : 1;
  }

  list(key: string): Status[] {
    const fits = ({ account, visibility, in_reply_to_id, in_reply_to_account_id }: Status) =>
      key === "public"
        ? visibility === "public" && (in_reply_to_id === null || in_reply_to_account_id === account.id)
        : key === `account:${account.id}`;
    return this.alive()
      .filter(fits)
      .sort((a, b) => compareIds(b.id, a.id))
      .map(this.seen);
  }

  context(id: string) {
    const get = (one: string | null | undefined) => this.rows.get(one ?? "");
    const shown = (row: Row) => (this.isShown(row) ? [this.seen(row.status)] : []);
    const ancestors: Status[] = [];
    for (let up = get(get(id)?.status.in_reply_to_id); up; up = get(up.status.in_reply_to_id))
      ancestors.unshift(...shown(up));
    const under = (one: string): Status[] =>
      [...this.rows.values()]
        .filter(({ status }) => status.in_reply_to_id === one)
        .flatMap((row) => [...shown(row), ...under(row.status.id)]);
    return { ancestors, descendants: under(id) };
  }

  read(path: string): { status: number; body: unknown; link?: string } {
    const url = new URL(path, "http://x");
    const id = /statuses\/(\d+)/.exec(url.pathname)?.[1];
    if (id) {
      const row = this.rows.get(id);
      if (!row || !this.isShown(row)) return { status: 404, body: { error: "Not found." } };
      return { status: 200, body: url.pathname.endsWith("context") ? this.context(id) : this.seen(row.status) };
    }
    if (url.pathname.endsWith("favourites")) return { status: 200, body: this.marked() };
    const account = /accounts\/(\w+)/.exec(url.pathname)?.[1];
    const max = url.searchParams.get("max_id");
    const limit = Number(url.searchParams.get("limit"));
    const all = this.list(account ? `account:${account}` : "public").filter(
      (one) => !max || compareIds(one.id, max) < 0,
    );
    const body = all.slice(0, limit);
    url.searchParams.set("max_id", body.at(-1)?.id ?? "0");
    return { status: 200, body, link: all.length > limit ? `<${url}>; rel="next"` : undefined };
  }
}

type Request = {
  path: string;
  cursor: number;
  answer?: ReturnType<World["read"]>;
  give: (response: Response) => void;
  fail: () => void;
};

/** `ready`: what was made ready to be sent so far, from the rows as they were then, up to `cursor`. */
type Subscription = {
  channels: string[];
  cursor: number;
  ready: LiveEvent[];
  done: (answer: Subscribed) => void;
};

/** A browser of that world; the test moves its network. */
export function openBrowser(world: World) {
  const requests: Request[] = [];
  const fetch = ((path: string) =>
    new Promise((give, fail) => {
      requests.push({ path, cursor: world.head(), give, fail: () => fail(new TypeError("Failed to fetch")) });
    })) as typeof globalThis.fetch;
  let client = {} as PipeEvents;
  let dialing = false;
  let socket: { at: number; channels: Set<string>; ready: boolean } | null = null;
  const subscriptions: Subscription[] = [];
  const hang = () => {
    socket = null;
    subscriptions.length = 0;
  };
  const live = createLive({
    random: () => 0.5,
    dial: (events) => {
      client = events;
      return {
        connect: () => void (dialing = true),
        disconnect: hang,
        subscribe: (to, done) => void subscriptions.push({ ...to, ready: [], done }),
        unsubscribe: ({ channels }) => channels.forEach((name) => socket?.channels.delete(name)),
      };
    },
  });
  const api = createApi({ fetch, lang: () => "en", random: () => 0.5 });
  const posts = createPosts({ api, live });

  const network = {
    requests,
    accept() {
      if (!dialing) return;
      dialing = false;
      const { cursor = world.head(), channels = [] }: Handshake = client.handshake();
      const tooOld = cursor < world.horizon;
      socket = { at: tooOld ? world.head() : cursor, channels: new Set(channels), ready: tooOld };
      client.up();
      if (tooOld) client.reset({ cursor: socket.at });
    },
    drop() {
      if (!socket) return;
      hang();
      client.down();
    },
    /** Makes ready what a subscription missed; it is sent later, when more may have happened. */
    prepare(nth: number) {
      const one = subscriptions[nth % (subscriptions.length || 1)];
      if (!one || one.cursor < world.horizon) return;
      const listened = new Set(one.channels);
      const missed = world.log.slice(one.cursor).map((event) => world.tell(event, listened));
      one.ready.push(...missed.filter((event) => event !== null));
      one.cursor = world.head();
    },
    subscribe() {
      network.prepare(0);
      const next = subscriptions.shift();
      if (!next || !socket) return;
      if (next.cursor < world.horizon) return next.done({ ok: false, error: "reset" });
      for (const name of next.channels) socket.channels.add(name);
      for (const event of next.ready) client.event(event);
      next.done({ ok: true, cursor: world.head() });
    },
    stream(count: number) {
      for (let i = 0; i < count && socket; i++) {
        const event = world.log[socket.at];
        if (!event) {
          if (!socket.ready) client.ready({ cursor: socket.at });
          else client.beat({ cursor: socket.at });
          socket.ready = true;
          return;
        }
        socket.at++;
        const told = world.tell(event, socket.channels);
        if (told) client.event(told);
      }
    },
    read(nth: number) {
      const request = requests[nth % (requests.length || 1)];
      if (request) request.answer ??= structuredClone(world.read(request.path));
    },
    answer(nth: number) {
      const [request] = requests.splice(nth % (requests.length || 1), 1);
      if (!request) return;
      const { status, body, link } = request.answer ?? structuredClone(world.read(request.path));
      const headers: Record<string, string> = { "x-cursor": String(request.cursor), ...(link && { link }) };
      request.give(new Response(JSON.stringify(body), { status, headers }));
    },
    lose: (nth: number) => requests.splice(nth % (requests.length || 1), 1)[0]?.fail(),
  };
  return { live, api, posts, network };
}
