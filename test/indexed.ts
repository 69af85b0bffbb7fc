import { sql } from "drizzle-orm";
import type { TestNode } from "./app.ts";

/** Waits until whatever reads the log has heard of everything so far: the index of search, notifications, talks. */
export async function indexed({ server }: Pick<TestNode, "server">): Promise<void> {
  const { db, log } = server.app;
  const { head } = await log.bounds();
  for (const until = Date.now() + 30_000; Date.now() < until;) {
    const { rows } = await db.execute<{ seq: string }>(sql`select min(seq) as seq from readers`);
    if (Number(rows[0]?.seq) >= head) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("what reads the log did not come to its end");
}
