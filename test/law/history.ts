import { sql } from "drizzle-orm";
import fc from "fast-check";
import type { Status } from "#posts";
import type { Member, TestApp, TestNode } from "#test/app";
import { openBrowser } from "#test/law/browser";
import type { Browser, Screens } from "#test/law/browser";
import type { Line } from "#test/law/line";
import { until } from "#test/law/photo";
import { indexed } from "#test/indexed";

/** One thing that happens: what, to which browser, and two numbers to choose with. */
export type Step = { do: string; who: number; n: number; m: number };

const some = (weight: number, ...what: string[]) => ({
  weight,
  arbitrary: fc.record({ do: fc.constantFrom(...what), who: fc.nat(3), n: fc.nat(99), m: fc.nat(99) }),
});

const words = some(12, "post", "reply", "reply", "edit", "clash", "clash", "delete", "restore");
const touches = some(6, "favourite", "favourite", "bookmark", "reblog", "reblog", "unmark", "unmark");
const people = some(4, "follow", "follow", "unfollow", "mute", "unmute", "block", "unblock", "tag");
const trouble = some(5, "cut", "hole", "heal", "heal", "wake", "lose", "glance", "more", "scroll");
const rarely = some(1, "restart", "trim", "trim", "reload");

/** A random history: mostly words, some trouble with the network, now and then a restart or a trim of the log. */
export const history = fc
  .tuple(
    fc.array(fc.oneof(words, touches, people, trouble, rarely), { minLength: 15, maxLength: 50, size: "max" }),
    // What goes wrong near the end has no later event that would put it right.
    fc.array(some(1, "heal", "clash", "clash").arbitrary, { minLength: 4, maxLength: 8 }),
  )
  .map((parts) => parts.flat());

/** The place where histories happen: two nodes, three members, four browsers. */
export type Place = { app: TestApp; nodes: TestNode[]; members: Member[]; lines: Line[] };

const rare = ["direct", "private", "unlisted"] as const;
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
/** Two browsers of the first member, on two nodes, and one each of the others. */
const seats = [0, 0, 1, 2];

const undo = ["unfavourite", "unbookmark", "unreblog"] as const;

/** Ends blocks and mutes of the history before: between people who do not meet, little can happen. */
async function reconcile(one: Member, members: Member[]) {
  for (const { id } of members.filter((other) => other.id !== one.id))
    for (const verb of ["unblock", "unmute"]) await one.send("POST", `/api/v1/accounts/${id}/${verb}`);
}

