import { countCharacters, graphemes, parse } from "#core/writing.syntax";

export { countCharacters };

/** A stretch of what is being written: what it will become, and whether it is beyond the limit. */
export type Piece = { kind: "text" | "mention" | "tag" | "link"; text: string; over: boolean };

/** Cuts a text into the pieces that look alike in the composer. Joined, they are the text again. */
export function cutPieces(text: string, max: number): Piece[] {
  const pieces: Piece[] = [];
  let count = 0;
  for (const token of parse(text)) {
    const written = token.text;
    const kind = token.type === "newline" ? "text" : token.type;
    const length = countCharacters(written);
    if (kind === "text" && count <= max && count + length > max) {
      const fits = graphemes(written)
        .slice(0, max - count)
        .join("");
      pieces.push({ kind, text: fits, over: false }, { kind, text: written.slice(fits.length), over: true });
    } else pieces.push({ kind, text: written, over: count + length > max });
    count += length;
  }
  return pieces.filter((piece) => piece.text);
}
