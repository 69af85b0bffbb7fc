import { useEffect, useState } from "react";
import type { countCharacters, cutPieces } from "./pieces.ts";

type Measure = { countCharacters: typeof countCharacters; cutPieces: typeof cutPieces };

let measure: Measure | undefined;

/** Fetches what counts and cuts a text, once. */
export const fetchMeasure = async (): Promise<Measure> => (measure ??= await import("./pieces.ts"));

/**
 * What counts and cuts a text, fetched when someone writes: a page to read needs none of it. Until it is here, and while
 * it cannot come, there is none, and writing goes on; each change of `text` tries again.
 */
export function useMeasure(writing: boolean, text: string): Measure | undefined {
  const [known, setKnown] = useState(measure);
  useEffect(() => {
    if (known || (!writing && !text)) return;
    let gone = false;
    fetchMeasure().then(
      (came) => gone || setKnown(came),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [known, writing, text]);
  return known;
}
