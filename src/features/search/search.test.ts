import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, PostBody, TestApp } from "#test/app";
import { indexed } from "#test/indexed";
import { within } from "#test/watch";
import { indexOld } from "./search.jobs.ts";

type Tag = { name: string; url: string; history: { day: string; uses: string; accounts: string }[] };
type Found = { accounts: { acct: string }[]; statuses: PostBody[]; hashtags: Tag[] };

let app: TestApp;
let alice: Member;
let bob: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob] = await Promise.all([
    app.member("alice", { display_name: "Alice Kim" }),
    app.member("bob", { display_name: "김민수" }),
  ]);
});
afterAll(() => app.stop());

const search = (who: Guest, q: string, more = "") => who.get<Found>(`/api/v2/search?q=${encodeURIComponent(q)}${more}`);
const found = async (who: Guest, q: string, more = "") =>
  (await search(who, q, `&type=statuses${more}`)).body.statuses.map(({ id }) => id);
const path = ({ id }: { id: string }) => `/api/v1/statuses/${id}`;

/** A word that nobody else in this file says. No particle ends in ㅎ as its syllables do, so that nothing is cut off. */
const syllable = () => String.fromCharCode(0xac00 + Math.floor(Math.random() * 399) * 28 + 27);
const word = () => `${syllable()}${syllable()}${syllable()}${syllable()}`;
const indexRow = async ({ id }: { id: string }) =>
  (await app.server.app.db.execute(sql`select * from post_marks where post_id = ${id}`)).rows;

test("threat 36: from the moment an edit is answered, the old words find nothing; the new ones do within a second", async () => {
  const [old, now] = [word(), word()];
  const post = await alice.post(`어제는 ${old} 생각뿐이었다`);
  await indexed(app);
  expect(await found(bob, old)).toEqual([post.id]);
  await alice.send("PUT", path(post), { body: { status: `오늘은 ${now} 생각뿐이다` } });
  expect(await found(bob, old)).toEqual([]);
  expect(await within(app, 1000, async () => (await found(bob, now)).length > 0)).toBe(true);
  expect(await found(bob, now)).toEqual([post.id]);
  expect(await found(bob, old)).toEqual([]);
});

test("threat 36: from the moment a delete is answered, nothing is found; soon the index holds nothing either", async () => {
  const secret = word();
  const post = await alice.post(`${secret} #${secret}`);
  await indexed(app);
  expect(await found(bob, secret)).toEqual([post.id]);
  expect(await indexRow(post)).toHaveLength(1);
  await alice.send("DELETE", path(post));
  for (const who of [alice, bob]) expect(await found(who, secret)).toEqual([]);
  await indexed(app);
  expect(await indexRow(post)).toEqual([]);
  const { rows } = await app.server.app.db.execute(sql`select * from tag_words where tag = ${secret}`);
  expect(rows).toEqual([]);
  await alice.send("POST", `${path(post)}/restore`);
  await expect.poll(() => found(bob, secret)).toEqual([post.id]);
});

test("promise 17: words, their beginnings, phrases and what must not be there, with no service but the database", async () => {
  const mark = word();
  const post = (text: string) => alice.post(`${text} ${mark}`);
  const runs = await post("She was running to the old harbour, don't ask");
  const prune = await post("Prune the trees in the harbour café");
  await indexed(app);
  const ask = (q: string) => found(bob, `${mark} ${q}`);
  expect(await ask("run")).toEqual([runs.id]);
  expect(await ask("HARBOUR")).toEqual([prune.id, runs.id]);
  expect(await ask('"old harbour"')).toEqual([runs.id]);
  expect(await ask('"harbour old"')).toEqual([]);
  expect(await ask('"run"')).toEqual([]);
  expect(await ask("harbour -running")).toEqual([prune.id]);
  expect(await ask("cafe")).toEqual([prune.id]);
  expect(await ask("don't")).toEqual([runs.id]);
});

test("operators say who, when, where, and with a link", async () => {
  const mark = word();
  const link = await alice.post(`${mark} https://example.org/a`);
  const mine = await bob.post(`${mark} 링크 없음`);
  const direct = await alice.post(`${mark} @bob 둘만`, { visibility: "direct" });
  await indexed(app);
  const ask = (q: string, who: Member = bob) => found(who, `${mark} ${q}`);
  const all = [direct.id, mine.id, link.id];
  expect(await ask("")).toEqual(all);
  expect(await ask("from:alice")).toEqual([direct.id, link.id]);
  expect(await ask("from:@alice has:link")).toEqual([link.id]);
  expect(await ask("from:me")).toEqual([mine.id]);
  expect(await ask("from:nobody_here")).toEqual([]);
  expect(await ask("in:public")).toEqual([mine.id, link.id]);
  expect(await ask("in:direct")).toEqual([direct.id]);
  expect(await ask("in:library")).toEqual([direct.id, mine.id]);
  expect(await ask("in:all")).toEqual(all);
  const today = Date.parse(String(direct["created_at"]));
  const day = (by: number) => new Date(today + by * 86_400_000).toISOString().slice(0, 10);
  expect(await ask(`after:${day(-1)} before:${day(1)}`)).toEqual(all);
  expect(await ask(`before:${day(0)}`)).toEqual([]);
  expect(await ask(`after:${day(0)}`)).toEqual([]);
  expect((await found(bob, "from:alice has:link"))[0]).toBe(link.id);
});

