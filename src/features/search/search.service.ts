import type { Ctx } from "#core/context";
import { accountView, findAccountByKey, usernameKey } from "#accounts";
import type { Account } from "#accounts";
import { showPosts } from "#posts";
import type { AccountSearchQuery, FoundTag, Search, SearchQuery } from "./search.contract.ts";
import { findAccountsByName, findTagsByName } from "./search.names.model.ts";
import { nameQuery } from "./search.names.syntax.ts";
import { searchPosts } from "./search.posts.service.ts";
import { historyStart, tagView } from "./search.view.ts";

type Named = Pick<AccountSearchQuery, "q" | "limit" | "offset" | "following">;

/** Accounts, posts and tags at once, or those of one type. Posts are for members only; the rest is for anyone. */
export async function searchAll(ctx: Ctx, query: SearchQuery): Promise<Search> {
  const { type, limit } = query;
  const q = usable(query.q);
  const offset = type === undefined ? 0 : query.offset;
  const wants = (one: NonNullable<SearchQuery["type"]>) => q !== "" && (type === undefined || type === one);
  const named = { ...query, q, offset };
  const { viewer } = ctx;
  const [accounts, hashtags, rows] = await Promise.all([
    wants("accounts") ? searchAccounts(ctx, named) : [],
    wants("hashtags") ? searchTags(ctx, named) : [],
    wants("statuses") && viewer ? searchPosts({ ...ctx, viewer }, q, query, limit, offset) : [],
  ]);
  return { accounts, statuses: await showPosts(ctx, rows), hashtags };
}

/** Accounts by their beginnings, for the completion of names; by `@name` and `name@here` exactly that one first. */
export async function searchAccounts(ctx: Ctx, { q, limit, offset, following }: Named): Promise<Account[]> {
  const handle = usable(q).replace(/^@/, "");
  const [name = "", host] = handle.split("@");
  const here = new URL(ctx.config.publicUrl).host;
  const viewer = ctx.viewer?.accountId ?? null;
  if (host !== undefined && host !== "" && !here.startsWith(host.toLowerCase())) return [];
  if (host?.toLowerCase() === here) {
    const row = await findAccountByKey(ctx.db, usernameKey(name));
    return row && offset === 0 && !following ? [accountView(ctx.config, row)] : [];
  }
  const typed = nameQuery(name);
  if (typed === "") return [];
  const rows = await findAccountsByName(
    ctx.db,
    viewer,
    { typed, exact: usernameKey(name) },
    following === true,
    limit,
    offset,
  );
  return rows.map((row) => accountView(ctx.config, row));
}

async function searchTags(ctx: Ctx, { q, limit, offset }: Named): Promise<FoundTag[]> {
  const typed = nameQuery(q.replace(/^[#＃]/u, ""));
  if (typed === "" || q.startsWith("@")) return [];
  const now = ctx.clock();
  const rows = await findTagsByName(ctx.db, typed, historyStart(now), limit, offset);
  return rows.map((row) => tagView(ctx.config, row, now));
}

/** What was typed, without what no database stores. */
const usable = (q: string): string => q.toWellFormed().replaceAll("\0", " ").trim();
