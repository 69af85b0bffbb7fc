import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Ear, Member, PostBody, TestApp } from "#test/app";
import { act, decide, setLocked, truths } from "#test/relations";
import type { RelationshipBody } from "#test/relations";
import { endMutes } from "./relations.jobs.ts";

let app: TestApp;
let alice: Member;
let bob: Member;
let carol: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob, carol] = await Promise.all([app.member(), app.member(), app.member()]);
});
afterAll(() => app.stop());

type Ears = { home: Ear; public: Ear; profile: Ear };

/** Three open screens of a member: home, the public timeline, and the profile of somebody (beside one's own). */
async function open(who: Member, whose: Member): Promise<Ears> {
  const screens = [["home"], ["public"], [`account:${whose.id}`, `account:${who.id}`]];
  const [home, all, profile] = await Promise.all(screens.map((channels) => app.listen(who, { channels })));
  return { home: home!, public: all!, profile: profile! };
}

const hears = (ear: Ear, id: string) => ear.heard.some((e) => (e.data as PostBody).id === id);

/** On which of somebody's open screens a new post of a member arrives: before a later post of their own, or never. */
async function reaches(ears: Ears, author: Member, listener: Member, more = {}): Promise<string[]> {
  const { id } = await author.post("can you hear me?", more);
  const own = await listener.post("a marker");
  await Promise.all(Object.values(ears).map((ear) => ear.until(() => hears(ear, own.id))));
  return Object.entries(ears).flatMap(([name, ear]) => (hears(ear, id) ? [name] : []));
}

test("on open sockets a follow, an unfollow, a mute and a block take effect at once, and so do their opposites", async () => {
  const ears = await open(alice, bob);
  const back = await open(bob, alice);
  const everywhere = ["home", "public", "profile"];
  const strangers = ["public", "profile"];
  for (const [who, verb, whom, mine, theirs] of [
    [alice, "unfollow", bob, strangers, strangers],
    [alice, "follow", bob, everywhere, strangers],
    [bob, "follow", alice, everywhere, everywhere],
    [bob, "remove_from_followers", alice, strangers, everywhere],
    [alice, "follow", bob, everywhere, everywhere],
    [alice, "mute", bob, ["profile"], everywhere],
    [alice, "unmute", bob, everywhere, everywhere],
    [alice, "unfollow", bob, strangers, everywhere],
    [alice, "follow", bob, everywhere, everywhere],
    [bob, "block", alice, [], []],
    [bob, "unblock", alice, strangers, strangers],
  ] as const) {
    expect((await act(who, verb, whom)).status).toBe(200);
    expect([verb, await reaches(ears, bob, alice)]).toEqual([verb, mine]);
    expect([verb, await reaches(back, alice, bob)]).toEqual([verb, theirs]);
  }
}, 30_000);

test("only followers hear what is for followers, from the moment they are let in until they are not", async () => {
  await setLocked(app, bob, true);
  const ears = await open(carol, bob);
  const secret = () => reaches(ears, bob, carol, { visibility: "private" });
  await act(carol, "follow", bob);
  expect(await secret()).toEqual([]);
  await decide(bob, "authorize", carol);
  expect(await secret()).toEqual(["home", "profile"]);
  await act(bob, "remove_from_followers", carol);
  expect(await secret()).toEqual([]);
  await setLocked(app, bob, false);
});

test("what a follower wants holds at once: a language more or less", async () => {
  const [reader, writer] = await Promise.all([app.member(), app.member()]);
  const ears = await open(reader, writer);
  const inKorean = () => reaches(ears, writer, reader, { language: "ko" });
  await act(reader, "follow", writer, { languages: ["en"] });
  expect(await inKorean()).toEqual(["public", "profile"]);
  await act(reader, "follow", writer, { languages: ["en", "ko"] });
  expect(await inKorean()).toEqual(["home", "public", "profile"]);
});

/** Notifications are told on `me` too, some time later. */
const relations = ({ heard }: Ear) => heard.filter(({ type }) => type === "relation.changed");

