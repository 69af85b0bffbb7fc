import { createNotifications, createUnread } from "#notifications/web";
import { createDrafts, createOutbox, createPosts, createWatching } from "#posts/web";
import type { Post } from "#posts/web";
import { createConversations, createMarks, createThread, createTimeline } from "#timelines/web";
import type { MarkKey, TimelineKey } from "#timelines/web";
import type { Member } from "#test/app";
import type { Line } from "#test/law/line";
import { createApi } from "#web/api";
import type { Api } from "#web/api";
import { createLive } from "#web/live";
import { dialSocket } from "#web/socket";
import type { Pipe } from "#web/socket";
import { memoryVault } from "#web/vault";
import type { Vault } from "#web/vault";

/** The lists of one page: timelines and marks by their key, threads by the post they are opened at; with `told`, talks and notifications. */
export type Screens = { timelines: TimelineKey[]; marks: MarkKey[]; threads: string[]; told?: boolean };

type Deps = {
  member: Member;
  /** Where the node answers requests. */
  url: string;
  /** How its live connection goes; null for a page that only loads. */
  line: Line | null;
  screens: Screens;
  /** Milliseconds that the next answer takes longer, so that answers overtake each other and the events. */
  lag?: () => number;
  vault?: Vault;
};

/** One page of one member: the stores of the web client, on a real connection. */
export type Browser = ReturnType<typeof openBrowser>;

