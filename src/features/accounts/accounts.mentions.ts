import type { Config } from "#core/config";
import type { Reader } from "#core/db";
import { parse, resolveMention } from "#core/writing.syntax";
import { findAccountsByKeys } from "./accounts.model.ts";
import type { MentionRow } from "./accounts.model.ts";

/** Whom the names in a text mean, each once: of all names that a mention may begin with, the longest that exists. */
export async function findMentioned(
  db: Reader,
  { publicUrl }: Pick<Config, "publicUrl">,
  text: string,
): Promise<MentionRow[]> {
  const here = new URL(publicUrl).host;
  const tokens = parse(text).flatMap((t) =>
    t.type === "mention" && (t.domain === undefined || t.domain.toLowerCase() === here) ? [t] : [],
  );
  const keys = [...new Set(tokens.flatMap((t) => t.candidates.map((name) => name.toLowerCase())))];
  const accounts = new Map((await findAccountsByKeys(db, keys)).map((a) => [a.usernameKey, a]));
  const found = tokens.flatMap((t) => resolveMention(t, (key) => accounts.get(key.split("@")[0]!))?.found ?? []);
  return [...new Map(found.map((a) => [a.id, { id: a.id, username: a.username }])).values()];
}
