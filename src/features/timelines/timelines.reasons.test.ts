import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let me: Member;
let ann: Member;
let stranger: Member;
beforeAll(async () => {
  app = await startApp();
  [me, ann, stranger] = await Promise.all([app.member(), app.member(), app.member()]);
});
afterAll(() => app.stop());

type Relation = Record<string, unknown>;
const account = ({ id }: Member, verb: string) => `/api/v1/accounts/${id}/${verb}`;

/** Wishes that keep posts from home: how each is made, what of the relation names it, and how it is taken back. */
const wishes: [string, { hides: ("post" | "boost" | "english")[]; make: Ask; says: Relation; undo: Ask }][] = [
  ["a mute", { hides: ["post", "boost", "english"], make: ["mute"], says: { muting: true }, undo: ["unmute"] }],
  [
    "a mute for a while",
    {
      hides: ["post", "boost", "english"],
      make: ["mute", { duration: 3600 }],
      says: { muting: true },
      undo: ["unmute"],
    },
  ],
  [
    "boosts left out",
    {
      hides: ["boost"],
      make: ["follow", { reblogs: false }],
      says: { following: true, showing_reblogs: false },
      undo: ["follow", { reblogs: true }],
    },
  ],
  [
    "one language only",
    {
      hides: ["english"],
      make: ["follow", { languages: ["ko"] }],
      says: { following: true, languages: ["ko"] },
      undo: ["follow", { languages: [] }],
    },
  ],
  [
    "an end of the follow",
    {
      hides: ["post", "boost", "english"],
      make: ["unfollow"],
      says: { following: false },
      undo: ["follow", { reblogs: true }],
    },
  ],
];
type Ask = [verb: string, body?: Record<string, unknown>];

test.each(wishes)(
  "promise 29: %s hides at home just what it names, says so on the profile, and is undone from there",
  async (_, { hides, make, says, undo }) => {
    await me.send("POST", account(ann, "follow"), { body: { reblogs: true } });
    const far = await stranger.post("from far away", { language: "ko" });
    const post = await ann.post("한국어로", { language: "ko" });
    const english = await ann.post("in English", { language: "en" });
    const boost = (await ann.send<PostBody>("POST", `/api/v1/statuses/${far.id}/reblog`)).body;
    const all = { post: post.id, boost: boost.id, english: english.id };
    const hidden = async () => {
      const { body } = await me.get<PostBody[]>("/api/v1/timelines/home?limit=40");
      const there = body.map(({ id }) => id);
      return Object.entries(all).flatMap(([name, id]) => (there.includes(id) ? [] : [name]));
    };
    const relation = async () => (await me.get<Relation[]>(`/api/v1/accounts/relationships?id[]=${ann.id}`)).body[0]!;
    expect(await hidden()).toEqual([]);
    const before = await relation();

    expect((await me.send("POST", account(ann, make[0]), { body: make[1] ?? {} })).status).toBe(200);
    expect((await hidden()).toSorted()).toEqual(hides.toSorted());
    expect(await relation()).toMatchObject(says);
    expect(await relation()).not.toEqual(before);

    expect((await me.send("POST", account(ann, undo[0]), { body: undo[1] ?? {} })).status).toBe(200);
    expect(await hidden()).toEqual([]);
    expect(await relation()).toEqual(before);
  },
);
