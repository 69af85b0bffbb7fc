import type { Config } from "#core/config";
import { isLanguage } from "#core/lang";
import { cleanText, countCharacters } from "#core/writing.syntax";
import { visibilities } from "./posts.contract.ts";
import type { CreatePost, InteractionPolicy, QuotePolicy, ReplyPolicy, Visibility } from "./posts.contract.ts";
import { notBuilt, tooLong, unknownLanguage, unusableKey, unusableText } from "./posts.errors.ts";

/** What is written in a post, checked. */
export type Words = { text: string; spoilerText: string; sensitive: boolean; language: string | null };

/** Checks what somebody wrote; throws 422 in their words. A warning makes the post sensitive. */
export function checkWords(
  { maxCharacters }: Pick<Config, "maxCharacters">,
  input: { status?: string; spoiler_text?: string | null; sensitive?: boolean; language?: string | null },
): Words {
  const text = cleanText(input.status ?? "");
  if (!text.ok) throw unusableText("status", text.reason);
  const spoiler = input.spoiler_text?.trim() ? cleanText(input.spoiler_text) : { ok: true as const, text: "" };
  if (!spoiler.ok) throw unusableText("spoiler_text", spoiler.reason);
  const length = countCharacters(text.text) + countCharacters(spoiler.text);
  if (length > maxCharacters) throw tooLong(maxCharacters, length);
  const language = input.language || null;
  if (language !== null && !isLanguage(language)) throw unknownLanguage();
  return { text: text.text, spoilerText: spoiler.text, sensitive: input.sensitive ?? spoiler.text !== "", language };
}

/** The Idempotency-Key of a request; undefined when it has none. */
export function checkKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== "string" || !/^[\x21-\x7e]{1,200}$/.test(header)) throw unusableKey();
  return header;
}

/** Who sees a post that does not say so: whom its author chose for all posts, and never more than see what it answers. */
export function defaultVisibility(chosen: Visibility, parent: Visibility = "public"): Visibility {
  return visibilities.indexOf(parent) > visibilities.indexOf(chosen) ? parent : chosen;
}

/** 422 where a post is to have what it cannot have here. Empty lists and values ask for nothing. */
export function refuseUnbuilt(input: Pick<CreatePost, "media_ids" | "poll" | "scheduled_at">): void {
  const asked = (value: unknown) =>
    value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
  for (const field of ["media_ids", "poll", "scheduled_at"] as const) if (asked(input[field])) throw notBuilt(field);
}

/** What is not for everyone is for nobody to quote, whatever was asked. */
export const quotePolicyOf = (visibility: Visibility, asked: QuotePolicy): QuotePolicy =>
  visibility === "public" || visibility === "unlisted" ? asked : "nobody";

type Policies = { replyPolicy: ReplyPolicy; quotePolicy: QuotePolicy };

/** Who may reply and quote after a change; null when it changes nothing. */
export function newPolicies(post: Policies & { visibility: Visibility }, input: InteractionPolicy): Policies | null {
  const replyPolicy = input.reply_policy ?? post.replyPolicy;
  const quotePolicy = quotePolicyOf(post.visibility, input.quote_approval_policy ?? post.quotePolicy);
  const same = replyPolicy === post.replyPolicy && quotePolicy === post.quotePolicy;
  return same ? null : { replyPolicy, quotePolicy };
}
