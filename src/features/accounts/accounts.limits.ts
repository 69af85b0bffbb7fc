/** Bounds of an account's fields, in characters (graphemes for what people read). */
export const accountLimits = {
  username: 30,
  displayName: 50,
  url: 2048,
  note: 500,
  /** How many extra lines a profile has, and how long the two sides of one are. */
  fields: 4,
  field: 255,
} as const;

/**
 * What a username is made of: Latin letters without accents, digits, `_`, Hangul syllables, kana and Han.
 * No two of them look alike on purpose: nothing invisible, nothing right-to-left, no Cyrillic or Greek.
 */
export const usernamePattern = /^[a-zA-Z0-9_\uAC00-\uD7A3\u3041-\u3096\u30A1-\u30FA\u30FC\u4E00-\u9FFF]+$/u;

/** The form in which two usernames are compared: names that differ in case are one. */
export const usernameKey = (username: string) => username.normalize("NFC").toLowerCase();
