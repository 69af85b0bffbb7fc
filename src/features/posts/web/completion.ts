import type { Account } from "#accounts";
import type { Api } from "#web/api";
import { parse } from "#core/writing.syntax";

/** A mention or a tag that is being written: what of it is there, and where it stands in the text. */
export type Word = { kind: "mention" | "tag"; query: string; from: number; to: number };

/** Something a word may become; `insert` is how it is written. */
export type Suggestion = { insert: string; account?: Account };

/** What one writes at the caret, when the posts' own parser would make a mention or a tag of it. */
export function wordAt(text: string, caret: number): Word | null {
  const before = text.slice(0, caret);
  const from = Math.max(...["@", "＠", "#", "＃"].map((sign) => before.lastIndexOf(sign)));
  const query = before.slice(from + 1);
  if (from < 0 || query === "" || /[^\p{L}\p{N}\p{M}_\u00B7\u30FB]/u.test(query)) return null;
  let at = 0;
  for (const token of parse(before)) {
    if (at === from && (token.type === "mention" || token.type === "tag"))
      return { kind: token.type, query, from, to: caret };
    at += token.text.length;
  }
  return null;
}

/** What is put in a word's place. Korean goes on without a space: "@민수에게". */
export const written = ({ insert }: Suggestion, after: string, spaced: boolean): string =>
  spaced && !/^\s/.test(after) ? `${insert} ` : insert;

const remembered = 50;

/** Asks the server what a word may become: each question once, and only the latest one. */
export function createSuggestions(api: Pick<Api, "get">) {
  const known = new Map<string, Suggestion[]>();
  let asking: AbortController | null = null;

  const keyOf = ({ kind, query }: Word) => `${kind}:${query.normalize("NFC").toLowerCase()}`;

  async function ask({ kind, query }: Word, signal: AbortSignal): Promise<Suggestion[]> {
    const options = { signal, retries: 0 };
    const q = query.normalize("NFC");
    if (kind === "mention") {
      const { data } = await api.get<Account[]>("/api/v1/accounts/search", { q, limit: 5 }, options);
      return data.map((account) => ({ insert: `@${account.acct}`, account }));
    }
    const asked = { q, type: "hashtags", limit: 5 };
    const { data } = await api.get<{ hashtags: { name: string }[] }>("/api/v2/search", asked, options);
    return data.hashtags.map(({ name }) => ({ insert: `#${name}` }));
  }

  return {
    known: (word: Word): Suggestion[] | undefined => known.get(keyOf(word)),
    /** Gives up what is asked and not answered. */
    cancel: () => asking?.abort(),
    /** Rejects when the server does not answer, or something else was asked meanwhile. */
    async find(word: Word): Promise<Suggestion[]> {
      asking?.abort();
      const before = known.get(keyOf(word));
      if (before) return before;
      asking = new AbortController();
      const found = await ask(word, asking.signal);
      known.set(keyOf(word), found);
      for (const oldest of known.keys()) if (known.size > remembered) known.delete(oldest);
      return found;
    },
  };
}
