import type { MemberCtx } from "#core/context";
import { findAccountByKey, usernameKey } from "#accounts";
import { findVisiblePost } from "#posts";
import type { PostRow } from "#posts";
import { searchable, timeMarks } from "./search.grams.syntax.ts";
import { findBounds, findCandidates, findShown } from "./search.model.ts";
import type { Candidate } from "./search.model.ts";
import { parseQuery, says } from "./search.query.syntax.ts";
import type { Operator, Term } from "./search.query.syntax.ts";
import { makePlan } from "./search.rules.ts";
import type { Limits, Plan } from "./search.rules.ts";

/** Each window of time is so many times as long as the newer one before it, and a day at least (in ids). */
const growth = 16n;
const day = 86_400_000n << 16n;
const larger = (a: bigint, b: bigint) => (a > b ? a : b);
/** So many texts are read for one page at most; a search that rejects them all is over. */
const mostRead = 20_000;

/**
 * The posts that say what is looked for and that the viewer may see, newest first. The index only tells where to look:
 * each post is read as it is now, so that a word that was deleted or edited away is not found from the moment on in
 * which that was answered. A new word is found as soon as the index has heard of it, within a second.
 */
export async function searchPosts(
  ctx: MemberCtx,
  q: string,
  limits: Limits,
  limit: number,
  offset: number,
): Promise<PostRow[]> {
  const viewer = ctx.viewer.accountId;
  const linked = await findLinked(ctx, q.trim());
  if (linked) return offset === 0 ? linked : [];
  const { terms, operators } = parseQuery(q);
  if (terms.every(({ not }) => not) && operators.length === 0) return [];
  const plan = makePlan(terms, operators, await findAuthors(ctx, operators), viewer, limits);
  if (!plan) return [];
  const ids = await findMatches(ctx, plan, offset + limit);
  const rows = await findShown(ctx.db, viewer, plan, ids.slice(offset));
  return rows.filter(({ post }) => meets(post, plan.terms));
}

/** Whether a post says all that it must and nothing that it must not. */
function meets(post: Pick<Candidate, "text" | "spoilerText">, terms: Term[]): boolean {
  if (terms.length === 0) return true;
  const text = searchable(post);
  return terms.every((term) => says(text, term) !== term.not);
}

/** Looks through time backwards in windows that grow, so that what is said often is found among the newest posts at once. */
async function findMatches(ctx: MemberCtx, plan: Plan, want: number): Promise<string[]> {
  const bounds = await findBounds(ctx.db, plan.below);
  if (!bounds) return [];
  const lowest = larger(plan.above, bounds.oldest - 1n);
  const found: string[] = [];
  const sizeNow = () => want - found.length + 20;
  let below = bounds.newest + 1n;
  let above = larger(lowest, bounds.mark ?? lowest);
  let [length, size, read] = [below - above, sizeNow(), 0];
  while (below > lowest + 1n && found.length < want && read < mostRead) {
    // All of the index needs no telling of which part.
    const times = below > bounds.newest && above < bounds.oldest ? [] : timeMarks(above, below);
    const page = await findCandidates(ctx.db, ctx.viewer.accountId, plan, times, { above, below }, size);
    if (page === null) {
      // What was said often, but long ago: the newest part of that time is enough.
      length = (below - above) / 4n;
      above = below - length;
      continue;
    }
    read += page.length;
    found.push(...page.filter((post) => meets(post, plan.terms)).map(({ id }) => id));
    if (page.length === size) {
      below = BigInt(page.at(-1)!.id);
      size = Math.min(2000, size * 4);
    } else {
      below = above + 1n;
      length = larger(length * growth, day);
      above = larger(lowest, below - length);
      size = sizeNow();
    }
  }
  return found.slice(0, want);
}

/** The accounts behind the values of `from:`; `me` is the viewer. */
async function findAuthors(ctx: MemberCtx, operators: Operator[]): Promise<Map<string, string>> {
  const authors = new Map<string, string>();
  const here = new URL(ctx.config.publicUrl).host;
  for (const { name, value } of operators) {
    if (name !== "from") continue;
    const [username = "", host = here] = value.replace(/^@/, "").split("@");
    if (username === "me") authors.set(value, ctx.viewer.accountId);
    if (username === "me" || host.toLowerCase() !== here || !username.isWellFormed()) continue;
    const account = await findAccountByKey(ctx.db, usernameKey(username));
    if (account) authors.set(value, account.id);
  }
  return authors;
}

/** The post behind an address of this instance, alone, or nothing when it is not to be seen; undefined for other words. */
async function findLinked(ctx: MemberCtx, q: string): Promise<PostRow[] | undefined> {
  const site = ctx.config.publicUrl;
  if (!q.startsWith(`${site}/`) || !URL.canParse(q)) return undefined;
  const [, id] =
    /^\/(?:@[^/]+|posts|statuses|users\/[^/]+\/statuses)\/([1-9]\d{0,18})\/?$/.exec(new URL(q).pathname) ?? [];
  if (id === undefined) return undefined;
  const row = BigInt(id) < 2n ** 63n ? await findVisiblePost(ctx.db, id, ctx.viewer.accountId) : undefined;
  return row ? [row] : [];
}
