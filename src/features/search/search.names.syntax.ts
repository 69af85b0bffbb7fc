import { initialsOf, isSolid, isSyllable, keystrokes, normal } from "./search.normal.syntax.ts";

/** A beginning under which a name is found. `rank` 0: of the username or tag; 1: of the display name; 2: inside one. */
export type NameKey = { key: string; rank: number };

/** So much of a key is kept: nobody types more before they choose. */
const keyLength = 60;

/** What somebody typed of a name, as keys begin; empty when there is nothing to look for. */
export const nameQuery = (q: string): string => keystrokes(normal(q)).slice(0, keyLength);

/** The keys of an account: its names from every word and every syllable on, as they are typed and by their initials. */
export function accountKeys({ username, displayName }: { username: string; displayName: string }): NameKey[] {
  return lowest([...keysOf(username, 0), ...keysOf(displayName, 1)]);
}

/** The keys of a tag. */
export const tagKeys = (tag: string): NameKey[] => lowest(keysOf(tag, 0));

function keysOf(name: string, rank: number): NameKey[] {
  const text = normal(name);
  const initials = initialsOf(text);
  const keys: NameKey[] = [];
  for (let at = 0; at < text.length; at++) {
    const here = text.charAt(at);
    const begins = isSolid(String.fromCodePoint(text.codePointAt(at) ?? 0)) || at === 0 || text.charAt(at - 1) === " ";
    if (!begins || here === " ") continue;
    const place = at === 0 ? rank : 2;
    keys.push({ key: keystrokes(text.slice(at, at + keyLength)).slice(0, keyLength), rank: place });
    if (isSyllable(here)) keys.push({ key: initials.slice(at, at + keyLength), rank: place });
  }
  return keys;
}

function lowest(keys: NameKey[]): NameKey[] {
  const best = new Map<string, number>();
  for (const { key, rank } of keys) best.set(key, Math.min(rank, best.get(key) ?? rank));
  return [...best].map(([key, rank]) => ({ key, rank }));
}