/** Opens a page with all its screens shown. */
export function openBrowser({ member, url, line, screens, lag = () => 0, vault = memoryVault() }: Deps) {
  /** Requests without an answer, also those that wait until the server wants to be asked again. */
  let waiting = 0;
  let losing = 0;
  let asking = 0;
  let connections = 0;

  async function send(path: string, init: RequestInit): Promise<Response> {
    const lost = () => new TypeError("Failed to fetch");
    if (line?.state() === "cut") throw lost();
    const headers = { ...(init.headers as Record<string, string>), cookie: member.cookieHeader() };
    const answer = await fetch(url + path, { ...init, headers });
    const body = await answer.text();
    await new Promise((done) => setTimeout(done, lag()));
    if (line?.state() === "cut" || (losing > 0 && losing-- > 0)) throw lost();
    return new Response(body === "" ? null : body, { status: answer.status, headers: answer.headers });
  }

  const sender = createApi({ fetch: send as typeof fetch, lang: () => "en", random: () => 0.1 });
  const counted = <T>(answer: Promise<T>): Promise<T> => {
    waiting++;
    return answer.finally(() => waiting--);
  };
  const api: Api = {
    ...sender,
    get: <T>(...asked: Parameters<Api["get"]>) => counted(sender.get<T>(...asked)),
    send: <T>(...asked: Parameters<Api["send"]>) => counted(sender.send<T>(...asked)),
  };

  const dial = dialSocket(
    { transports: ["websocket"], forceNew: true, timeout: 500, extraHeaders: { cookie: member.cookieHeader() } },
    line?.url ?? url,
  );
  const live = createLive({
    random: () => 0.1,
    dial: (events): Pipe => {
      const forget = (then: () => void) => () => {
        asking = 0;
        then();
      };
      const up = () => {
        connections++;
        events.up();
      };
      const pipe = dial({ ...events, up, down: forget(events.down) });
      return {
        ...pipe,
        disconnect: forget(pipe.disconnect),
        subscribe(to, done) {
          asking++;
          pipe.subscribe(to, (answer) => {
            asking = Math.max(0, asking - 1);
            done(answer);
          });
        },
      };
    },
  });
  const posts = createPosts({ api, live, spare: 5 });
  const account = { id: member.id, username: member.username } as Post["account"];
  const outbox = createOutbox({
    api,
    posts,
    vault,
    drafts: createDrafts(vault, () => member.id),
    account: () => account,
    cursor: live.cursor,
    lock: (_, work) => work(),
    random: () => 0.1,
  });
  const watch = createWatching({ live, posts });
  const calmMs = 0;
  const timelines = screens.timelines.map((key) =>
    createTimeline(key, { api, live, posts, watch, calmMs, me: () => member.id, atMost: line ? 30 : Infinity }),
  );
  const marks = screens.marks.map((key) => createMarks(key, { api, live, posts, watch, calmMs }));
  const threads = screens.threads.map((id) => {
    const thread = { id, found: false, ...createThread(id, { api, live, posts, watch, calmMs }) };
    thread.store.subscribe(({ state }) => void (thread.found ||= state === "ready"));
    return thread;
  });
  const talks = createConversations({ api, live, posts, watch, calmMs });
  const told = createNotifications("all", { api, live, posts, watch, calmMs });
  const unread = createUnread({ api, live, me: () => (screens.told ? member.id : null), calmMs });
  /** The lists that are read anew when something is told. */
  const pages = [
    ...marks.map((list) => ({ ...list, row: () => null })),
    ...(screens.told
      ? [
          { ...talks, key: "talks", row: talks.talk },
          { ...told, key: "told", row: told.group },
        ]
      : []),
  ];
  const opened = [...timelines, ...pages, ...threads];
  const closes = opened.map((screen) => screen.open());
  if (screens.told) unread.load();
  if (line) live.start();
  const loaded = outbox.load();

  return {
    member,
    vault,
    api,
    live,
    posts,
    watch,
    outbox,
    timelines,
    pages,
    threads,
    unread,
    /** Whether a channel that was asked for is still being caught up: only then may an event come late or twice. */
    catchingUp: () => asking > 0,
    /** How often it connected: one that breaks while a channel is caught up is followed by one that begins further back. */
    connections: () => connections,
    /** The next answer does not arrive, though the server has done what was asked. */
    loseAnswer: () => void losing++,
    /** Looks away from a screen for a moment. */
    async glance(nth: number, ms: number) {
      const screen = opened[nth % closes.length];
      closes[nth % closes.length]?.();
      await new Promise((done) => setTimeout(done, ms));
      if (screen) closes[nth % closes.length] = screen.open();
    },
    /** What is still under way, or has not come yet, of everything up to `head`; nothing when the page is at rest. */
    busy(head: number): string[] {
      const { state } = live.connection.getState();
      const behind = line !== null && (state !== "live" || live.cursor() < head);
      const unsent = outbox.store.getState().entries.filter(({ failure }) => failure === undefined).length;
      const shown = opened.map(({ store }) => store.getState());
      const open = shown.filter(({ state, error }) => state === "loading" || error === "network");
      return [
        waiting > 0 && `${waiting} requests`,
        asking > 0 && `${asking} subscriptions`,
        unsent > 0 && `${unsent} unsent posts`,
        behind && `${state} at ${live.cursor()} of ${head}`,
        ![...pages, unread].every((list) => list.calm()) && "lists to be read anew",
        open.length > 0 && `screens ${JSON.stringify(open)}`,
      ].filter((reason) => reason !== false);
    },
    /** What a reader does who wants to see it all: scrolls to the top, tries again what failed. */
    async mend() {
      losing = 0;
      live.wake();
      const entries = outbox.store.getState().entries.filter(({ failure }) => failure !== undefined);
      for (const { uuid } of entries) await outbox.discardPost(`local:${uuid}`);
      for (const list of timelines) list.atTop(true);
      for (const list of [...timelines, ...pages]) if (list.store.getState().error !== null) void list.retry();
      for (const thread of threads) if (thread.store.getState().error === "network") void thread.retry();
      for (const id of shownIds({ timelines, pages, threads, posts })) posts.giveUp(id);
      await outbox.pump();
    },
    async close() {
      await loaded;
      for (const close of closes) close();
      for (const list of [...timelines, ...pages]) list.close();
      unread.clear();
      live.stop();
    },
  };
}

/** Every id on every screen, and of what is boosted there, each once. */
export function shownIds({
  timelines,
  pages,
  threads,
  posts,
}: Pick<Browser, "timelines" | "pages" | "threads" | "posts">): string[] {
  const listed = pages.flatMap(({ store, row }) => store.getState().ids.map((id) => postOf(row(id)) ?? id));
  const lists = [...timelines.flatMap(({ store }) => store.getState().ids), ...listed];
  const around = threads.flatMap(({ id, store: { getState } }) => [
    id,
    ...getState().ancestors,
    ...getState().descendants,
  ]);
  const all = [...lists, ...around];
  return [...new Set([...all, ...all.flatMap((id) => posts.get(id)?.reblog?.id ?? [])])];
}

/** The post that a row of a list is about: a talk's last one, or what a notification tells of. */
const postOf = (row: { last_status?: { id: string } | null; status_id?: string | null } | null | undefined) =>
  row?.last_status?.id ?? row?.status_id;
