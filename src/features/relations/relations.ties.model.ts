import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

/** How one viewer and some accounts stand to each other: what every `Edges` says too. */
export type Ties = {
  follows: (who: string, target: string) => unknown;
  blocks: (who: string, target: string) => boolean;
  mutes: (who: string, target: string) => boolean;
};

/** Fields of a query that ask for it: the ids of the accounts, of those in an array, to which the viewer stands so. */
export const tiesTo = (viewer: SQL, accounts: SQL) => ({
  follows: sql<
    string[]
  >`array(select target_id from follows where account_id = ${viewer} and target_id = any(${accounts}))`,
  mutes: sql<string[]>`array(select target_id from mutes
    where account_id = ${viewer} and target_id = any(${accounts}) and (expires_at is null or expires_at > now()))`,
  blocks: sql<
    string[]
  >`array(select target_id from blocks where account_id = ${viewer} and target_id = any(${accounts}))`,
  blockedBy: sql<
    string[]
  >`array(select account_id from blocks where target_id = ${viewer} and account_id = any(${accounts}))`,
});

/** What such a query has found. */
export function readTies(viewer: string, found: Record<keyof ReturnType<typeof tiesTo>, string[]>): Ties {
  const [follows, mutes, blocks, blockedBy] = [found.follows, found.mutes, found.blocks, found.blockedBy].map(
    (ids) => new Set(ids),
  );
  const to = (some: Set<string>) => (who: string, target: string) => who === viewer && some.has(target);
  return {
    follows: (who, target) => to(follows!)(who, target) || undefined,
    mutes: to(mutes!),
    blocks: (who, target) => to(blocks!)(who, target) || to(blockedBy!)(target, who),
  };
}
