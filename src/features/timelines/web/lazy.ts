import { later } from "#web/ui";

// The first page of most visits is the timeline; these are fetched when somebody goes there.
/** A post with what it answers and what answers it. */
export const ThreadPage = later(async () => (await import("./ThreadPage.tsx")).ThreadPage);
/** The short address of a post, on its way to the long one. */
export const PostRedirect = later(async () => (await import("./ThreadPage.tsx")).PostRedirect);
/** Somebody and what they have written. */
export const ProfilePage = later(async () => (await import("./ProfilePage.tsx")).ProfilePage);
/** The public posts with a tag. */
export const TagPage = later(async () => (await import("./TagPage.tsx")).TagPage);
/** What somebody wrote with a tag. */
export const TaggedPage = later(async () => (await import("./TaggedPage.tsx")).TaggedPage);
/** The posts that quote a post. */
export const QuotesPage = later(async () => (await import("./QuotesPage.tsx")).QuotesPage);
/** What the reader has kept or liked. */
export const MarksPage = later(async () => (await import("./MarksPage.tsx")).MarksPage);
/** The reader's direct talks. */
export const ConversationsPage = later(async () => (await import("./ConversationsPage.tsx")).ConversationsPage);
