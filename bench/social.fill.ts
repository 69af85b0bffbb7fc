// A community of any size for bench/social.ts: 250 accounts, who wrote a post a minute up to an hour ago.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Client } from "pg";
import { marksOf, progressOf } from "#search";

/** What a filled community is asked about. */
export type Community = {
  /** How many posts there are, and when the last was written, in milliseconds: ids are made of it. */
  size: number;
  end: number;
  /** Accounts with an app's token each; every one follows a hundred others. */
  members: { id: string; token: string }[];
  /** Public posts, from all of the time, that many have not marked yet. */
  open: string[];
  /** The first posts of threads with thirty answers each. */
  threads: string[];
};

const people = 250;
const batch = 20_000;
/** So many different ones: their marks are made once. */
const texts = 20_000;
const nouns = [
  "서울",
  "강아지",
  "김치찌개",
  "자전거",
  "도서관",
  "커피",
  "바다",
  "고양이",
  "영화",
  "라디오",
  "한강",
  "떡국",
];
const verbs = [
  "좋아해요",
  "다녀왔어요",
  "먹고 싶다",
  "보고 왔어",
  "사진을 찍었다",
  "생각나네요",
  "기다리는 중",
  "추천해 주세요",
];
const english = [
  "the weather in Seoul is lovely today",
  "reading a good book",
  "coffee first, then code",
  "see you at the river",
];
const syllable = (n: number) => String.fromCharCode(0xac00 + (n % 11_172));
const pick = (list: string[], n: number) => list[n % list.length]!;

/** What the i-th post says: half Korean and half English, one word of its own, a tag in every fifth, some known words. */
function textOf(n: number): string {
  const i = n % texts;
  const h = Math.imul(i, 2_654_435_761) >>> 0;
  const rare = syllable(h) + syllable(h >>> 7) + syllable(h >>> 13);
  const said =
    i % 2 === 0
      ? `오늘 ${pick(nouns, h)}에서 ${rare}를 ${pick(verbs, h >>> 5)}. 나는 ${pick(nouns, h >>> 9)}도 ${pick(verbs, h >>> 11)}`
      : `${pick(english, h >>> 4)} ${rare} number ${h % 100_000}`;
  const known = i % 5000 === 77 ? " 떡볶이 먹고 싶다 everything bagel" : "";
  return `${said}${known}${i % 5 === 0 ? ` #tag${i % 50}` : ""}`;
}

const wordMarks = new Map<string, number[]>();

/** The marks of a post: those of its words, and those of who wrote it when. */
function marks(post: { id: string; accountId: string; text: string }): number[] {
  const bare = { spoilerText: "", mentioned: [], text: "" };
  let known = wordMarks.get(post.text);
  if (!known) {
    const nobody = { ...bare, id: "1", accountId: "1" };
    const others = new Set(marksOf(nobody));
    known = marksOf({ ...nobody, text: post.text }).filter((one) => !others.has(one));
    wordMarks.set(post.text, known);
  }
  return [...new Set([...marksOf({ ...post, ...bare }), ...known])];
}

const hash = (secret: string) => createHash("sha256").update(secret).digest("base64url");

/** Fills the empty, migrated database at `url`, with its indexes made at the end. */
export async function fillSocial(url: string, db: Client, total: number): Promise<Community> {
  await db.query("set maintenance_work_mem = '1GB'; set synchronous_commit = off");
  await db.query(`
    insert into accounts (username, username_key, display_name, followers_count, following_count)
      select 'filler' || i, 'filler' || i, '사람 ' || i, 100, 100 from generate_series(1, ${people}) i`);
  const ids = (await db.query<{ id: string }>("select id from accounts order by id")).rows.map(({ id }) => id);
  await db.query(`
    create table filler as select id, row_number() over (order by id) - 1 as n from accounts;
    insert into follows (account_id, target_id) select a.id, b.id from filler a join filler b on a.id <> b.id
      where (a.n * 31 + b.n * 17) % 5 < 2;
    delete from search_progress`);
  const restore = await dropIndexes(db, ["posts", "post_marks", "post_tags", "favourites", "notifications"]);
  const end = Math.floor((Date.now() - 3_600_000) / 60_000) * 60_000;
  await copyPosts(url, total, ids, end);
  await db.query(`
    insert into post_tags (tag, post_id, account_id) select 'tag' || (id & 65535) % 50, id, account_id from posts
      where text like '%#tag%' and visibility = 'public';
    insert into post_counters (post_id, slot, favourites, replies)
      select id, s, 1, 0 from posts, generate_series(0, 1) s where (id & 65535) % 3 = 0;
    insert into favourites (account_id, post_id, id)
      select f.id, p.id, p.id from posts p join filler f on f.n = (p.id & 65535) % ${people}
        where (p.id & 65535) % 3 = 0 and p.reblog_of_id is null and p.visibility = 'public' and f.id <> p.account_id;
    insert into notifications (id, account_id, type, from_id, post_id, group_key, created_at)
      select m.id, p.account_id, 'favourite', m.account_id, p.id, 'favourite-' || p.id, p.created_at
        from favourites m join posts p on p.id = m.post_id`);
  await restore();
  await db.query(`
    insert into notifications (account_id, type, from_id, post_id, group_key)
      select a.id, 'reblog', b.id, p.id, 'reblog-' || p.id
        from filler a cross join lateral (select id from posts where account_id = a.id and visibility = 'public'
          and reblog_of_id is null order by id desc limit 5) p join filler b on b.id <> a.id and b.n % 12 = 0
        where a.n < 16`);
  await db.query("drop table filler");
  // The marks are there: a server that made them anew would be measured at that as well.
  await db.query("insert into search_progress (name, below) values ($1, 0)", [progressOf("posts")]);
  const members = ids.slice(0, 16).map((id) => ({ id, token: randomBytes(32).toString("base64url") }));
  const app = await db.query<{ id: string }>(`
    insert into oauth_apps (client_id, secret_hash, name, redirect_uris, scopes)
      values ('bench', '', 'Bench', '{}', '{read,write}') returning id`);
  for (const { id, token } of members)
    await db.query(
      "insert into oauth_tokens (hash, app_id, account_id, scopes, last_used_at) values ($1, $2, $3, '{read,write}', now())",
      [hash(token), app.rows[0]!.id, id],
    );
  await db.query("vacuum analyze");
  const found = async (what: string, most: number) =>
    (await db.query<{ id: string }>(`select id from posts where ${what} limit ${most}`)).rows.map(({ id }) => id);
  return {
    ...{ size: total, end, members },
    open: await found(
      `visibility = 'public' and reblog_of_id is null and (id & 65535) % 3 = 1 and in_reply_to_id is null`,
      60_000,
    ),
    threads: await found(
      "(id & 65535) % 1000 = 0 and thread_id = id and visibility = 'public' and reblog_of_id is null",
      100,
    ),
  };
}

