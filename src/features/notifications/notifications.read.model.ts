import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { prepared } from "#core/db";
import type { Db, Reader } from "#core/db";
import { above, below, limit, parameter, viewer } from "#core/parameters";
import { accounts } from "#accounts";
import type { AccountRow } from "#accounts";
import { markers } from "#timelines";
import type { NotificationType } from "./notifications.contract.ts";
import { notifications } from "./notifications.model.ts";
import type { NotificationRow } from "./notifications.model.ts";
import { tellable } from "./notifications.visible.model.ts";

/** Which notifications: of some types (all where null), from one account. */
export type Filter = { types: readonly NotificationType[] | null; from: string | null };
export type Bounds = { below: string; above: string; upward: boolean };

const inSight = and(eq(notifications.accountId, viewer), sql`not ${notifications.dismissed}`);

const within = (id: SQL) => sql`${id} < ${below} and ${id} > ${above}`;
const ofPage = within(sql`${notifications.id}`);

/** Of one type: sorted by it first, as PostgreSQL 15 takes the index that leads there only if it gives the order as asked. */
const typed = (db: Db, direction: SQL) => sql`
  select ${notifications.id} from ${notifications}
  where ${and(inSight, sql`${notifications.type} = wanted.type`, ofPage, tellable(db))}
  order by ${notifications.type} ${direction}, ${notifications.id} ${direction} limit ${limit}`;

/** Of one type and one account: what that one did is found by itself, lest it be looked for in all that is on the page's side. */
const from = (db: Db, direction: SQL) => sql`
  select done.id from (
    select ${notifications.id} from ${notifications}
    where ${inSight} and ${notifications.type} = wanted.type
      and ${notifications.fromId} = ${parameter("from", "bigint")} and ${tellable(db)}
    offset 0
  ) as done where ${within(sql`done.id`)} order by done.id ${direction} limit ${limit}`;

/** A few of each type, and of these the nearest: a rare type is found without reading the others. */
const ofTypes = (ids: typeof typed) => (db: Db, direction: SQL) =>
  sql`
  select found.id from unnest(${parameter("types", "text[]")}) as wanted (type)
    cross join lateral (${ids(db, direction)}) as found order by found.id ${direction} limit ${limit}`;

/** The ids of a list in one direction; each kind of filter has an index that leads to its page. */
const kinds = {
  all: (db: Db, direction: SQL) => sql`
    select ${notifications.id} from ${notifications} where ${and(inSight, ofPage, tellable(db))}
    order by ${notifications.id} ${direction} limit ${limit}`,
  typed: ofTypes(typed),
  from: ofTypes(from),
};

const slices = (kind: keyof typeof kinds, up: boolean) =>
  prepared((db: Db) => {
    const page = kinds[kind](db, up ? sql`asc` : sql`desc`);
    return db
      .select()
      .from(notifications)
      .where(sql`${notifications.id} = any(array(${page}))`)
      .orderBy(up ? asc(notifications.id) : desc(notifications.id))
      .prepare(`notifications_${kind}_${up ? "up" : "down"}`);
  });

const queries = {
  all: [slices("all", false), slices("all", true)],
  typed: [slices("typed", false), slices("typed", true)],
  from: [slices("from", false), slices("from", true)],
} as const;

/** Up to `limit` notifications that an account may see: newest first, or upward from a place, the lowest first. */
export async function findSlice(
  db: Db,
  viewer: string,
  filter: Filter,
  { upward, ...bounds }: Bounds,
  limit: number,
): Promise<NotificationRow[]> {
  const kind = filter.from !== null ? "from" : filter.types !== null ? "typed" : "all";
  const query = queries[kind][upward ? 1 : 0](db);
  return query.execute({ viewer, ...bounds, limit, ...filter });
}

/** Of the notifications with these ids those that whoever they are for may see. */
export async function findTellable(db: Reader, ids: string[]): Promise<NotificationRow[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(notifications)
    .where(
      and(
        sql`${notifications.id} = any(${sql.param(ids)}::bigint[])`,
        sql`not ${notifications.dismissed}`,
        tellable(db),
      ),
    );
}

/** How many of a group are counted, so that a group of very many costs no more. */
const most = 500;
/** How many accounts of a group are named. */
const sampleSize = 8;

/** A group as a whole: how many there are, its newest, and whom it names, newest first. */
export type GroupTotal = { key: string; count: number; newest: string; sample: string[] };

const totals = prepared((db: Db) =>
  db
    .select({
      key: sql<string>`wanted.key`,
      count: sql<number>`count(*)::int`,
      newest: sql<string>`max(member.id)`,
      sample: sql<
        string[]
      >`(array_agg(member.from_id::text order by member.id desc))[1:${sql.raw(String(sampleSize))}]`,
    })
    .from(
      sql`unnest(${parameter("keys", "text[]")}) as wanted (key) cross join lateral (
        select ${notifications.id}, ${notifications.fromId} from ${notifications}
        where ${inSight} and ${notifications.groupKey} = wanted.key and ${notifications.id} <= ${parameter("upTo", "bigint")}
          and ${tellable(db)}
        order by ${notifications.id} desc limit ${sql.raw(String(most))}
      ) as member`,
    )
    .groupBy(sql`wanted.key`)
    .prepare("notification_totals"),
);

/** The groups with these keys, without what is newer than `upTo`. */
export const findTotals = async (db: Db, viewer: string, keys: string[], upTo: string): Promise<GroupTotal[]> =>
  keys.length === 0 ? [] : totals(db).execute({ viewer, keys, upTo });

/** The newest notifications of a group, up to as many as are counted. */
export function findGroup(db: Db, viewer: string, key: string): Promise<NotificationRow[]> {
  const [, single] = /^ungrouped-(\d+)$/.exec(key) ?? [];
  return db
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.accountId, viewer),
        sql`not ${notifications.dismissed}`,
        single === undefined ? eq(notifications.groupKey, key) : eq(notifications.id, single),
        tellable(db),
      ),
    )
    .orderBy(desc(notifications.id))
    .limit(most);
}

const actors = prepared((db: Db) =>
  db
    .select()
    .from(accounts)
    .where(sql`${accounts.id} = any(${parameter("ids", "bigint[]")})`)
    .prepare("notification_actors"),
);

/** The accounts with these ids. */
export async function findActors(db: Db, ids: string[]): Promise<Map<string, AccountRow>> {
  const rows = ids.length === 0 ? [] : await actors(db).execute({ ids });
  return new Map(rows.map((row) => [row.id, row]));
}

/** How far an account has read its notifications; "0" when it never said. */
export async function findReadUpTo(db: Db, viewer: string): Promise<string> {
  const [marker] = await db
    .select({ id: markers.lastReadId })
    .from(markers)
    .where(and(eq(markers.accountId, viewer), eq(markers.timeline, "notifications")));
  return marker?.id ?? "0";
}

/** Which of `accounts` were told something of a post. */
export async function findToldOf(db: Reader, posts: string[], accounts: readonly string[]) {
  if (posts.length === 0 || accounts.length === 0) return [];
  return db
    .selectDistinct({ post: notifications.postId, account: notifications.accountId })
    .from(notifications)
    .where(
      and(
        sql`${notifications.postId} = any(${sql.param(posts)}::bigint[])`,
        sql`${notifications.accountId} = any(${sql.param([...accounts])}::bigint[])`,
      ),
    );
}
