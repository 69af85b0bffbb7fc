import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Ear, Member, PostBody, TestApp } from "#test/app";
import { act } from "#test/relations";
import { settle } from "#test/society";

// Whom one does not want to meet, on every list of posts and of people, over HTTP and live. What is private is leak.law's.

const lists = ["home", "public", "tag", "thread", "talk"] as const;
type ListName = (typeof lists)[number];
/** A post, and on which lists it stands: for one who minds, and for one who minds nothing. */
type Row = { name: string; id: string; minds: ListName[]; any: ListName[] };

let app: TestApp;
let minds: Member;
let any: Member;
let friend: Member;
let root: PostBody;
let talk: PostBody;
let marked: PostBody;
let others: Record<"muted" | "blocked" | "blocker" | "stranger", Member>;
const rows: Row[] = [];
const ears = new Map<string, Ear>();

const does = async (who: Member, verb: string, whom: Member, body?: object) =>
  expect((await act(who, verb, whom, body)).status).toBe(200);
const mark = async (who: Member, verb: string, { id }: { id: string }) => {
  const answer = await who.send<PostBody>("POST", `/api/v1/statuses/${id}/${verb}`);
  expect(answer.status).toBe(200);
  return answer.body;
};
const row = (name: string, { id }: { id: string }, forOneWhoMinds: ListName[], forAny: ListName[]) =>
  rows.push({ name, id, minds: forOneWhoMinds, any: forAny });

beforeAll(async () => {
  app = await startApp();
  const make = (name: string) => app.member(name);
  [minds, any, friend] = [await make("minds"), await make("any"), await make("friend")];
  const [muted, blocked, blocker] = [await make("muted"), await make("blocked"), await make("blocker")];
  const [stranger, loud, polyglot] = [await make("stranger"), await make("loud"), await make("polyglot")];
  others = { muted, blocked, blocker, stranger };
  for (const who of [minds, any]) for (const whom of [friend, loud, polyglot]) await does(who, "follow", whom);
  await does(any, "follow", stranger);
  await does(minds, "follow", loud, { reblogs: false });
  await does(minds, "follow", polyglot, { languages: ["ko"] });
  await does(minds, "mute", muted);
  await does(minds, "block", blocked);
  await does(blocker, "block", minds);
  await minds.send("POST", "/api/v1/tags/wanted/follow");

  root = await friend.post("where it begins");
  talk = await stranger.post("where strangers talk");
  for (const who of [minds, any])
    for (const channel of ["home", "public", "tag:meet", `thread:${root.id}`, `thread:${talk.id}`])
      ears.set(`${who.username} ${channel}`, await app.listen(who, { channels: [channel] }));

  const everywhere: ListName[] = ["home", "public", "tag", "thread"];
  const below = { in_reply_to_id: root.id };
  marked = await friend.post("plain #meet", below);
  row("plain", marked, everywhere, everywhere);
  row("names whom one mutes", await friend.post("#meet @muted", below), [], everywhere);
  row("names whom one blocks", await friend.post("#meet @blocked", below), [], everywhere);
  row("names who blocks one", await friend.post("#meet @blocker", below), everywhere, everywhere);
  row("by whom one mutes", await muted.post("#meet", below), [], ["tag", "thread"]);
  row("by whom one blocks", await blocked.post("#meet", below), [], ["tag", "thread"]);
  row("by who blocks one", await blocker.post("#meet", below), [], ["tag", "thread"]);

  const kind = await stranger.post("kind");
  row("by a stranger", kind, ["public"], ["public", "home"]);
  row("a boost", await mark(friend, "reblog", kind), ["home"], ["home"]);
  row("a boost of whom one mutes", await mark(friend, "reblog", await muted.post("by muted")), [], ["home"]);
  row("a boost of whom one blocks", await mark(friend, "reblog", await blocked.post("by blocked")), [], ["home"]);
  const naming = await stranger.post("@muted what do you say");
  row("a boost of what names whom one mutes", await mark(friend, "reblog", naming), [], ["home"]);
  row("an unwanted boost", await mark(loud, "reblog", naming), [], ["home"]);
  row("another unwanted boost", await mark(loud, "reblog", kind), [], ["home"]);
  row("of one who boosts too much", await loud.post("my own"), ["home", "public"], ["home", "public"]);

  const inKorean = await polyglot.post("안녕", { language: "ko" });
  row("in a wanted language", inKorean, ["home", "public"], ["home", "public"]);
  const inEnglish = await polyglot.post("hello", { language: "en" });
  row("in another language", inEnglish, ["public"], ["home", "public"]);

  const answer = await friend.post("answering a stranger", { in_reply_to_id: talk.id });
  row("an answer to a stranger", answer, ["talk"], ["talk", "home"]);
  const wanted = await stranger.post("about #wanted");
  row("with a followed tag", wanted, ["home", "public"], ["home", "public"]);
  const aside = await loud.post("#wanted", { in_reply_to_id: talk.id });
  row("an answer with a followed tag", aside, ["talk"], ["talk", "home"]);
  const quiet = await muted.post("about #wanted");
  row("with a followed tag, by whom one mutes", quiet, [], ["public"]);
  const unlisted = await stranger.post("about #wanted", { visibility: "unlisted" });
  row("with a followed tag, unlisted", unlisted, [], ["home"]);

  for (const who of Object.values(others)) {
    await mark(who, "favourite", marked);
    await mark(who, "reblog", marked);
    await who.post(`quoted by ${who.username}`, { quoted_status_id: marked.id });
    await does(who, "follow", friend);
    await mark(who, "favourite", root);
  }
  await settle(app, "notify");
}, 60_000);
afterAll(() => app.stop());