/** Drops the indexes of tables that are about to be filled, but for their keys; the answer makes them again. */
async function dropIndexes(db: Client, tables: string[]): Promise<() => Promise<void>> {
  const { rows } = await db.query<{ name: string; def: string }>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as def from pg_index i
      join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
      where t.relname = any($1) and not i.indisprimary and not exists (select from pg_constraint k where k.conindid = c.oid)`,
    [tables],
  );
  for (const { name } of rows) await db.query(`drop index ${name}`);
  return async () => {
    for (const { def } of rows) await db.query(def);
  };
}

/** Of twenty posts in a row: a boost, two for followers, an unlisted one, and answers; every thousandth has thirty answers. */
function rowOf(i: number, total: number, ids: string[], end: number) {
  const idOf = (n: number) => (BigInt(end - (total - n) * 60_000) << 16n) | BigInt(n & 65_535);
  const who = (n: number) => ids[(n * 7919) % people]!;
  const [kind, place] = [i % 20, (i & 65_535) % 1000];
  const boost = kind === 1 && i > 100 ? i - 3 : null;
  const root = place > 0 && place <= 30 && i > 100 ? i - place : null;
  const inThread = root !== null && boost === null;
  return {
    id: String(idOf(i)),
    accountId: who(i),
    text: boost === null ? textOf(i) : "",
    visibility:
      inThread || boost !== null ? "public" : kind === 2 || kind === 4 ? "private" : kind === 5 ? "unlisted" : "public",
    replyTo: inThread ? String(idOf(root)) : null,
    replyToAccount: inThread ? who(root) : null,
    thread: String(idOf(inThread ? root : i)),
    boost: boost === null ? null : String(idOf(boost)),
    at: new Date(end - (total - i) * 60_000).toISOString(),
  };
}

async function copyPosts(url: string, total: number, ids: string[], end: number): Promise<void> {
  const posts = copyInto(
    url,
    "posts (id, account_id, text, visibility, language, in_reply_to_id, in_reply_to_account_id, thread_id, reblog_of_id, created_at)",
  );
  const index = copyInto(url, "post_marks (post_id, marks)");
  for (let from = 1; from <= total; from += batch) {
    const lines: [string[], string[]] = [[], []];
    for (let i = from; i < from + batch && i <= total; i++) {
      const p = rowOf(i, total, ids, end);
      const none = (value: string | null) => value ?? "\\N";
      lines[0].push(
        [p.id, p.accountId, p.text, p.visibility, i % 2 === 0 ? "ko" : "en", none(p.replyTo), none(p.replyToAccount)]
          .concat([p.thread, none(p.boost), p.at])
          .join("\t"),
      );
      if (p.boost === null) lines[1].push(`${p.id}\t{${marks(p).join()}}`);
    }
    await Promise.all([posts.write(lines[0]), index.write(lines[1])]);
  }
  await Promise.all([posts.end(), index.end()]);
}

/** A COPY that is fed line by line. */
function copyInto(url: string, what: string) {
  const child = spawn("psql", ["-q", "-v", "ON_ERROR_STOP=1", url, "-c", `copy ${what} from stdin`], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  const ended = once(child, "exit");
  return {
    write: async (lines: string[]) => {
      if (lines.length > 0 && !child.stdin.write(`${lines.join("\n")}\n`)) await once(child.stdin, "drain");
    },
    end: async () => {
      child.stdin.end();
      const [code] = (await ended) as [number];
      if (code !== 0) throw new Error(`COPY ${what} failed`);
    },
  };
}
