import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
import { act, step } from "#test/history";
import { createSociety } from "#test/society";
import type { Notification } from "./notifications.contract.ts";

let app: TestApp;
let society: ReturnType<typeof createSociety>;
let members: Member[];
beforeAll(async () => {
  app = await startApp();
  society = createSociety(app);
});
afterAll(() => app.stop());

test(
  "threat 4: after any history, whoever is told something may read it, and it is told by whom they hear",
  { timeout: 120_000 },
  async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 70 }), async (steps) => {
        members = await Promise.all(Array.from({ length: 4 }, () => app.member()));
        const posts: PostBody[] = [];
        for (const one of steps) await act(society, members, one, posts);
        await society.settle();
        for (const who of members) {
          const { body } = await who.get<Notification[]>("/api/v1/notifications?limit=80");
          seen += body.length;
          // The rule itself leaves out what may not be read, before the post is looked for.
          const { body: unread } = await who.get("/api/v1/notifications/unread_count?limit=80");
          expect(unread).toEqual({ count: body.length });
          expect(body.filter(({ account }) => account.id === who.id)).toEqual([]);
          const ids = [...new Set(body.flatMap(({ status }) => status?.id ?? []))];
          const read = await Promise.all(ids.map((id) => who.get(`/api/v1/statuses/${id}`)));
          expect(read.filter(({ status }) => status !== 200)).toEqual([]);
          // Said once more and on its own, of the rows: what stands behind each thing still stands.
          const { rows } = await app.server.app.db.execute(sql`
            select n.type from notifications n left join posts p on p.id = n.post_id
            where n.id = any(${sql.param(body.map(({ id }) => id))}::bigint[]) and (not case n.type
              when 'favourite' then exists (select from favourites f where f.post_id = p.id and f.account_id = n.from_id) and p.account_id = n.account_id
              when 'reblog' then exists (select from posts b where b.reblog_of_id = p.id and b.account_id = n.from_id and b.deleted_at is null) and p.account_id = n.account_id
              when 'follow' then exists (select from follows f where f.target_id = n.account_id and f.account_id = n.from_id)
              when 'follow_request' then exists (select from follow_requests f where f.target_id = n.account_id and f.account_id = n.from_id)
              when 'mention' then n.account_id = any(p.mentioned) or n.account_id = p.in_reply_to_account_id
              else true end
              or exists (select from blocks b where (b.account_id, b.target_id) in ((n.account_id, n.from_id), (n.from_id, n.account_id)))
              or exists (select from mutes m where m.account_id = n.account_id and m.target_id = n.from_id))`);
          expect(rows).toEqual([]);
        }
      }),
      { numRuns: 5, endOnFailure: true },
    );
    expect(seen).toBeGreaterThan(20);
  },
);
