import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Answer, PostBody, TestApp } from "#test/app";
import { couldSee, maySee, playScene } from "#test/leak/scene";
import type { Listener, Scene, Standing, Target, Viewer } from "#test/leak/scene";
import { eventRows, surfaces } from "#test/leak/surfaces";
import type { List, One, Quiet } from "#test/leak/rows";

let app: TestApp;
let scene: Scene;
beforeAll(async () => {
  app = await startApp();
  scene = await playScene(app);
}, 180_000);
afterAll(() => app.stop());

/** One viewer, one target, one surface: what should be and what was, side by side in a failure. */
type Cell = { cell: string; should: unknown; is: unknown };
let cells = 0;
function judge(all: Cell[]): void {
  cells += all.length;
  const red = all.filter(({ should, is }) => should !== is);
  expect(red.map(({ cell, should, is }) => `${cell}: should be ${String(should)}, is ${String(is)}`)).toEqual([]);
}

const rows = <K extends string>(kind: K) =>
  Object.entries(surfaces).flatMap(([name, surface]) => (surface.kind === kind ? [[name, surface] as const] : []));

/** All that an answer tells, but for what every answer to anyone counts up. */
function fingerprint({ status, headers, text }: Answer<unknown>): string {
  const told = [...headers].filter(([name]) => !/^(date|x-ratelimit-.*|x-cursor)$/.test(name));
  return JSON.stringify([status, told, text]);
}

const mentions = (text: string, { word, oldWord }: Target) => ({
  now: text.includes(word),
  old: oldWord !== null && text.includes(oldWord),
});

test("every route and every type of event has a row", () => {
  const routes = app.server.http.contracts.map(({ method, path }) => `${method} ${path}`);
  const known = new Set(Object.keys(surfaces).map((name) => name.split(",")[0]));
  expect(known).toEqual(new Set(routes));
  expect(new Set(Object.keys(eventRows))).toEqual(new Set(app.server.eventTypes));
});

// First what was heard: the routes below also change posts, which is heard too.

/** Whether a target is on the list that a channel tells of, for a viewer who may see it. */
function isOn(
  channel: string,
  { visibility, author }: Target,
  { account, mutes }: Viewer,
  standing: Standing,
): boolean {
  const kind = channel.split(":")[0];
  if (kind === "account") return true;
  if (mutes) return false;
  if (kind === "home") return account === author || standing === "follower";
  return kind === "thread" || ((kind === "public" || kind === "tag") && visibility === "public");
}

function heardCells(
  how: "live" | "replay",
  { viewer, channel, ear }: Listener,
  told: (type: string, target: Target) => boolean,
): Cell[] {
  const heard = JSON.stringify(ear.heard);
  const inside = viewer.account !== null;
  const standing = how === "live" ? viewer.before : viewer.now;
  return scene.targets.flatMap((target) => {
    const cell = `${viewer.name} × ${target.name} × ${channel.split(":")[0]} ${how}`;
    const could = inside && couldSee(target, viewer, standing);
    const on = could && isOn(channel, target, viewer, standing);
    const mine = could && channel === "me";
    const words = mentions(heard, target);
    const hidden = !could || (viewer.mutes === true && !channel.startsWith("account") && channel !== "me");
    return [
      ...Object.keys(eventRows).map((type) => ({
        cell: `${cell} × ${type}`,
        should: (type === "post.marked" ? mine : on) && eventRows[type]!(target) && told(type, target),
        // A talk is called by the id of its first post, and is no post.
        is: ear.heard.some(
          (e) => e.type === type && !type.startsWith("conversation.") && (e.data as PostBody).id === target.id,
        ),
      })),
      { cell: `${cell}, words it may not hear`, should: false, is: hidden && (words.now || words.old) },
      { cell: `${cell}, words that are gone`, should: false, is: how === "replay" && words.old },
    ];
  });
}

test("live, each socket hears what its member may see on its channel, and nobody without a session hears anything", () => {
  for (const listener of scene.listeners) {
    const { viewer, ear } = listener;
    judge([{ cell: `${viewer.name} × let in`, should: viewer.account !== null, is: ear.socket.connected }]);
    judge(heardCells("live", listener, () => true));
  }
});

