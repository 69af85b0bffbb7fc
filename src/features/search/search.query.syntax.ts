import { initialMarks, solidMarks, wordMark } from "./search.grams.syntax.ts";
import { initialsOf, isConsonant, isSolid, isSyllable, normal, runs, squeezed } from "./search.normal.syntax.ts";

/** One thing that a post must say, or must not (`not`). `exact`: it stood in quotation marks. */
export type Term = { text: string; exact: boolean; not: boolean };

/** An operator as it was written, such as `from:alice`. */
export type Operator = { name: OperatorName; value: string };

export const operatorNames = ["from", "before", "after", "has", "in"] as const;
export type OperatorName = (typeof operatorNames)[number];

const operator = new RegExp(`^(${operatorNames.join("|")}):(.+)$`, "isu");
const pattern = /(-?)"([^"]*)"?|([^\s"]+)/gu;
/** Terms beyond these make nothing clearer and cost time. */
const mostTerms = 20;

/** Splits what somebody looks for into terms and operators; never throws. */
export function parseQuery(q: string): { terms: Term[]; operators: Operator[] } {
  const terms: Term[] = [];
  const operators: Operator[] = [];
  for (const [, minus = "", quoted, word = ""] of q.replace(/[“”„＂«»]/gu, '"').matchAll(pattern)) {
    const [, name, value] = operator.exec(word) ?? [];
    if (name && value) {
      operators.push({ name: name.toLowerCase() as OperatorName, value });
      continue;
    }
    const not = minus === "-" || /^-[^\s-]/u.test(word);
    const text = normal(quoted ?? word);
    if (text !== "" && terms.length < mostTerms) terms.push({ text, exact: quoted !== undefined, not });
  }
  return { terms, operators };
}

/** Endings that a noun loses without becoming another: longest first. Those that words often end in by nature stay. */
const particles =
  /(?:에서는|에서도|에게서|으로는|으로도|이라고|까지도|까지는|에서|에게|한테|으로|까지|부터|처럼|보다|에는|에도|이랑|이라|은|는|을|를|의|에|와)$/u;

/** What is looked for in place of a term: a Korean noun of two syllables or more without the particle after it. */
export function stem(text: string): string {
  if (!/^[가-힣]{3,}$/u.test(text)) return text;
  const bare = text.replace(particles, "");
  return bare.length >= 2 ? bare : text;
}

const isInitials = (text: string) => text.length >= 2 && [...text].every(isConsonant);

/** The marks that a post with a term must carry: `all` of these, and one of each list in `any`. */
export function marksFor({ text, exact }: Term): { all: number[]; any: number[][] } {
  if (isInitials(text)) return { all: [], any: [initialMarks(text)] };
  const marks = runs(squeezed(exact ? text : stem(text))).flatMap((run) =>
    run.solid ? solidMarks(run.text) : [wordMark(run.text)],
  );
  return { all: [...new Set(marks)], any: [] };
}

/** Whether a normal text says a term: words from their beginning, all else anywhere; in quotation marks words are whole. */
export function says(text: string, term: Term): boolean {
  if (isInitials(term.text)) return text.includes(term.text) || beginsWith(text, term.text);
  const wanted = term.exact ? term.text : stem(term.text);
  if (finds(text, wanted, term.exact)) return true;
  // Longer Korean is written with and without spaces; of two or three syllables the space makes another word.
  const loose = !term.exact && wanted.length >= 4 && [...wanted].every(isSolid);
  return loose && finds(squeezed(text), wanted, false);
}

/** Whether a word begins with syllables of these initials. */
function beginsWith(text: string, wanted: string): boolean {
  const initials = initialsOf(text);
  for (let at = initials.indexOf(wanted); at >= 0; at = initials.indexOf(wanted, at + 1))
    if (!isSyllable(text.charAt(at - 1)) && [...text.slice(at, at + wanted.length)].every(isSyllable)) return true;
  return false;
}

const isWordLetter = (character: string) => /^[\p{L}\p{N}\p{M}]$/u.test(character) && !isSolid(character);

function finds(text: string, wanted: string, exact: boolean): boolean {
  const mixed = /[가-힣][ㄱ-ㅎ]/u.test(wanted);
  const haystack = mixed ? initialsOf(text) : text;
  const needle = mixed ? initialsOf(wanted) : wanted;
  const startsWord = isWordLetter(wanted.charAt(0));
  const last = runs(wanted).at(-1);
  const whole = last !== undefined && !last.solid && (exact || last.text.length === 1);
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
    if (startsWord && isWordLetter(text.charAt(at - 1))) continue;
    if (whole && isWordLetter(text.charAt(at + wanted.length))) continue;
    if (!mixed || fits(text, at, wanted)) return true;
  }
  return false;
}

/** Whether each character is the one that is wanted, or a syllable that begins with it. */
function fits(text: string, at: number, wanted: string): boolean {
  const there = text.slice(at, at + wanted.length);
  const initials = initialsOf(there);
  return [...wanted].every((each, i) => each === there[i] || (isConsonant(each) && each === initials[i]));
}
