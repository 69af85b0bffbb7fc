import type { Config } from "#core/config";
import type { FoundTag } from "./search.contract.ts";
import type { TagUse } from "./search.names.model.ts";

const dayMs = 86_400_000;

/** The last seven days in UTC, today first. */
const lastDays = (now: Date): string[] =>
  Array.from({ length: 7 }, (_, i) => new Date(now.getTime() - i * dayMs).toISOString().slice(0, 10));

/** The first id of the days that a tag's history tells of. */
export const historyStart = (now: Date): bigint => BigInt(Date.parse(lastDays(now).at(-1)!)) << 16n;

/** A tag with its last seven days, as Mastodon tells them: days as seconds, numbers as strings. */
export function tagView({ publicUrl }: Pick<Config, "publicUrl">, { tag, days }: TagUse, now: Date): FoundTag {
  const byDay = new Map(days.map((day) => [day.day, day]));
  return {
    name: tag,
    url: `${publicUrl}/tags/${encodeURIComponent(tag)}`,
    history: lastDays(now).map((day) => ({
      day: String(Date.parse(day) / 1000),
      uses: String(byDay.get(day)?.uses ?? 0),
      accounts: String(byDay.get(day)?.accounts ?? 0),
    })),
  };
}