test("an operator that says nothing is answered in words, in the reader's language", async () => {
  for (const [q, en, ko] of [
    ["before:yesterday", "needs a date", "날짜"],
    ["after:2026-02-31", "needs a date", "날짜"],
    ["has:cheese", "has:link", "link만"],
    ["in:space", "library", "library"],
  ] as const) {
    const ask = (lang: string) => bob.get<{ error: string }>(`/api/v2/search?q=${q}`, { "accept-language": lang });
    const [english, korean] = [await ask("en"), await ask("ko")];
    expect([english.status, korean.status]).toEqual([422, 422]);
    expect(english.body.error).toContain(en);
    expect(korean.body.error).toContain(ko);
  }
});

test("only members find posts, and only what they may see; anyone finds accounts and tags", async () => {
  const mark = word();
  const open = await alice.post(`${mark} open`, { visibility: "unlisted" });
  const direct = await alice.post(`${mark} direct`, { visibility: "direct" });
  await indexed(app);
  expect(await found(app.guest(), mark)).toEqual([]);
  expect(await found(bob, mark)).toEqual([open.id]);
  expect(await found(alice, mark)).toEqual([direct.id, open.id]);
  const hidden = await search(bob, mark, "&type=statuses&offset=1");
  expect(hidden.body.statuses).toEqual([]);
  const { accounts } = (await search(app.guest(), "ali")).body;
  expect(accounts.map(({ acct }) => acct)).toEqual(["alice"]);
});

test("what is found comes newest first, in pages by offset or by Link, each post once", async () => {
  const mark = word();
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.unshift((await alice.post(`${mark} ${i}`)).id);
  await indexed(app);
  expect(await found(bob, mark)).toEqual(ids);
  expect(await found(bob, mark, "&limit=3&offset=3")).toEqual(ids.slice(3, 6));
  expect(await found(bob, mark, `&min_id=${ids[2]}`)).toEqual(ids.slice(0, 2));
  expect(await found(bob, mark, `&account_id=${bob.id}`)).toEqual([]);
  const walked: string[] = [];
  for (let at: string | undefined = `/api/v2/search?type=statuses&limit=3&q=${encodeURIComponent(mark)}`; at;) {
    const page: Awaited<ReturnType<typeof search>> = await bob.get<Found>(at);
    walked.push(...page.body.statuses.map(({ id }) => id));
    const next: string | undefined = /<([^>]*)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
    at = next?.replace(app.server.app.config.publicUrl, "");
  }
  expect(walked).toEqual(ids);
});

test("an address of this instance finds its post, and somebody else's post stays theirs", async () => {
  const open = await alice.post("open");
  const direct = await alice.post("direct", { visibility: "direct" });
  const url = String(open["url"]);
  expect(await found(bob, url)).toEqual([open.id]);
  expect(await found(bob, `${app.server.app.config.publicUrl}/posts/${open.id}`)).toEqual([open.id]);
  expect(await found(bob, String(direct["url"]))).toEqual([]);
  expect(await found(alice, String(direct["url"]))).toEqual([direct.id]);
  expect(await found(bob, url.replace(open.id, "9999999999999999999"))).toEqual([]);
});

test("people are found by handle and by any part of a Korean name, half typed or by its initials", async () => {
  await indexed(app);
  const names = async (q: string, who: Guest = bob) =>
    (await who.get<{ acct: string }[]>(`/api/v1/accounts/search?q=${encodeURIComponent(q)}`)).body.map((a) => a.acct);
  const host = new URL(app.server.app.config.publicUrl).host;
  for (const q of [
    "bob",
    "@bob",
    "BO",
    `@bob@${host}`,
    "김민수",
    "민수",
    "ㄱㅁㅅ",
    "ㅁㅅ",
    "김미",
    "김ㅁ",
    "김민수".normalize("NFD"),
  ])
    expect([q, await names(q)]).toEqual([q, ["bob"]]);
  expect(await names("kim")).toEqual(["alice"]);
  expect(await names("lice")).toEqual([]);
  expect(await names("@bob@elsewhere.example")).toEqual([]);
  expect(await names("김민수", app.guest())).toEqual(["bob"]);
  await app.server.app.db.execute(sql`insert into follows (account_id, target_id) values (${alice.id}, ${bob.id})`);
  const followed = await alice.get<{ acct: string }[]>("/api/v1/accounts/search?q=b&following=true");
  expect(followed.body.map((a) => a.acct)).toEqual(["bob"]);
  expect((await bob.get<unknown[]>("/api/v1/accounts/search?q=alice&following=true")).body).toEqual([]);
});

