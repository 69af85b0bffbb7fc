import type { Lang } from "#core/lang";

/** The languages that are offered; a follow may name others, which then stand among them. */
const offered = ["ko", "en", "ja", "zh", "es", "fr", "de", "pt", "it", "ru", "vi", "th", "id", "ar"];

/** Languages to choose from, by their names in the reader's language: theirs first, then by name. */
export function languageChoices(lang: Lang, chosen: readonly string[]): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([lang], { type: "language" });
  const nameOf = (code: string) => {
    try {
      return names.of(code) ?? code;
    } catch {
      return code;
    }
  };
  return [...new Set([...offered, ...chosen])]
    .map((code) => ({ code, name: nameOf(code) }))
    .sort((a, b) => Number(b.code === lang) - Number(a.code === lang) || a.name.localeCompare(b.name, lang));
}
