import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { Reader } from "#core/db";

/** What someone who follows wants to see of whom they follow. */
export type Wishes = { reblogs: boolean; languages: string[] | null };

/** How some accounts stand to some others, as it is at the moment of asking. */
export type Edges = {
  /** What `who` wants to see of `target`; undefined unless they follow. */
  follows: (who: string, target: string) => Wishes | undefined;
  followersOf: (target: string) => string[];
  blocks: (who: string, target: string) => boolean;
  mutes: (who: string, target: string) => boolean;
  /** Those who block or mute one of `targets`, or are blocked by one. */
  atOdds: (targets: string[]) => Set<string>;
};

type Row = { kind: "follow" | "block" | "mute"; a: string; t: string; reblogs: boolean; languages: string[] | null };

/** More viewers than are looked up one by one. */
const crowd = 100;
/** More followers than are read to find the viewers among them. */
const popular = 10_000;

/** How `viewers` stand to `targets`. */
export async function findEdges(db: Reader, targets: string[], viewers: readonly string[]): Promise<Edges> {
  // As text: the driver would look at each of thousands for what to escape, and ids are digits.
  const [those, these] = [new Set(targets), viewers].map((ids) => sql`${`{${[...ids].join()}}`}::bigint[]`) as [
    SQL,
    SQL,
  ];
  const { rows } =
    targets.length === 0 || viewers.length === 0
      ? { rows: [] }
      : await db.execute<Row>(viewers.length > crowd ? edgesOfCrowd(those, these) : edgesOfFew(those, these));
  const found = new Map(rows.map((row) => [`${row.kind} ${row.a} ${row.t}`, row]));
  const followers = new Map<string, string[]>();
  const odd = new Map<string, string[]>();
  const add = (to: Map<string, string[]>, key: string, id: string) => {
    const list = to.get(key);
    if (list) list.push(id);
    else to.set(key, [id]);
  };
  for (const { kind, a, t } of rows) {
    if (kind === "follow") add(followers, t, a);
    else add(odd, t, a);
    if (kind === "block") add(odd, a, t);
  }
  return {
    follows: (who, target) => found.get(`follow ${who} ${target}`),
    followersOf: (target) => followers.get(target) ?? [],
    blocks: (who, target) => found.has(`block ${who} ${target}`),
    mutes: (who, target) => found.has(`mute ${who} ${target}`),
    atOdds: (targets) => new Set(targets.flatMap((target) => odd.get(target) ?? [])),
  };
}

const edgesOfFew = (those: SQL, these: SQL) => sql`
  select 'follow' as kind, account_id as a, target_id as t, reblogs, languages from follows
    where target_id = any(${those}) and account_id = any(${these})
  union all
  select 'mute', account_id, target_id, false, null from mutes
    where target_id = any(${those}) and account_id = any(${these}) and (expires_at is null or expires_at > now())
  union all
  select 'block', account_id, target_id, false, null from blocks
    where target_id = any(${those}) and account_id = any(${these})
  union all
  select 'block', account_id, target_id, false, null from blocks
    where account_id = any(${those}) and target_id = any(${these})`;

/**
 * The same of thousands who are online, for one post. PostgreSQL would read all whom they follow, mute and block, a
 * hundred times as many; so it is told to begin with the targets, and `is true` keeps it from turning that round.
 */
const edgesOfCrowd = (those: SQL, these: SQL) => sql`
  with viewers as materialized (select unnest(${these}) as id),
    targets as materialized (select id, followers_count > ${popular} as popular from accounts where id = any(${those}))
  select 'follow' as kind, account_id as a, target_id as t, reblogs, languages from follows
    where target_id in (select id from targets where not popular) and (account_id in (select id from viewers)) is true
  union all
  select 'follow', account_id, target_id, reblogs, languages from targets cross join viewers
    join follows on account_id = viewers.id and target_id = targets.id where popular
  union all
  select 'mute', account_id, target_id, false, null from mutes
    where target_id in (select id from targets) and (account_id in (select id from viewers)) is true
      and (expires_at is null or expires_at > now())
  union all
  select 'block', account_id, target_id, false, null from blocks
    where target_id in (select id from targets) and (account_id in (select id from viewers)) is true
  union all
  select 'block', account_id, target_id, false, null from blocks
    where account_id in (select id from targets) and (target_id in (select id from viewers)) is true`;
