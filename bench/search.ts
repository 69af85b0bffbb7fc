// How long does a search take among a million posts? The real server, on a database of its own that is filled with
// Korean and English sentences, is asked through HTTP for words that are rare, common and everywhere, and while others
// write. `npm run bench:search` prints the figures; SEARCH_POSTS sets how many posts there are.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { readConfig } from "#core/config";
import { startEmbedded } from "#core/embedded";
import { limitClasses } from "#core/limits";
import { createLogger } from "#core/log";
import { urlOf, withDatabase } from "#test/database";
import { scratchFolder } from "#test/scratch";
import { startServer } from "../src/server.ts";
import { indexOld } from "#search";

const total = Number(process.env["SEARCH_POSTS"] ?? 1_000_000);
const rounds = Number(process.env["SEARCH_ROUNDS"] ?? 40);
const authors = 1000;

const folder = scratchFolder("xm-bench-");
const given = process.env["TEST_DATABASE_URL"];
const embedded = given ? undefined : await startEmbedded(join(folder, "data"), () => {});
const admin = new Client(given ?? urlOf(embedded!.connection));
await admin.connect();
const database = `xm_bench_${randomBytes(6).toString("hex")}`;
await admin.query(`create database ${database} template template0 encoding 'UTF8'`);
const databaseUrl = withDatabase(given ?? urlOf(embedded!.connection), database);
const off = Object.fromEntries(limitClasses.map((name) => [`LIMIT_${name.toUpperCase()}`, "off"]));
const config = readConfig({ PORT: "0", LOG_LEVEL: "silent", DATA_DIR: folder, ...off });
const server = await startServer(config, databaseUrl, randomBytes(32), createLogger("silent"));
const tell = (line: string) => process.stdout.write(`${line}\n`);

/** Sentences of made-up nouns, a few of which are said far more often than the rest, and of words whose number is known. */
const fill = `
  create temp table nouns as
    select n, chr(44032 + (n * 7919) % 11172) || chr(44032 + (n / 8 * 613 + n) % 11172)
      || case when n % 3 = 0 then chr(44032 + (n * 31) % 11172) else '' end as w
    from generate_series(1, 20000) n;
  create temp table phrases as
    select p, string_agg(w || (array['은','는','이','가','을','를','에서','에',''])[1 + (random() * 8)::int], ' ') as t
    from (select p, 1 + (power(random(), 3) * 19999)::int as n from generate_series(1, 30000) p, generate_series(1, 3)) a
      join nouns using (n) group by p;
  create temp table parts as
    select i, 1 + (random() * 29999)::int as a, 1 + (random() * 29999)::int as b, 1 + (random() * 29999)::int as c
    from generate_series(1, ${total}) i;
  analyze phrases; analyze parts;
  insert into accounts (username, username_key, display_name)
    select 'u' || i, 'u' || i, '사람 ' || i from generate_series(1, ${authors}) i;
  insert into posts (id, account_id, text, visibility, thread_id, created_at)
  select id, account, text, visibility, id, at from (
    select ((extract(epoch from now()) * 1000)::bigint - (${total} - i) * 60000::bigint) << 16 | (i % 65536) as id,
      now() - (${total} - i) * interval '1 minute' as at, u.id as account,
      case when i % 10 = 0 then 'private' when i % 7 = 0 then 'unlisted' else 'public' end as visibility,
      case when i % 3 = 0 then '나는 ' else '' end || case when i % 2 = 0 then '오늘 ' else '' end
        || coalesce(a.t, '') || ' ' || coalesce(b.t, '') || ' ' || case when i % 3 > 0 then coalesce(c.t, '') else '' end
        || case when i % 2 = 1 then ' 있다' else ' 했어요' end
        || case when i % 5 = 0 then ' the weather in Seoul is lovely today' else '' end
        || case when i % 50 = 7 then ' 대한민국 만세' else '' end
        || case when i % 20000 = 77 then ' 떡볶이 먹고 싶다 everything bagel' else '' end
        || case when i % 250000 = 99 then ' 갈매기살 맛집' else '' end
        || case when i % 11 = 0 then ' https://example.org/' || i else '' end
        || case when i < ${total} / 2 and i % 4 = 0 then ' 월드컵' else '' end as text
    from parts join accounts u on u.username_key = 'u' || (1 + i % ${authors})
      left join phrases a on a.p = parts.a left join phrases b on b.p = parts.b left join phrases c on c.p = parts.c) p
  order by id;
  delete from search_progress;
  analyze posts;`;