const paths: Record<ListName, () => string> = {
  home: () => "/api/v1/timelines/home?limit=40",
  public: () => "/api/v1/timelines/public?limit=40",
  tag: () => "/api/v1/timelines/tag/meet?limit=40",
  thread: () => `/api/v1/statuses/${root.id}/context`,
  talk: () => `/api/v1/statuses/${talk.id}/context`,
};

async function shown(who: Member, list: ListName): Promise<Set<string>> {
  const { body } = await who.get<PostBody[] | { descendants: PostBody[] }>(paths[list]());
  return new Set((Array.isArray(body) ? body : body.descendants).map(({ id }) => id));
}

const told = (who: Member, list: ListName): Set<string> => {
  const channel = {
    home: "home",
    public: "public",
    tag: "tag:meet",
    thread: `thread:${root.id}`,
    talk: `thread:${talk.id}`,
  };
  const { heard } = ears.get(`${who.username} ${channel[list]}`)!;
  return new Set(heard.filter(({ type }) => type === "post.created").map(({ data }) => (data as PostBody).id));
};

/** Of the posts that are looked for: those that should be on a list, and those that are. */
const should = (key: "minds" | "any", list: ListName) => rows.filter((one) => one[key].includes(list)).map(nameOf);
const are = (ids: Set<string>) => rows.filter(({ id }) => ids.has(id)).map(nameOf);
const nameOf = ({ name }: Row) => name;

test.for(lists)("promise 25: nobody meets on %s whom they mute, block or did not ask for", async (list) => {
  expect(are(await shown(minds, list))).toEqual(should("minds", list));
  expect(are(await shown(any, list))).toEqual(should("any", list));
});

test.for(lists)("promise 25: nor are they told of them live on %s", async (list) => {
  await expect.poll(() => are(told(minds, list))).toEqual(should("minds", list));
  await expect.poll(() => are(told(any, list))).toEqual(should("any", list));
});

test("promise 25: nor at home where one follows so many that it is read from the newest posts of all", async () => {
  for (const { id } of [minds, any])
    await app.server.app.db.execute(sql`
      with more as (insert into accounts (username, username_key, display_name)
        select 'quiet' || i || ${id}, 'quiet' || i || ${id}, '' from generate_series(1, 60) i returning id)
      insert into follows (account_id, target_id) select ${id}::bigint, id from more`);
  expect(are(await walkHome(minds))).toEqual(should("minds", "home"));
  expect(are(await walkHome(any))).toEqual(should("any", "home"));
});

/** All of home in small pages: of such a size the newest posts have enough. */
async function walkHome(who: Member): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let below = ""; ;) {
    const { body } = await who.get<PostBody[]>(`/api/v1/timelines/home?limit=2${below}`);
    if (body.length === 0) return ids;
    for (const { id } of body) ids.add(id);
    below = `&max_id=${body.at(-1)!.id}`;
  }
}

test.for(["favourited_by", "reblogged_by", "quotes"])(
  "promise 25: of those who marked a post, %s leaves out whom one mutes, and who blocks or is blocked",
  async (what) => {
    for (const [who, should] of [
      [minds, ["stranger"]],
      [any, ["blocked", "blocker", "muted", "stranger"]],
    ] as const) {
      const { body } = await who.get<{ username?: string; account?: { username: string } }[]>(
        `/api/v1/statuses/${marked.id}/${what}`,
      );
      expect(body.map(({ username, account }) => username ?? account!.username).toSorted()).toEqual(should);
    }
  },
);
