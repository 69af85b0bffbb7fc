/** Names that people read: no control characters, nothing that turns the direction of the text, something to see. */
export function isReadable(text: string): boolean {
  return (
    text.isWellFormed() &&
    !/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]/u.test(text) &&
    /[^\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text)
  );
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The length of a text as people count it. */
export const graphemes = (text: string): number => [...segmenter.segment(text)].length;

/** A picture's or page's address in its canonical spelling; undefined for what is no http(s) address or could break out of an attribute. */
export function httpUrl(text: string): string | undefined {
  if (/["'<>`\\\s\p{Cc}]/u.test(text) || !text.isWellFormed() || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const web = url.protocol === "https:" || url.protocol === "http:";
  return web && url.username === "" && url.password === "" ? url.href : undefined;
}