test("a hidden answer does not even make a counter be told anew", () => {
  for (const { viewer, channel, ear } of scene.listeners.filter((l) => l.channel === "public")) {
    const told = ear.heard.filter((e) => e.type === "post.counted" && (e.data as PostBody).id === scene.root.id).length;
    // Created, deleted and restored: what everyone may see was counted in, out and in again; the rest never.
    const open = scene.targets.filter(({ visibility }) => visibility === "public" || visibility === "unlisted");
    const moves = open.reduce((n, { fate }) => n + (fate === "restored" ? 3 : fate === "deleted" ? 2 : 1), 0);
    const deaf = viewer.account === null || viewer.before === "odds" || viewer.mutes;
    judge([{ cell: `${viewer.name} × ${channel} × counted`, should: deaf ? 0 : moves, is: told }]);
  }
});

test("threat 7: a replay has what a viewer may see now, of what is deleted only that it is, and no words that are gone", async () => {
  for (const { viewer, channel } of scene.listeners) {
    const ear = await app.listen(viewer.who, { cursor: scene.start, channels: [channel] });
    const told = (type: string, { fate }: Target) => fate !== "deleted" || type === "post.deleted";
    judge(heardCells("replay", { viewer, channel, ear }, told));
    if (viewer.fan && channel === "home")
      judge(
        scene.targets
          .filter(({ boost }) => boost !== null)
          .map(({ name, fate, boost }) => ({
            cell: `${viewer.name} × a boost of ${name} × home replay`,
            should: fate !== "deleted",
            is: ear.heard.some(({ type, data }) => type === "post.created" && (data as PostBody).id === boost),
          })),
      );
    ear.close();
  }
});

// Before the routes below, which also end follows.
test("threat 1: a quote shows what is for followers to them, and to others only that it is there, live too", async () => {
  const { author, viewers, listeners } = scene;
  const [words, lost] = ["kept", "lost"].map((name) => name + Math.random().toString(36).slice(2)) as [string, string];
  const inner = await author.post(words, { visibility: "private" });
  const outer = await author.post("see below", { quoted_status_id: inner.id });
  const gone = await author.post(lost);
  const empty = await author.post("see below", { quoted_status_id: gone.id });
  await author.send("DELETE", `/api/v1/statuses/${gone.id}`);
  const target: Target = { ...scene.targets[0]!, visibility: "private", fate: "as written", circle: [] };
  for (const viewer of viewers) {
    const { text } = await viewer.who.get(`/api/v1/statuses/${outer.id}`);
    const { text: rest } = await viewer.who.get(`/api/v1/statuses/${empty.id}`);
    judge([
      { cell: `${viewer.name} × a quote of what is deleted`, should: false, is: rest.includes(lost) },
      {
        cell: `${viewer.name} × a quote of what is for followers`,
        should: maySee(target, viewer) && !viewer.mutes,
        is: text.includes(words),
      },
    ]);
  }
  const present = listeners.filter(({ viewer }) => viewer.account !== null);
  const told = present.filter(({ viewer, channel }) => viewer.now !== "odds" && channel === `account:${author.id}`);
  for (const { ear } of told)
    await ear.until((heard) => heard.some(({ data }) => (data as PostBody).id === outer.id), 20_000);
  judge(
    present
      .filter(({ viewer }) => !maySee(target, viewer))
      .map(({ viewer, channel, ear }) => ({
        cell: `${viewer.name} × ${channel} × a quote of what is for followers, live`,
        should: false,
        is: JSON.stringify(ear.heard).includes(words),
      })),
  );
}, 60_000);

test.each(rows("list") as [string, List][])(
  "threat 1, promise 25, promise 28: %s has what the viewer may see and nothing else",
  async (name, list) => {
    for (const viewer of scene.viewers) {
      const { answers, ids } = await list.read(viewer, scene);
      const bodies = answers.map((a) => a.text).join();
      const links = answers.map((a) => a.headers.get("link") ?? "").join();
      judge(
        scene.targets.flatMap((target) => {
          const cell = `${viewer.name} × ${target.name} × ${name}`;
          const met = list.asks === "seen" || !viewer.mutes;
          const shown = met && maySee(target, viewer) && list.belongs(target, viewer, scene);
          const words = mentions(bodies, target);
          return [
            { cell, should: shown, is: ids.includes(target.id) },
            { cell: `${cell}, its words`, should: shown && !list.wordless, is: words.now },
            { cell: `${cell}, what it said before`, should: false, is: words.old },
            { cell: `${cell}, Link`, should: false, is: !shown && links.includes(target.id) },
          ];
        }),
      );
    }
  },
);

