import { AppError, invalid } from "#core/errors";
import { unclean } from "#core/writing.errors";
import type { Unclean } from "#core/writing.syntax";
import { maxIds, maxPins } from "./posts.limits.ts";
import type { ReplyPolicy } from "./posts.contract.ts";

const about = (field: string, error: string, words: { en: string; ko: string }) =>
  new AppError(422, words, { fields: [{ field, error, say: (lang) => words[lang] }] });

/** 422 for a text that cannot be a post as it is. */
export const unusableText = (field: string, problem: Unclean) => invalid([unclean(field, problem)]);

/** 422 with how much too long it is. */
export const tooLong = (max: number, length: number) =>
  about("status", "ERR_TOO_LONG", {
    en: `A post has at most ${max} characters; this one is ${length - max} too long.`,
    ko: `글은 ${max}자까지예요. ${length - max}자를 줄여 주세요.`,
  });

/** 422 for what is no language code. */
export const unknownLanguage = () =>
  about("language", "ERR_INVALID", { en: "This is not a language code.", ko: "언어 코드가 아니에요." });

/** 422 for an Idempotency-Key that no client of good will sends. */
export const unusableKey = () =>
  new AppError(422, {
    en: "The Idempotency-Key must have 1 to 200 printable characters.",
    ko: "Idempotency-Key는 1~200자의 보이는 문자여야 해요.",
  });

/** 403 for changing what somebody else wrote. */
export const notYours = () =>
  new AppError(403, { en: "Only its author can do that.", ko: "글을 쓴 사람만 할 수 있어요." });

type Unbuilt = "media_ids" | "poll" | "scheduled_at";

const unbuilt: Record<Unbuilt, { en: string; ko: string }> = {
  media_ids: {
    en: "Posts cannot have pictures here yet (media_ids). Nothing was published.",
    ko: "아직 글에 사진을 붙일 수 없어요(media_ids). 아무것도 올리지 않았어요.",
  },
  poll: {
    en: "Posts cannot have polls here yet (poll). Nothing was published.",
    ko: "아직 글에 투표를 붙일 수 없어요(poll). 아무것도 올리지 않았어요.",
  },
  scheduled_at: {
    en: "Posts cannot be scheduled here yet (scheduled_at). Nothing was published.",
    ko: "아직 글을 예약할 수 없어요(scheduled_at). 아무것도 올리지 않았어요.",
  },
};

/** 422 for what a post cannot have here: better not published than published without it. */
export const notBuilt = (field: Unbuilt) => about(field, "ERR_INVALID", unbuilt[field]);

const closed: Record<Exclude<ReplyPolicy, "everyone">, { en: string; ko: string }> = {
  followers: {
    en: "Only followers of the author and people mentioned can reply here.",
    ko: "글쓴이를 팔로우하거나 언급된 사람만 답글을 쓸 수 있어요.",
  },
  mentioned: { en: "Only people mentioned can reply here.", ko: "언급된 사람만 답글을 쓸 수 있어요." },
  nobody: { en: "The author has closed replies here.", ko: "글쓴이가 답글을 닫아 두었어요." },
};

/** 403 for a reply where the author of the post, or of the thread, does not want it. */
export const mayNotReply = (policy: Exclude<ReplyPolicy, "everyone">) => new AppError(403, closed[policy]);

/** 403 for a quote that the author of the quoted post does not allow. */
export const mayNotQuote = () =>
  new AppError(403, {
    en: "The author does not let you quote this post.",
    ko: "글쓴이가 인용을 허락하지 않은 글이에요.",
  });

/** 422 for boosting what is not for everyone. */
export const notForBoosting = () =>
  new AppError(422, {
    en: "Only posts that everyone may see can be boosted.",
    ko: "누구나 볼 수 있는 글만 부스트할 수 있어요.",
  });

/** 422 for changing the words of a boost, which has none. */
export const noWords = () =>
  new AppError(422, { en: "A boost has no words of its own.", ko: "부스트에는 고칠 글이 없어요." });

/** 422 for pinning what somebody else wrote, or wrote for a few. */
export const notForPinning = () =>
  new AppError(422, {
    en: "You can pin your own posts, but not direct ones.",
    ko: "내가 쓴 글만 고정할 수 있고, 언급한 사람만 보는 글은 고정할 수 없어요.",
  });

/** 422 for one pin too many. */
export const tooManyPins = () =>
  new AppError(422, {
    en: `You can pin at most ${maxPins} posts. Unpin one first.`,
    ko: `글은 ${maxPins}개까지 고정할 수 있어요. 먼저 하나를 풀어 주세요.`,
  });

/** 422 for asking for too many posts at once. */
export const tooManyIds = () =>
  about("id", "ERR_TOO_LONG", {
    en: `Ask for at most ${maxIds} posts at once.`,
    ko: `글은 한 번에 ${maxIds}개까지 물어볼 수 있어요.`,
  });

/** 422 for a name that no post could have as a tag. */
export const noTag = () =>
  about("name", "ERR_INVALID", { en: "This cannot be a tag.", ko: "태그로 쓸 수 없는 이름이에요." });

/** 422 for one more tag than fits on a profile. */
export const tooManyTags = (max: number) =>
  about("name", "ERR_LIMIT", {
    en: `A profile shows at most ${max} tags. Remove one first.`,
    ko: `프로필에는 태그를 ${max}개까지 걸 수 있어요. 먼저 하나를 빼 주세요.`,
  });
