const clusters: Record<string, string> = {
  ㄳ: "ㄱㅅ",
  ㄵ: "ㄴㅈ",
  ㄶ: "ㄴㅎ",
  ㄺ: "ㄹㄱ",
  ㄻ: "ㄹㅁ",
  ㄼ: "ㄹㅂ",
  ㄽ: "ㄹㅅ",
  ㄾ: "ㄹㅌ",
  ㄿ: "ㄹㅍ",
  ㅀ: "ㄹㅎ",
  ㅄ: "ㅂㅅ",
};
const vowelPairs: Record<string, string> = {
  ㅘ: "ㅗㅏ",
  ㅙ: "ㅗㅐ",
  ㅚ: "ㅗㅣ",
  ㅝ: "ㅜㅓ",
  ㅞ: "ㅜㅔ",
  ㅟ: "ㅜㅣ",
  ㅢ: "ㅡㅣ",
};
const initials = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
const vowels = [..."ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"];
const finals = ["", ..."ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"];
const latin: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i" };

/** What is written without spaces between words, and pictures: any piece of it can be looked for. */
const solidSet = String.raw`[[[[\p{scx=Hangul}\p{scx=Hira}\p{scx=Kana}\p{scx=Han}\p{scx=Bopo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]&&[\p{L}\p{M}\p{N}]]\p{Extended_Pictographic}\p{RI}]--[\u0300-\u036F]]`;
const solid = new RegExp(`^${solidSet}$`, "v");
const between = new RegExp(`(?<=${solidSet}) (?=${solidSet})`, "gv");
const wordSet = String.raw`[[\p{L}\p{N}\p{M}]--${solidSet}]`;
const pieces = new RegExp(`(${solidSet}+)|${wordSet}+`, "gv");
const silent = /(?:\p{Cf}|[\u{FE00}-\u{FE0F}]|[\u{1F3FB}-\u{1F3FF}]|\u20E3)+/gu;
const apart = /[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{RI}]+/gu;

/** Whether a character stands for itself: Hangul, kana, Han, pictures; the others make words with their neighbours. */
export const isSolid = (character: string): boolean => solid.test(character);

/** Whether a character is a Korean consonant on its own, which may stand for any syllable that begins with it. */
export const isConsonant = (character: string): boolean => character >= "ㄱ" && character <= "ㅎ";

/** Whether a character is a whole Korean syllable. */
export const isSyllable = (character: string): boolean => character >= "가" && character <= "힣";

/**
 * A text as two are compared: composed, lower case, without accents on Latin letters, wide and narrow forms and
 * single jamo folded (also ㄳ, which a keyboard makes of ㄱ and ㅅ); one space for whatever is no letter, number or picture.
 */
export function normal(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[^\u3131-\u318E]+/gu, (part) => part.normalize("NFKC"))
    .toLowerCase()
    .replace(/[\u00C0-\u024F\u1E00-\u1EFF]+/gu, foldLatin)
    .replace(/[\u0300-\u036F]+/gu, "")
    .replace(/[\u1100-\u1112\u1161-\u1175\u11A8-\u11C2]/gu, singleJamo)
    .replace(/[ㄳㄵㄶㄺ-ㅀㅄ]/gu, (cluster) => clusters[cluster] ?? cluster)
    .replace(silent, "")
    .replace(apart, " ")
    .trim();
}

const foldLatin = (part: string) =>
  [...part.normalize("NFD").replace(/[\u0300-\u036F]+/gu, "")].map((letter) => latin[letter] ?? letter).join("");

function singleJamo(jamo: string): string {
  const code = jamo.charCodeAt(0);
  if (code >= 0x11a8) return finals[code - 0x11a7] ?? jamo;
  return (code >= 0x1161 ? vowels[code - 0x1161] : initials[code - 0x1100]) ?? jamo;
}

/** A normal text without the spaces that Korean, Japanese and Chinese are as often written without. */
export const squeezed = (text: string): string => text.replace(between, "");

/** A normal text with every syllable replaced by the consonant that it begins with; as long as the text itself. */
export const initialsOf = (text: string): string =>
  text.replace(/[가-힣]/gu, (syllable) => initials[Math.floor((syllable.charCodeAt(0) - 0xac00) / 588)] ?? syllable);

/** A normal text as the keys of a Korean keyboard, so that what is half typed is a beginning of what it will be. */
export function keystrokes(text: string): string {
  return [...text]
    .map((character) => {
      if (!isSyllable(character)) return vowelPairs[character] ?? character;
      const code = character.charCodeAt(0) - 0xac00;
      const vowel = vowels[Math.floor(code / 28) % 21] ?? "";
      const final = finals[code % 28] ?? "";
      const initial = initials[Math.floor(code / 588)] ?? "";
      return initial + (vowelPairs[vowel] ?? vowel) + (clusters[final] ?? final);
    })
    .join("");
}

/** The runs of a normal text: words of letters and digits, and stretches of characters that stand for themselves. */
export function runs(text: string): { text: string; solid: boolean }[] {
  return Array.from(text.matchAll(pieces), ({ 0: run, 1: solid }) => ({
    text: run,
    solid: solid !== undefined,
  }));
}
