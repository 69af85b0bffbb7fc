import { sql } from "drizzle-orm";
import { prepared } from "#core/db";
import type { Db } from "#core/db";
import { readTies, tiesTo } from "#relations";
import type { Ties } from "#relations";
import { marksAmong, readMarks } from "./posts.marks.model.ts";
import type { MarksByPost } from "./posts.marks.model.ts";
import { readRoots, rootsAmong } from "./posts.model.ts";
import type { Root } from "./posts.model.ts";
import type { PostFields } from "./posts.tables.model.ts";

/** What some posts are to one viewer: their marks, how the viewer stands to all authors, and threads that are not open. */
export type Standings = { marks: MarksByPost; ties: Ties; roots: Map<string, Root> };

const standings = prepared((db: Db) => {
  const viewer = sql`${sql.placeholder("viewer")}::bigint`;
  const [ids, threads, authors] = ["ids", "threads", "authors"].map((name) => sql`${sql.placeholder(name)}::bigint[]`);
  return db
    .select({
      marks: marksAmong(viewer, ids!),
      roots: rootsAmong(threads!),
      ...tiesTo(viewer, sql`asked.accounts`),
    })
    .from(
      sql`(select ${authors} || array(select account_id from posts where id = any(${threads})) as accounts offset 0) as asked`,
    )
    .prepare("standings");
});

/** Asks all of it at once, so that it is as of one moment. */
export async function findStandings(db: Db, viewer: string, posts: PostFields[]): Promise<Standings> {
  const [row] = await standings(db).execute({
    viewer,
    ids: posts.map(({ id }) => id),
    threads: posts.flatMap(({ id, threadId }) => (threadId === id ? [] : threadId)),
    authors: posts.map(({ accountId }) => accountId),
  });
  return { marks: readMarks(row!.marks), ties: readTies(viewer, row!), roots: readRoots(row!.roots) };
}
