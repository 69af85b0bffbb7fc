import { isNameEnd, isParticle, particleOf } from "./particles.syntax.ts";

/** What a link counts for in the length of a text, whatever its own length. */
export const linkLength = 23;

/** One piece of a text. The `text` of all tokens, joined, is the text as it was written. */
export type Token =
  | { type: "text"; text: string }
  | { type: "newline"; text: "\n" }
  | MentionToken
  | { type: "tag"; text: string; tag: string }
  | { type: "link"; text: string; href: string };

/** `name` is all that may belong to the name; `candidates` are the names it may mean, longest first. Both are NFC. */
export type MentionToken = { type: "mention"; text: string; name: string; domain?: string; candidates: string[] };

/** One character of a username: the same set as the accounts' own pattern. */
export const nameCharacter = /^[a-zA-Z0-9_\uAC00-\uD7A3\u3041-\u3096\u30A1-\u30FA\u30FC\u4E00-\u9FFF]$/u;
/** The longest username that can be mentioned, and the longest tag, in characters. */
export const nameLength = 30;
export const tagLength = 100;
/** An address longer than this is text and counts in full. */
const maxLink = 2048;

/** Accents are left out: some are shared between Latin and Han readings, and after `e` they are Latin. */
const cjk = /[[\p{scx=Hangul}\p{scx=Hira}\p{scx=Kana}\p{scx=Han}\p{scx=Bopo}]--[\u0300-\u036F]]/v;
const wordPart = /[\p{L}\p{Nd}\p{M}_]/u;
const emojiPart = /[\uFE00-\uFE0F\u20E3]/;
const special = /[@＠#＃\n]|https?:\/\//gi;
const tagRun = /[[\p{L}\p{N}\p{M}_\u00B7\u0387\u30FB\uFF65\u200C]--[\uFE00-\uFE0F\u20E3]]+/vy;
const hostRun = /[\p{L}\p{N}\p{M}_.-]{1,255}/uy;
const addressEnd =
  /[\s\p{Cc}\p{Cf}\p{Cs}\p{Z}<>"`|\\^{}≮≯“”‘’«»…\u3001-\u3003\u3008-\u3011\u3014-\u301F\uFF01\uFF08\uFF09\uFF0C\uFF1A-\uFF1C\uFF1E\uFF1F\uFF3B\uFF3D\uFF5B-\uFF64]/u;
/** All top-level domains in Hangul; any other Hangul after a dot is the next sentence. */
const hangulDomains = ["한국", "삼성", "닷컴", "닷넷"];

/** Splits a text into its tokens, in time proportional to its length; never throws. */
export function parse(text: string): Token[] {
  const tokens: Token[] = [];
  let done = 0;
  let glued = -1;
  const finder = new RegExp(special);
  for (let hit = finder.exec(text); hit; hit = finder.exec(text)) {
    const at = hit.index;
    const found = tokenAt(text, at, hit[0], glued);
    if (typeof found === "number") {
      finder.lastIndex = found;
      continue;
    }
    if (at > done) tokens.push({ type: "text", text: text.slice(done, at) });
    tokens.push(found);
    done = finder.lastIndex = at + found.text.length;
    if (found.type !== "newline") glued = done;
  }
  if (done < text.length) tokens.push({ type: "text", text: text.slice(done) });
  return tokens;
}

/** The token that starts at a special character, or where to look on when there is none. */
function tokenAt(text: string, at: number, sign: string, glued: number): Token | number {
  if (sign === "\n") return { type: "newline", text: sign };
  if (sign.length > 1) return linkAt(text, at, sign.length);
  if (!mayStart(text, at, glued)) return at + 1;
  return (sign === "#" || sign === "＃" ? tagAt(text, at) : mentionAt(text, at)) ?? at + 1;
}

/** Whether the character before a mention or a tag leaves it free to begin: in `a@b`, `x/#y` and `R&#D` it does not. */
function mayStart(text: string, at: number, glued: number): boolean {
  const before = previous(text, at);
  if (before === "/") return glued === at - 1 || !isJoined(previous(text, at - 1));
  return !isJoined(before) && !(/[@＠]/.test(before) && /[@＠]/.test(text[at] ?? "")) && before !== "&";
}

/** Whether a character is part of a word of a script that puts spaces between words. */
const isJoined = (char: string) => wordPart.test(char) && !cjk.test(char) && !emojiPart.test(char);

const previous = (text: string, at: number) =>
  at < 1 ? "" : String.fromCodePoint(text.codePointAt(at >= 2 && isLow(text, at - 1) ? at - 2 : at - 1) ?? 0);
const isLow = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
const character = (text: string, at: number) =>
  at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : "";

function mentionAt(text: string, at: number): MentionToken | undefined {
  let end = at + 1;
  let name = "";
  for (let unit = nameUnit(text, end); unit; unit = nameUnit(text, end)) {
    name += unit.char;
    end += unit.length;
  }
  if (name === "") return undefined;
  const domain = text[end] === "@" ? hostAt(text, end + 1) : "";
  if (domain) {
    if (name.length > nameLength) return undefined;
    return {
      type: "mention",
      text: text.slice(at, end + 1 + domain.length),
      name,
      domain: domain.normalize("NFC"),
      candidates: [name],
    };
  }
  const next = character(text, end);
  if (isJoined(next) || emojiPart.test(next) || (next === "." && isJoined(character(text, end + 1)))) return undefined;
  const candidates = mentionCandidates(name);
  return candidates.length > 0 ? { type: "mention", text: text.slice(at, end), name, candidates } : undefined;
}

/** A character of a name, which decomposed text spells with up to three. */
function nameUnit(text: string, at: number): { char: string; length: number } | undefined {
  const plain = text.charAt(at);
  const composes = /\p{Mn}|[\u1161-\u11C2]/u.test(text.charAt(at + 1));
  if (!composes && nameCharacter.test(plain)) return { char: plain, length: 1 };
  for (let length = composes ? 3 : 1; length > 0; length--) {
    const char = text.slice(at, at + length).normalize("NFC");
    if (nameCharacter.test(char)) return { char, length };
  }
  return undefined;
}

/** What a run of name characters may mean: all of it, then without its last Hangul, kana or Han, one by one. */
export function mentionCandidates(name: string): string[] {
  const found: string[] = [];
  for (let length = Math.min(name.length, nameLength); length > 0; length--) {
    if (isNameEnd(name.slice(length))) found.push(name.slice(0, length));
    if (!cjk.test(name[length - 1] ?? "")) break;
  }
  return found;
}

function tagAt(text: string, at: number): Token | undefined {
  tagRun.lastIndex = at + 1;
  const whole = tagRun.exec(text)?.[0] ?? "";
  if (!/^[\p{L}\p{N}_]/u.test(whole) || whole.length > tagLength * 4) return undefined;
  const run = whole.replace(/[\u00B7\u0387\u30FB\uFF65\u200C]+$/, "");
  const word = run.normalize("NFC");
  const particle = particleOf(word);
  const tag = word.slice(0, word.length - particle.length);
  // "#1은" is number one and its particle, not a tag.
  if (!/[\p{L}\p{Nl}]/u.test(tag) || [...tag].length > tagLength) return undefined;
  let end = run.length - particle.length;
  while (run.slice(end).normalize("NFC") !== particle) end--;
  return { type: "tag", text: text.slice(at, at + 1 + end), tag };
}

function linkAt(text: string, at: number, scheme: number): Token | number {
  const host = /[a-z0-9]/i.test(text[at - 1] ?? "") ? "" : hostAt(text, at + scheme);
  let end = at + scheme + host.length;
  const userinfo = /(?::[^\s/?#@]*)?@/y;
  userinfo.lastIndex = end;
  if (!host || userinfo.test(text)) return addressRunEnd(text, at);
  const port = /:\d{1,5}/y;
  port.lastIndex = end;
  end += port.exec(text)?.[0].length ?? 0;
  if (/[/?#]/.test(text[end] ?? "")) end += pathAt(text, end).length;
  const written = text.slice(at, end);
  if (written.length > maxLink || !URL.canParse(written)) return addressRunEnd(text, at);
  return { type: "link", text: written, href: new URL(written).href };
}

/** Skips what looked like an address but is none, so that nothing inside it becomes a mention or a tag. */
function addressRunEnd(text: string, at: number): number {
  let end = at;
  for (let char = character(text, end); char && !addressEnd.test(char); char = character(text, end)) end += char.length;
  return end;
}

/** The host name that starts here, without the words glued to it; "" when there is none. */
function hostAt(text: string, at: number): string {
  hostRun.lastIndex = at;
  let host = hostRun.exec(text)?.[0] ?? "";
  if (!host.includes(".") && !/^localhost/i.test(host)) return "";
  const gap = host.indexOf("..");
  if (gap >= 0) host = host.slice(0, gap);
  host = host.replace(/[.-]+$/, "");
  const dot = host.lastIndexOf(".") + 1;
  const label = host.slice(dot).normalize("NFC");
  const ascii = /^[a-z0-9-]*/i.exec(label)?.[0] ?? "";
  if (ascii && cjk.test(label.charAt(ascii.length))) host = host.slice(0, dot) + ascii;
  else if (/^\p{scx=Hangul}/u.test(label)) {
    const domain = hangulDomains.find((known) => label.startsWith(known));
    let end = host.length;
    if (domain) while (host.slice(dot, end).normalize("NFC") !== domain) end--;
    host = host.slice(0, domain ? end : Math.max(0, dot - 1));
  }
  if (/^localhost$|^\d+(\.\d+){3}$/i.test(host)) return host;
  return /^[\p{L}\p{N}].*\.\p{L}[^.]+$/su.test(host) ? host : "";
}

/** Path, query and fragment, without the punctuation and the particle of the sentence around them. */
function pathAt(text: string, at: number): string {
  const open = { "(": 0, "[": 0 };
  let end = at;
  for (
    let char = character(text, end);
    char && !addressEnd.test(char) && end - at <= maxLink;
    char = character(text, end)
  ) {
    if (char === "(" || char === "[") open[char]++;
    if (char === ")" && --open["("] < 0) break;
    if (char === "]" && --open["["] < 0) break;
    end += char.length;
  }
  const path = trimmed(text.slice(at, end));
  const tail = /^([!-~]+)([^!-~]+)$/.exec(path);
  return tail && isParticle((tail[2] ?? "").normalize("NFC")) ? trimmed(tail[1] ?? "") : path;
}

function trimmed(path: string): string {
  let end = path.length;
  while (end > 0 && ".,:;!?'*~([".includes(path.charAt(end - 1))) end--;
  return path.slice(0, end);
}

/** The longest candidate that exists, and what was glued to it; undefined when none does. `find` gets lower-case keys. */
export function resolveMention<T>(
  token: MentionToken,
  find: (key: string) => T | undefined,
): { found: T; rest: string } | undefined {
  for (const name of token.candidates) {
    const found = find(candidateKey(token, name));
    if (found !== undefined) return { found, rest: token.name.slice(name.length) };
  }
  return undefined;
}

const candidateKey = (token: MentionToken, name: string) =>
  (token.domain ? `${name}@${token.domain}` : name).toLowerCase();

/** The form in which two tags are compared: composed, lower case, full-width and half-width forms folded, nothing that cannot be stored. */
export function tagKey(tag: string): string {
  return tag
    .replaceAll("\0", "")
    .normalize("NFC")
    .replace(/[\uFF01-\uFFEF]+/g, (wide) => wide.normalize("NFKC"))
    .toLowerCase()
    .normalize("NFC");
}

/** The keys of the tags in a text, each once. */
export function tagsOf(text: string): string[] {
  return [...new Set(parse(text).flatMap((token) => (token.type === "tag" ? [tagKey(token.tag)] : [])))];
}

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

/** The characters of a text as people see them. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The length of a text: graphemes; a link counts `linkLength`, the domain of a mention nothing. */
export function countCharacters(text: string): number {
  const counted = parse(text.normalize("NFC")).map((token) => {
    if (token.type === "link") return "x".repeat(linkLength);
    return token.type === "mention" && token.domain ? `@${token.name}` : token.text;
  });
  let count = 0;
  for (const _ of segmenter.segment(counted.join(""))) count++;
  return count;
}

/** Why a text cannot be taken in. */
export type Unclean = "empty" | "lone-surrogate" | "nul" | "control" | "bidi";

/** The text as it is stored, or why it is refused. Only line ends and the blank edges of the text are changed. */
export function cleanText(text: string): { ok: true; text: string } | { ok: false; reason: Unclean } {
  if (!text.isWellFormed()) return { ok: false, reason: "lone-surrogate" };
  if (text.includes("\0")) return { ok: false, reason: "nul" };
  const lines = text.replace(/\r\n?|[\u2028\u2029]/g, "\n");
  if (/(?![\n\t])\p{Cc}/u.test(lines)) return { ok: false, reason: "control" };
  if (lines.split("\n").some((line) => !isBalanced(line))) return { ok: false, reason: "bidi" };
  if (!/[^\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(lines)) return { ok: false, reason: "empty" };
  const blank = lines.length - lines.trimStart().length;
  const firstLine = blank === 0 ? 0 : lines.lastIndexOf("\n", blank - 1) + 1;
  return { ok: true, text: lines.slice(firstLine).trimEnd() };
}

/** Whether every directional embedding and isolate of a line is closed in order, and nothing overrides direction. */
function isBalanced(line: string): boolean {
  const open: string[] = [];
  for (const [char] of line.matchAll(/[\u202A-\u202E\u2066-\u2069]/g)) {
    if (char === "\u202D" || char === "\u202E") return false;
    if (char === "\u202C" || char === "\u2069") {
      if (open.pop() !== char) return false;
    } else open.push(char < "\u202C" ? "\u202C" : "\u2069");
  }
  return open.length === 0;
}
