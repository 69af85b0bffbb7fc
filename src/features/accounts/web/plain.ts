const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", apos: "'", nbsp: " " };

/** What somebody wrote about themselves in one line of plain text, for where there is no room for more. */
export function plainNote(html: string): string {
  return html
    .replaceAll(/<br\s*\/?>|<\/p>/g, " ")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&(#39|\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replaceAll(/\s+/g, " ")
    .trim();
}
