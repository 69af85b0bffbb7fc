/** The languages X-Messenger speaks. Every text exists in each. */
export const langs = ["en", "ko"] as const;
export type Lang = (typeof langs)[number];

/** Says one thing in whichever language it is asked for. */
export type Saying = (lang: Lang) => string;

/** Picks the best language of an Accept-Language header; English when none fits. */
export function pickLang(header: string | undefined): Lang {
  const wanted = (header ?? "")
    .slice(0, 200)
    .split(",")
    .map((part) => {
      const [tag = "", q] = part.trim().split(";q=");
      return { lang: tag.slice(0, 2).toLowerCase(), weight: q === undefined ? 1 : Number(q) || 0 };
    })
    .filter(({ lang, weight }) => weight > 0 && isLang(lang))
    .sort((a, b) => b.weight - a.weight);
  return (wanted[0]?.lang as Lang | undefined) ?? "en";
}

/** Whether a string names a language we speak. */
export function isLang(value: unknown): value is Lang {
  return langs.includes(value as Lang);
}

/** Whether a string is shaped like a code that names a language (BCP 47). */
export const isLanguage = (code: string): boolean => /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(code);
