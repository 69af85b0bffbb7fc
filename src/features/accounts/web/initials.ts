/** What stands for a name without a picture: the first letter of a Korean, Japanese or Chinese name, else up to two initials. */
export function initials(name: string): string {
  const words = name
    .normalize("NFC")
    .trim()
    .split(/[\s_.-]+/)
    .filter(Boolean);
  const [first = "", ...more] = words.map((word) => [...new Intl.Segmenter().segment(word)][0]?.segment ?? "");
  if (!/^[a-z]$/i.test(first)) return first.toUpperCase();
  const last = more.at(-1) ?? "";
  return (first + (/^[a-z]$/i.test(last) ? last : "")).toUpperCase();
}

/** A hue for a name, always the same for the same name. */
export function hueOf(name: string): number {
  let hash = 2166136261;
  for (const character of name.normalize("NFC").toLowerCase())
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) % 360;
}
