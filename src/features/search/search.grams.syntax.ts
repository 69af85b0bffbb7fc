import { initialsOf, isConsonant, normal, runs, squeezed } from "./search.normal.syntax.ts";

/** What of a post can be looked for. */
export type Findable = { id: string; text: string; spoilerText: string; accountId: string; mentioned: string[] };

/** The lengths in which the beginnings of words are kept. */
const prefixes = [8, 6, 4, 3, 2, 1];
/** Initials are kept of so many syllables of a word. */
const initialLengths = [2, 3, 4];
/** Times are kept in spans of 2^22 ms (70 minutes) and up, each eight times the one before. */
const spanBits = [22, 25, 28, 31, 34, 37, 40, 43];

/** A mark as a number of 32 bits (FNV-1a). Two that fall together cost a look at a text, never a wrong result. */
function mark(kind: string, value: string): number {
  let hash = 0x811c9dc5;
  const key = kind + value;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** The mark of an account's own posts. */
export const byMark = (accountId: string): number => mark("a", accountId);
/** The mark of posts that name an account. */
export const toMark = (accountId: string): number => mark("m", accountId);
/** The mark of posts with a link. */
export const linkMark = mark("l", "");

const timeMark = (bits: number, span: bigint) => mark("t", `${bits}:${span}`);
const timeOf = (id: bigint) => id >> 16n;

/** The few marks of time that all posts between two ids carry at least one of, and few others do. */
export function timeMarks(above: bigint, below: bigint): number[] {
  const [from, to] = [timeOf(above), timeOf(below)];
  const bits = spanBits.find((each) => (to >> BigInt(each)) - (from >> BigInt(each)) < 10n) ?? spanBits.at(-1)!;
  const marks: number[] = [];
  for (let span = from >> BigInt(bits); span <= to >> BigInt(bits); span++) marks.push(timeMark(bits, span));
  return marks;
}

/** The mark of words that begin like this one, as narrow as marks are. */
export function wordMark(word: string): number {
  const length = prefixes.find((each) => each <= word.length) ?? 1;
  return mark("w", word.slice(0, length));
}

/** The marks of a stretch of characters: its pairs, or the one there is. Consonants that may stand for syllables are left out. */
export function solidMarks(text: string): number[] {
  const characters = [...text];
  const pairs = characters.slice(1).map((each, i) => [characters[i]!, each]);
  const sure = pairs.filter((pair) => !pair.some(isConsonant));
  if (sure.length > 0) return sure.map((pair) => mark("c", pair.join("")));
  const single = characters.filter((each) => !isConsonant(each));
  return (single.length > 0 ? single : characters).map((each) => mark("c", each));
}

/** The marks of initials, of which a post has at least one: words that begin so, or the consonants as they stand. */
export function initialMarks(text: string): number[] {
  return [mark("h", text.slice(0, initialLengths.at(-1))), mark("c", text.slice(0, 2))];
}

/** What a post says, as it is searched. */
export const searchable = ({ text, spoilerText }: Pick<Findable, "text" | "spoilerText">): string =>
  normal(spoilerText === "" ? text : `${spoilerText}\n${text}`);

/** Every mark of a post: what an index keeps of it in place of its words. */
export function marksOf(post: Findable): number[] {
  const text = searchable(post);
  const marks = new Set([byMark(post.accountId), ...post.mentioned.map(toMark)]);
  if (/https?:\/\//i.test(post.text)) marks.add(linkMark);
  for (const bits of spanBits) marks.add(timeMark(bits, timeOf(BigInt(post.id)) >> BigInt(bits)));
  for (const run of runs(squeezed(text))) if (run.solid) addSolid(marks, run.text);
  for (const run of runs(text)) if (!run.solid) addWord(marks, run.text);
  for (const [word] of text.matchAll(/[가-힣]+/g)) addInitials(marks, word);
  return [...marks];
}

function addSolid(marks: Set<number>, text: string): void {
  let before = "";
  for (const character of text) {
    marks.add(mark("c", character));
    if (before !== "") marks.add(mark("c", before + character));
    before = character;
  }
}

function addWord(marks: Set<number>, word: string): void {
  for (const length of prefixes)
    if (length <= word.length && (length > 1 || word.length === 1)) marks.add(mark("w", word.slice(0, length)));
}

function addInitials(marks: Set<number>, word: string): void {
  const beginning = initialsOf(word.slice(0, initialLengths.at(-1)));
  for (const length of initialLengths) if (length <= beginning.length) marks.add(mark("h", beginning.slice(0, length)));
}