test("whom one blocks is not suggested; a name that was given up finds nobody", async () => {
  const [carol, dave] = await Promise.all([
    app.member("carol_x", { display_name: "도라지" }),
    app.member("dave_x", { display_name: "도라지꽃" }),
  ]);
  await indexed(app);
  const names = async (q: string, who: Guest) =>
    (await who.get<{ acct: string }[]>(`/api/v1/accounts/search?q=${encodeURIComponent(q)}`)).body.map((a) => a.acct);
  expect(await names("도라", alice)).toEqual(["carol_x", "dave_x"]);
  const { db } = app.server.app;
  await db.execute(sql`insert into blocks (account_id, target_id) values (${carol.id}, ${dave.id})`);
  expect(await names("도라", carol)).toEqual(["carol_x"]);
  expect(await names("도라", dave)).toEqual(["dave_x"]);
  await db.execute(sql`update accounts set display_name = '해바라기' where id = ${carol.id}`);
  expect(await names("도라", alice)).toEqual(["dave_x"]);
});

test("tags are suggested with their use where everyone may see it, and one that is only used in private is not", async () => {
  const [tag, whispered] = [word(), word()];
  const open = [await alice.post(`#${tag}`), await bob.post(`#${tag}`, { visibility: "unlisted" })];
  const hidden = await alice.post(`#${tag} #${whispered}`, { visibility: "direct" });
  const { db } = app.server.app;
  const own = sql`insert into post_tags (tag, post_id, account_id) select unnest(tags), post_id, p.account_id from post_marks join posts p on p.id = post_id on conflict do nothing`;
  await indexed(app);
  await db.execute(own);
  for (const who of [alice, app.guest()]) {
    const { hashtags } = (await search(who, `#${tag.slice(0, 3)}`)).body;
    expect(hashtags.map(({ name }) => name)).toEqual([tag]);
    expect(hashtags[0]!.history).toHaveLength(7);
    expect(hashtags[0]!.history[0]).toMatchObject({ uses: "2", accounts: "2" });
    expect((await search(who, whispered)).body.hashtags).toEqual([]);
  }
  const v1 = await bob.get<{ hashtags: string[] }>(`/api/v1/search?q=${encodeURIComponent(tag)}`);
  expect(v1.body.hashtags).toEqual([tag]);
  for (const post of [...open, hidden]) await alice.send("DELETE", path(post));
  await bob.send("DELETE", path(open[1]!));
  expect((await search(bob, tag)).body.hashtags).toEqual([]);
});

test("posts and people from before there was an index are put into it by an upgrade, once", async () => {
  const mark = word();
  const post = await alice.post(`${mark} 오래된 글`);
  const gone = await alice.post(`${mark} 지운 글`);
  await alice.send("DELETE", path(gone));
  await indexed(app);
  const { db } = app.server.app;
  for (const table of ["post_marks", "account_words", "tag_words"])
    await db.execute(sql`truncate ${sql.identifier(table)}`);
  expect(await found(bob, mark)).toEqual([]);
  // Not before: the server's own round may begin at any moment, and then these have nothing left to do but wait for it.
  await db.execute(sql`truncate search_progress`);
  await Promise.all([indexOld.run(app.server.app), indexOld.run(app.server.app)]);
  await expect.poll(() => found(bob, mark)).toEqual([post.id]);
  const accounts = async () => (await search(bob, "민수")).body.accounts.map(({ acct }) => acct);
  await expect.poll(accounts).toEqual(["bob"]);
  expect(await indexRow(gone)).toEqual([]);
  await db.execute(sql`delete from post_marks where post_id = ${post.id}`);
  await indexOld.run(app.server.app);
  expect(await found(bob, mark)).toEqual([]);
});

test("odd questions are answered, never with an error of ours", async () => {
  for (const q of [
    "",
    " ",
    '"',
    '""',
    "-",
    "from:",
    ":",
    "%",
    "_",
    "\\",
    "'; drop table posts; --",
    "\0",
    "\uD800",
    "ㅋ",
    "가",
    "🎉",
    "x".repeat(1000),
    "from:\uD800",
    "@",
    "#",
    "@@",
    "{1,2}",
  ]) {
    const { status, body } = await search(bob, q.toWellFormed());
    expect([q, status, Object.keys(body).sort()]).toEqual([q, 200, ["accounts", "hashtags", "statuses"]]);
  }
  for (const more of [
    "limit=abc",
    "offset=-3",
    "offset=1e99",
    "max_id=99999999999999999999",
    "min_id=9999999999999999999",
    "max_id=x",
  ])
    expect([more, (await bob.get(`/api/v2/search?q=open&type=statuses&${more}`)).status]).toEqual([more, 200]);
  for (const query of ["", "q=a&type=nonsense", `q=${"x".repeat(1001)}`, "q=a&account_id=me"])
    expect([query, (await bob.get(`/api/v2/search?${query}`)).status]).toEqual([query, 422]);
});