const cookies = new Map<string, string>();
let csrf = "";
async function send(path: string, body?: object): Promise<{ status: number; json: Record<string, unknown[]> }> {
  const answer = await fetch(server.url + path, {
    method: body ? "POST" : "GET",
    headers: {
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      ...(body ? { "content-type": "application/json", "x-csrf-token": csrf } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ""] = line.split(";");
    cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
  }
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown[]> };
}

const queries: Record<string, string> = {
  "2 syllables, in every third post": "나는",
  "2 syllables, in every second post": "있다",
  "2 syllables, in every fiftieth post": "만세",
  "2 syllables, in fifty posts": "볶이",
  "2 syllables, in four posts": "매기",
  "2 syllables, nowhere": "뷁뷁",
  "2 syllables, only long ago, but often": "드컵",
  "3 syllables, in fifty posts": "떡볶이",
  "3 syllables, in four posts": "갈매기",
  "3 syllables, half of the posts long ago": "월드컵",
  "a sentence, in fifty posts": "떡볶이 먹고 싶다",
  "a sentence, in every tenth post": "나는 the weather in Seoul is lovely",
  "two common words that never meet": "만세 드컵 떡볶이",
  "English, in every fifth post": "weather",
  "English, in fifty posts": "bagel",
  "초성, common": "ㄷㅎㅁㄱ",
  "초성, rare": "ㄸㅂㅇ",
  "초성, two consonants": "ㅁㅅ",
  "from:, and a common word": "from:u7 나는",
  "has:link and a common word": "has:link 있다",
  "before: and a common word": "before:2026-01-01 나는",
};

const part = (sorted: number[], p: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))]!;
function figures(name: string, times: number[], hits: number) {
  const sorted = times.toSorted((a, b) => a - b);
  tell(
    `${name.padEnd(48)} p50 ${part(sorted, 0.5).toFixed(1).padStart(7)} ms   p95 ${part(sorted, 0.95).toFixed(1).padStart(7)} ms   ${hits} found`,
  );
}

/** Indexes everything as an upgrade does: for a while with the index in place, to see how fast, and the rest before it. */
async function fillIndex(filler: Client): Promise<void> {
  const count = async (what: string) =>
    Number((await filler.query<{ n: string }>(`select count(*) as n from ${what}`)).rows[0]!.n);
  const before = await count("post_marks");
  const start = performance.now();
  // The server's own clock runs it too; whoever comes second is sent away at once.
  while (performance.now() - start < 20_000) await indexOld.run(server.app);
  const rate = ((await count("post_marks")) - before) / ((performance.now() - start) / 1000);
  tell(`indexed at ${rate.toFixed(0)} posts/s`);
  await filler.query("drop index post_marks_marks");
  while ((await count("search_progress where below > 0")) > 0) await indexOld.run(server.app);
  await filler.query(
    "create index post_marks_marks on post_marks using gin (marks) with (fastupdate=true, gin_pending_list_limit=512)",
  );
}

try {
  const filler = new Client(databaseUrl);
  await filler.connect();
  const start = performance.now();
  await filler.query(fill);
  tell(`${total} posts written in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  await fillIndex(filler);
  await filler.query("vacuum analyze post_marks");
  for (const relation of ["posts", "post_marks", "post_marks_marks"]) {
    const { rows } = await filler.query<{ size: string }>(
      `select pg_size_pretty(pg_total_relation_size('${relation}')) as size`,
    );
    tell(`${relation}: ${rows[0]!.size}`);
  }
  await filler.end();

  csrf = String((await send("/auth/csrf-token")).json["csrfToken"]);
  const member = { username: "reader", password: "correct horse battery", email: "reader@example.org" };
  if ((await send("/auth/signup", member)).status !== 201) throw new Error("the sign-up was refused");
  csrf = String((await send("/auth/csrf-token")).json["csrfToken"]);
  const all: number[] = [];
  for (const [name, q] of Object.entries(queries)) {
    const times: number[] = [];
    let hits = 0;
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      const { json } = await send(`/api/v2/search?type=statuses&q=${encodeURIComponent(q)}`);
      times.push(performance.now() - began);
      hits = json["statuses"]!.length;
    }
    all.push(...times);
    figures(name, times, hits);
  }
  figures("all of them", all, 0);
  const own: number[] = [];
  for (let i = 0; i < 50; i++) {
    const word = `고유${String.fromCharCode(0xac00 + i * 37)}${String.fromCharCode(0xb000 + i * 91)}`;
    const began = performance.now();
    await send("/api/v1/statuses", { status: `지금 막 쓴 글 ${word}` });
    while ((await send(`/api/v2/search?type=statuses&q=${encodeURIComponent(word)}`)).json["statuses"]!.length === 0);
    own.push(performance.now() - began);
  }
  figures("a new post, until it is found", own, 1);
} finally {
  await server.close();
  await admin.query(`drop database ${database} with (force)`);
  await admin.end();
  await embedded?.stop();
  rmSync(folder, { recursive: true, force: true });
}