/** Plays a history and returns the browsers, when all of it has settled. */
export async function play({ app, nodes, members, lines }: Place, steps: Step[]) {
  const [author, other] = members as [Member, Member, Member];
  await Promise.all(members.map((one) => reconcile(one, members)));
  const root = await author.post("the root");
  const middle = await other.post("in the middle", { in_reply_to_id: root.id });
  const leaf = await author.post("a leaf", { in_reply_to_id: middle.id });
  const screens: Screens = {
    timelines: ["public", `account:${author.id}`, `account:${other.id}`, "home", `posts:${author.id}`, "tag:law"],
    marks: ["favourites", "bookmarks"],
    threads: [root.id, middle.id],
    told: true,
  };
  let pace = 0;
  const lag = () => (pace = (pace * 17 + 11) % 97) * (pace % 3 ? 0.2 : 1.5);
  const open = (i: number, vault?: Browser["vault"]) =>
    openBrowser({ member: members[seats[i]!]!, url: nodes[i % 2]!.url, line: lines[i]!, screens, lag, vault });
  const browsers = seats.map((_, i) => open(i));
  const doing = new Set<Promise<unknown>>();
  const deleted = new Map<string, string>();
  const start = (work: Promise<unknown>) => {
    const done = work.catch(() => {}).finally(() => doing.delete(done));
    doing.add(done);
  };
  let count = 0;

  const head = async () => (await app.server.app.log.bounds()).head;
  const level = async (): Promise<void> => {
    const at = await head();
    // What is made of events later, as notifications are, is told of by events too.
    await indexed(app);
    if ((await head()) > at) return level();
    const logs = [app.server, nodes[1]!.server].map((server) => server.app.log);
    await until(() => logs.every((log) => log.position() >= at), "a node does not follow the log");
  };

  const acts: Record<string, (browser: Browser, step: Step) => unknown> = {
    post: ({ member, outbox }, { n }) => start(outbox.sendPost(speech(n, member))),
    reply({ member, outbox, threads }, { n, m }) {
      const seen = [root.id, middle.id, leaf.id, ...threads[0]!.store.getState().descendants];
      start(outbox.sendPost({ ...speech(n, member), inReplyTo: seen[m % seen.length]! }));
    },
    edit({ member, posts, timelines }, { n, m }) {
      const id = own(member, timelines)[n % 4];
      if (id) start(posts.editPost(id, { status: `edited ${++count} ${"!".repeat(m % 5)}` }));
    },
    /** Two browsers of one author change a post at almost the same time: the first may hear its answer last. */
    clash(_, { n, m }) {
      const [first, second] = m % 2 ? [browsers[0]!, browsers[1]!] : [browsers[1]!, browsers[0]!];
      const id = own(first.member, first.timelines)[n % 3];
      if (!id) return;
      start(first.posts.editPost(id, { status: `first ${++count}` }));
      start(wait(n % 40).then(() => second.posts.editPost(id, { status: `second ${count}` })));
    },
    delete({ member, posts, timelines }, { n }) {
      const id = own(member, timelines)[n % 5];
      if (!id) return;
      deleted.set(member.id, id);
      start(posts.deletePost(id));
    },
    restore({ member, posts }) {
      const id = deleted.get(member.id);
      if (id) start(posts.restorePost(id));
    },
    favourite: (browser, step) => touch(browser, step, "favourite"),
    bookmark: (browser, step) => touch(browser, step, "bookmark"),
    reblog: (browser, step) => touch(browser, step, "reblog"),
    unmark: (browser, step) => touch(browser, step, undo[step.m % 3]!),
    follow: (browser, step) => meet(browser, step, "follow", { reblogs: step.m % 4 > 0 }),
    unfollow: (browser, step) => meet(browser, step, "unfollow"),
    mute: (browser, step) => meet(browser, step, "mute"),
    unmute: (browser, step) => meet(browser, step, "unmute"),
    block: (browser, step) => meet(browser, step, "block"),
    unblock: (browser, step) => meet(browser, step, "unblock"),
    tag: ({ member }, { n }) => start(member.send("POST", `/api/v1/tags/law/${n % 2 ? "follow" : "unfollow"}`)),
    cut: (_, { who }) => lines[who]!.set("cut"),
    hole: (_, { who }) => lines[who]!.set("hole"),
    heal: (_, { who }) => lines[who]!.set("open"),
    wake: ({ live }, { n }) => (n % 2 ? live.wake() : live.reopen()),
    lose: (browser) => browser.loseAnswer(),
    glance: (browser, { n, m }) => start(browser.glance(n, m)),
    more: ({ timelines }, { n }) => start(timelines[n % timelines.length]!.loadMore()),
    scroll: ({ timelines }, { n, m }) => timelines[n % timelines.length]!.atTop(m % 2 === 0),
    async reload(browser, { who }) {
      start(browser.close());
      browsers[who] = open(who, browser.vault);
    },
    restart: () => app.restart(),
    async trim(_, { n }) {
      // Never what a node has yet to read: the log is kept for an hour at least.
      const logs = [app.server, nodes[1]!.server].map((server) => server.app.log);
      const last = Math.min(...logs.map((log) => log.position())) - (n % 4);
      await app.server.app.db.execute(sql`
        with gone as (delete from events where seq <= ${last})
        update log_head set trimmed = greatest(trimmed, ${last})`);
    },
  };

  /** Something to say; now and then it is for few. Who is not mentioned does not see it. */
  function speech(n: number, member: Member) {
    const named = members.find(({ id }) => id !== member.id && (n % 2 === 0 || id !== members[0]!.id))!;
    const visibility: Status["visibility"] = rare[n % 12] ?? "public";
    return { text: `@${named.username} says ${++count} #law`, visibility };
  }

  /** Marks one of the newest posts on some list. */
  function touch({ member, timelines }: Browser, { n, m }: Step, verb: string) {
    const { ids } = timelines[m % timelines.length]!.store.getState();
    const id = ids[n % 5];
    if (id) start(member.send("POST", `/api/v1/statuses/${id}/${verb}`));
  }

  function meet({ member }: Browser, { n }: Step, verb: string, body: object = {}) {
    const others = members.filter(({ id }) => id !== member.id);
    const { id } = others[n % others.length]!;
    start(member.send("POST", `/api/v1/accounts/${id}/${verb}`, { body }));
  }

  const own = (member: Member, timelines: Browser["timelines"]) =>
    timelines.find(({ key }) => key === `account:${member.id}`)?.store.getState().ids ?? [];

  for (const step of steps) {
    await acts[step.do]?.(browsers[step.who]!, step);
    await wait(step.m % 4 ? step.m % 13 : step.m);
  }
  for (const line of lines) line.set("open");
  await Promise.all(doing);
  // Long enough for a black hole to be noticed without anybody's help.
  await until(() => browsers.every(({ live }) => live.connection.getState().state === "live"), "a line stays dead");
  for (const browser of browsers) await browser.mend();
  await level();
  const at = await head();
  await until(
    () => browsers.every((browser) => browser.busy(at).length === 0),
    () => `not everything settles: ${browsers.map((browser, i) => `${i}: ${browser.busy(at).join(", ")}`).join("; ")}`,
  );
  return { browsers, screens };
}
