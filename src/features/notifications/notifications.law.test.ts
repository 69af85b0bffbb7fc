import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
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

const verbs = [
  ...["post", "post", "post", "answer", "answer", "answer", "edit", "delete", "restore", "quote", "quote"],
  ...["favourite", "favourite", "favourite", "unfavourite", "boost", "boost", "boost", "follow", "follow"],
  ...["unboost", "follow", "unfollow", "request", "block", "unblock", "mute", "unmute", "muteThread"],
] as const;
const visibilities = ["public", "unlisted", "private", "direct"] as const;
const step = fc.record({
  verb: fc.constantFrom(...verbs),
  who: fc.nat(3),
  whom: fc.nat(3),
  post: fc.nat(12),
  visibility: fc.constantFrom(...visibilities),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Does one thing, as far as it can be done; whoever marks or answers a post sees it. */
async function act({ verb, who: w, whom: m, post: p, visibility }: Step, posts: PostBody[]): Promise<void> {
  const [who, whom, post] = [members[w]!, members[m]!, posts.at(p % Math.max(1, posts.length))];
  const write = async (more: object) => {
    const body = { status: `@${whom.username} ${Math.random()}`, visibility, ...more };
    const made = await who.send<PostBody>("POST", "/api/v1/statuses", { body });
    if (made.status === 200) posts.push(made.body);
    return made.body;
  };
  if (verb === "post") return void (await write({}));
  if (who !== whom) {
    if (verb === "follow") return await society.follow(who, whom, true, p % 2 === 0);
    if (verb === "unfollow") return await society.follow(who, whom, false);
    if (verb === "request") return await society.request(who, whom);
    if (verb === "block" || verb === "unblock") return await society.block(who, whom, verb === "block");
    if (verb === "mute" || verb === "unmute") return await society.mute(who, whom, verb === "mute");
  }
  if (!post || (await who.get(`/api/v1/statuses/${post.id}`)).status !== 200) {
    if (post && verb === "restore") await who.send("POST", `/api/v1/statuses/${post.id}/restore`);
    return;
  }
  if (verb === "answer") await write({ in_reply_to_id: post.id });
  if (verb === "quote") await society.quote(await write({}), post);
  if (verb === "edit")
    await who.send("PUT", `/api/v1/statuses/${post.id}`, { body: { status: `@${whom.username} ${Math.random()}` } });
  if (verb === "delete") await who.send("DELETE", `/api/v1/statuses/${post.id}`);
  if (verb === "favourite" || verb === "unfavourite") await society.favourite(who, post, verb === "favourite");
  if (verb === "boost" || verb === "unboost") await society.boost(who, post, verb === "boost");
  if (verb === "muteThread") await society.muteThread(who, post);
}

test(
  "threat 4: after any history, whoever is told something may read it, and it is told by whom they hear",
  { timeout: 120_000 },
  async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 70 }), async (steps) => {
        members = await Promise.all(Array.from({ length: 4 }, () => app.member()));
        const posts: PostBody[] = [];
        for (const one of steps) await act(one, posts);
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
