import type { Ctx } from "#core/context";
import { isOpen, maySee, rightsOf } from "./posts.audience.view.ts";
import type { Status } from "./posts.contract.ts";
import { findPosts } from "./posts.model.ts";
import type { PostRow } from "./posts.model.ts";
import { findStandings } from "./posts.standing.model.ts";
import type { PostFields } from "./posts.tables.model.ts";
import { marksView, postView, withStanding } from "./posts.view.ts";
import type { Quoted, Standing } from "./posts.view.ts";

/** One post as the viewer sees it. */
export async function showPost(ctx: Ctx, row: PostRow): Promise<Status> {
  return (await showPosts(ctx, [row]))[0]!;
}

/** Posts as the viewer sees them, in the same order: with what they are to the viewer, and with what they quote. */
export async function showPosts(ctx: Ctx, rows: PostRow[]): Promise<Status[]> {
  if (rows.length === 0) return [];
  const viewer = ctx.viewer?.accountId ?? null;
  const inner = rows.map(({ post, original }) => original ?? post);
  const quoted = await findPosts(ctx.db, [...new Set(inner.flatMap(({ quoteOfId }) => quoteOfId ?? []))]);
  const all = [...inner, ...[...quoted.values()].map(({ post }) => post)];
  const found = viewer === null ? null : await findStandings(ctx.db, viewer, all);

  const standingOf = (post: PostFields): Standing | null =>
    viewer === null || !found
      ? null
      : {
          ...marksView(found.marks.get(post.id)),
          ...rightsOf(post, found.roots.get(post.threadId), viewer, found.ties),
        };
  const quoteOf = ({ quoteOfId, quoteRevoked }: PostFields): Quoted | null => {
    const row = quoted.get(quoteOfId ?? "");
    if (quoteOfId === null || quoteRevoked) return null;
    if (!row || row.post.deletedAt) return { state: "deleted", status: null };
    const { accountId } = row.post;
    if (viewer === null ? !isOpen(row.post) : !maySee(row, viewer, found!.ties)) {
      const blocked = viewer !== null && found?.ties.blocks(viewer, accountId);
      return { state: blocked ? "blocked_account" : "unauthorized", status: null };
    }
    if (viewer !== null && found?.ties.mutes(viewer, accountId)) return { state: "muted_account", status: null };
    return { state: "accepted", status: withStanding(postView(ctx.config, row), standingOf(row.post), null) };
  };

  return rows.map((row, i) => {
    const status = postView(ctx.config, row);
    const [standing, quote] = [standingOf(inner[i]!), quoteOf(inner[i]!)];
    const shown = withStanding(status, standing, quote);
    return status.reblog ? { ...shown, reblog: withStanding(status.reblog, standing, quote) } : shown;
  });
}
