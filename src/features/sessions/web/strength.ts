import { signUpLimits } from "../sessions.limits.ts";

const common = /pass ?word|비밀번호|qwert|asdf|zxcv|1q2w|letmein|welcome|iloveyou|admin|dragon|monkey|login|사랑해/gi;

/**
 * An honest guess at how hard a password is to guess: 0 too short, 1 easy, 2 fair, 3 strong.
 * What is repeated, in sequence, well known or the person's own name counts little.
 */
export function strength(password: string, names: string[] = []): 0 | 1 | 2 | 3 {
  if ([...password].length < signUpLimits.passwordMin) return 0;
  const rest = names
    .filter((name) => name.length >= 3)
    .reduce((left, name) => left.replaceAll(name.toLowerCase(), "*"), password.toLowerCase())
    .replace(common, "*");
  let worth = 0;
  let previous = 0;
  const seen = new Set<string>();
  for (const character of rest) {
    const code = character.codePointAt(0) ?? 0;
    const dull = seen.has(character) || Math.abs(code - previous) <= 1;
    worth += dull ? 0.4 : 1;
    seen.add(character);
    previous = code;
  }
  // A Hangul syllable is drawn from many more than a digit is.
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u, /\p{Lo}/u].filter((kind) => kind.test(password)).length;
  const bits = worth * (/\p{Lo}/u.test(password) ? 6.5 : /^\d+$/.test(password) ? 2.6 : 3.4 + kinds * 0.5);
  return bits < 30 ? 1 : bits < 52 ? 2 : 3;
}
