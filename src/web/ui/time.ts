import type { Lang } from "#core/lang";

const units = [
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
] as const;

const cache = new Map<string, Intl.RelativeTimeFormat | Intl.DateTimeFormat>();
function cached<T extends Intl.RelativeTimeFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  if (!cache.has(key)) cache.set(key, make());
  return cache.get(key) as T;
}

/** How long ago a moment was: "now", "5m ago", "3일 전"; after a week its date, with the year when it is another one. */
export function relativeTime(iso: string, now: number, lang: Lang, nowWord: string): string {
  const at = Date.parse(iso);
  const past = Math.max(0, now - at);
  if (past < 60_000) return nowWord;
  if (past >= 7 * 86_400_000) {
    const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    const year = sameYear ? undefined : "numeric";
    return cached(
      `${lang}${year}`,
      () => new Intl.DateTimeFormat(lang, { year, month: "short", day: "numeric" }),
    ).format(at);
  }
  const [unit, ms] = units.findLast(([, size]) => past >= size) ?? units[0];
  return cached(lang, () => new Intl.RelativeTimeFormat(lang, { style: "narrow" })).format(
    -Math.floor(past / ms),
    unit,
  );
}

/** The exact moment, in the reader's time zone. */
export function exactTime(iso: string, lang: Lang): string {
  return cached(`${lang}-exact`, () => new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" })).format(
    Date.parse(iso),
  );
}

/** The month someone joined in. */
export function monthOf(iso: string, lang: Lang): string {
  return cached(`${lang}-month`, () => new Intl.DateTimeFormat(lang, { year: "numeric", month: "long" })).format(
    Date.parse(iso),
  );
}