test.each(rows("one") as [string, One][])(
  "threat 3: %s tells nothing of what the viewer may not see",
  async (name, one) => {
    for (const viewer of scene.viewers)
      for (const target of scene.targets) {
        const cell = `${viewer.name} × ${target.name} × ${name}`;
        const neighbour = { id: String(BigInt(target.id) + 1n), text: target.text };
        const absent = await one.send(viewer, neighbour);
        const answer = await one.send(viewer, target);
        judge(maySee(target, viewer) ? seen(cell, one, viewer, target, answer) : unseen(cell, viewer, answer, absent));
        if (answer.status === 200) await one.undo?.(viewer, target);
      }
  },
);

function seen(cell: string, one: One, viewer: Viewer, target: Target, answer: Answer<unknown>): Cell[] {
  const words = mentions(answer.text, target);
  const shows = answer.status === 200 && one.shows !== "nothing" && !(one.quotes && viewer.mutes);
  return [
    { cell, should: one.seen(viewer, scene, target), is: answer.status },
    { cell: `${cell}, its words`, should: shows, is: words.now },
    { cell: `${cell}, what it said before`, should: one.shows === "all" && target.oldWord !== null, is: words.old },
  ];
}

const unseen = (cell: string, viewer: Viewer, answer: Answer<unknown>, absent: Answer<unknown>): Cell[] => [
  { cell: `${cell}, bytes`, should: fingerprint(absent), is: fingerprint(answer) },
  {
    cell: `${cell}, status`,
    should: true,
    is: [404, ...(viewer.account === null ? [401] : [])].includes(answer.status),
  },
];

test.each(rows("quiet") as [string, Quiet][])("%s says nothing of any post", async (name, quiet) => {
  for (const viewer of scene.viewers) {
    const { text } = await quiet.send(viewer, scene);
    judge(
      scene.targets.map((target) => {
        const { now, old } = mentions(text, target);
        return {
          cell: `${viewer.name} × ${target.name} × ${name}`,
          should: false,
          is: now || old || text.includes(target.id),
        };
      }),
    );
  }
});

test("threat 1: who keeps a post hears of it on their own lists only while they may see it", async () => {
  const { author } = scene;
  const [keeper, late] = [await app.member(), await app.member()];
  const { id } = await author.post("worth keeping");
  for (const who of [keeper, late]) await who.send("POST", `/api/v1/statuses/${id}/bookmark`);
  const { body: boost } = await late.send<PostBody>("POST", `/api/v1/statuses/${id}/reblog`);
  await author.send("POST", `/api/v1/accounts/${late.id}/block`);
  const ears = await Promise.all([keeper, late].map((who) => app.listen(who, { channels: ["marks"] })));
  await author.send("PUT", `/api/v1/statuses/${id}`, { body: { status: "worth keeping still" } });
  await ears[0]!.until((heard) => heard.some(({ type }) => type === "post.edited"));
  // An answer to a subscription comes after all that was sent before it.
  for (const ear of ears) await ear.subscribe("account:1", ears[0]!.cursor());
  judge(ears.map((ear, i) => ({ cell: `${i} × marks`, should: i === 0, is: ear.heard.length > 0 })));
  for (const [method, body] of [["GET"], ["PUT", { status: "mine" }], ["DELETE"]] as const) {
    const { status, text } = await late.send(method, `/api/v1/statuses/${boost.id}`, body ? { body } : {});
    judge([
      { cell: `${method} × one's boost of what is out of sight`, should: 404, is: status },
      { cell: `${method} × its words`, should: false, is: text.includes("worth keeping") },
    ]);
  }
});

test("numbers count what everyone may see, the same for every viewer", async () => {
  const anyone = scene.viewers[0]!;
  const { ids } = await (surfaces["GET /api/v1/accounts/:id/statuses"] as List).read(anyone, scene);
  const open = scene.targets.filter((target) => maySee(target, anyone));
  for (const viewer of scene.viewers.filter(({ now }) => now !== "odds")) {
    const { body } = await viewer.who.get<PostBody & { account: { statuses_count: number } }>(
      `/api/v1/statuses/${scene.root.id}`,
    );
    const profile = await viewer.who.get<{ statuses_count: number }>(`/api/v1/accounts/${scene.author.id}`);
    judge([
      { cell: `${viewer.name} × replies_count`, should: open.length, is: body.replies_count },
      { cell: `${viewer.name} × statuses_count in a post`, should: ids.length, is: body.account.statuses_count },
      { cell: `${viewer.name} × statuses_count`, should: ids.length, is: profile.body.statuses_count },
    ]);
  }
});

afterAll(() => console.log(`leak.law: ${cells} cells`));