/** What `me` has told so far: of whom, and what is true now; then forgets it. */
async function told(ear: Ear, atLeast: number): Promise<[string, ...string[]][]> {
  if (atLeast > 0) await ear.until(() => relations(ear).length >= atLeast);
  const heard = relations(ear).map(({ data }) => data as RelationshipBody);
  ear.heard.length = 0;
  return heard.map((one) => [one.id, ...truths(one)]);
}

test("both learn what concerns both, each their own side; of a mute, a note and a wish only who made them", async () => {
  const [one, two, third] = await Promise.all([app.member(), app.member(), app.member()]);
  const [mine, theirs, other] = await Promise.all(
    [one, two, third].map((who) => app.listen(who, { channels: ["me"] })),
  );
  const after = async (verb: Promise<{ status: number }>, a: string[], b: string[] | null) => {
    expect((await verb).status).toBe(200);
    expect(new Set((await told(mine!, 1)).map(String))).toEqual(new Set([String([two.id, ...a])]));
    if (b) expect(new Set((await told(theirs!, 1)).map(String))).toEqual(new Set([String([one.id, ...b])]));
  };
  const shown = ["following", "showing_reblogs"];
  await after(act(one, "follow", two), shown, ["followed_by"]);
  await after(act(one, "follow", two, { notify: true }), [...shown, "notifying"], null);
  await after(act(one, "mute", two), [...shown, "notifying", "muting", "muting_notifications"], null);
  await after(act(one, "unmute", two), [...shown, "notifying"], null);
  await after(act(one, "note", two, { comment: "met in Busan" }), [...shown, "notifying"], null);
  await after(act(two, "follow", one), [...shown, "notifying", "followed_by"], [...shown, "followed_by"]);
  await after(act(one, "unfollow", two), ["followed_by"], shown);
  await after(act(one, "remove_from_followers", two), [], []);
  await setLocked(app, two, true);
  await after(act(one, "follow", two), ["showing_reblogs", "requested"], ["requested_by"]);
  await after(decide(two, "reject", one), [], []);
  await after(act(one, "follow", two), ["showing_reblogs", "requested"], ["requested_by"]);
  await after(act(one, "unfollow", two), [], []);
  await after(act(one, "follow", two), ["showing_reblogs", "requested"], ["requested_by"]);
  await after(decide(two, "authorize", one), shown, ["followed_by"]);
  await after(act(two, "block", one), ["blocked_by"], ["blocking"]);
  await after(act(two, "unblock", one), [], []);
  // What says the same again tells nobody anything.
  await act(two, "unblock", one);
  await act(one, "unfollow", two);
  await act(one, "mute", two, { duration: 1 });
  await told(mine!, 1);
  await expect
    .poll(
      async () => {
        await endMutes.run(app.server.app);
        return relations(mine!).length;
      },
      { timeout: 10_000 },
    )
    .toBe(1);
  expect(await told(mine!, 1)).toEqual([[two.id]]);
  expect([await told(theirs!, 0), await told(other!, 0)]).toEqual([[], []]);
});

test("a replay tells how things are now, and each only of their own", async () => {
  const [one, two] = await Promise.all([app.member(), app.member()]);
  const start = (await app.listen(one)).cursor();
  await act(one, "follow", two);
  await act(one, "note", two, { comment: "a private word" });
  await act(one, "block", two);
  const [mine, theirs] = await Promise.all(
    [one, two].map((who) => app.listen(who, { channels: ["me"], cursor: start })),
  );
  expect(new Set((await told(mine!, 3)).map(String))).toEqual(new Set([`${two.id},blocking`]));
  expect(JSON.stringify(theirs!.heard)).not.toContain("a private word");
  expect(new Set((await told(theirs!, 2)).map(String))).toEqual(new Set([`${one.id},blocked_by`]));
});

test("on another node too: a block there is silence here", async () => {
  const [one, two] = await Promise.all([app.member(), app.member()]);
  await act(one, "follow", two);
  const node = await app.secondNode();
  const ears = await open(one, two);
  await act(await node.enter(two), "block", one);
  expect(await reaches(ears, two, one)).toEqual([]);
});
