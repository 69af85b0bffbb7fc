/** Languages that the composer offers; what is not among them can still be read. */
export const languages = [
  "ko",
  "en",
  "ja",
  "zh",
  "vi",
  "th",
  "id",
  "es",
  "pt",
  "fr",
  "de",
  "it",
  "ru",
  "uk",
  "ar",
] as const;

/** The language of a text by its script, where that says it; else the writer's own. */
export function guessLanguage(text: string, own: string): string {
  if (/\p{sc=Hangul}/u.test(text)) return "ko";
  if (/[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(text)) return "ja";
  if (/\p{sc=Thai}/u.test(text)) return "th";
  const other = own === "ko" && /\p{sc=Latin}{2}/u.test(text) ? "en" : own;
  return /\p{sc=Han}/u.test(text) && !/\p{sc=Latin}{2}/u.test(text) ? "zh" : other;
}

/** The name of a language, in another one. */
export function languageName(language: string, lang: string): string {
  try {
    return new Intl.DisplayNames(lang, { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}
