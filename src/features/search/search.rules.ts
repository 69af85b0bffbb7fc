import { unknownDate, unknownHas, unknownPlace } from "./search.errors.ts";
import { byMark, linkMark, toMark } from "./search.grams.syntax.ts";
import { marksFor } from "./search.query.syntax.ts";
import type { Operator, Term } from "./search.query.syntax.ts";

const top = 2n ** 63n - 1n;

/** What candidates must be: `all` of these marks, one of each list in `any`, and what is asked of the row itself. */
export type Wanted = { all: number[]; any: number[][]; visibility: "public" | "direct" | null };

/** What a search for posts asks of the database, and between which ids. */
export type Plan = Wanted & { terms: Term[]; above: bigint; below: bigint };

/** What a request says beside its words. */
export type Limits = { account_id?: string; max_id?: string; min_id?: string; since_id?: string };

/** The first id of the day that begins then, in UTC; undefined for what is no date. */
function dayStart(value: string): bigint | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(value) ?? [];
  if (!year || !month || !day) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const real = date.getUTCMonth() === Number(month) - 1 && date.getUTCFullYear() === Number(year);
  return real && date.getTime() > 0 ? BigInt(date.getTime()) << 16n : undefined;
}

/**
 * Makes a plan of terms and operators. `authors`: the accounts behind the values of `from:`; one that is nobody's makes
 * the plan null: nothing can be found. 422 for an operator that says nothing.
 */
export function makePlan(
  terms: Term[],
  operators: Operator[],
  authors: Map<string, string>,
  viewer: string,
  limits: Limits,
): Plan | null {
  const plan: Plan = { terms, all: [], any: [], visibility: null, above: 0n, below: top };
  const narrow = (above: bigint, below: bigint) => {
    if (above > plan.above) plan.above = above;
    if (below < plan.below) plan.below = below;
  };
  narrow(BigInt(limits.min_id ?? limits.since_id ?? 0), BigInt(limits.max_id ?? top));
  if (limits.account_id) plan.all.push(byMark(limits.account_id));
  for (const term of terms.filter(({ not }) => !not)) {
    const marks = marksFor(term);
    plan.all.push(...marks.all);
    plan.any.push(...marks.any);
  }
  for (const { name, value } of operators) {
    if (name === "from") {
      const author = authors.get(value);
      if (author === undefined) return null;
      plan.all.push(byMark(author));
    } else if (name === "has") {
      if (!/^(links?|url)$/i.test(value)) throw unknownHas();
      plan.all.push(linkMark);
    } else if (name === "in") placeOf(value.toLowerCase(), plan, viewer);
    else {
      const start = dayStart(value);
      if (start === undefined) throw unknownDate(name);
      // A day is as long as the next one's start; "after" a day begins when it is over.
      if (name === "before") narrow(0n, start);
      else narrow(start + (86_400_000n << 16n) - 1n, top);
    }
  }
  return plan;
}

function placeOf(value: string, plan: Plan, viewer: string): void {
  if (value === "all") return;
  if (value === "public") plan.visibility = "public";
  else if (value === "direct" || value === "library") {
    plan.any.push([byMark(viewer), toMark(viewer)]);
    if (value === "direct") plan.visibility = "direct";
  } else throw unknownPlace();
}
