import { later, sheet } from "#web/ui";

// What few posts have or few readers open is fetched when they do.
/** The history of a post. */
export const History = sheet(async () => (await import("./History.tsx")).History);
/** The editor of a post that exists. */
export const EditPost = later(async () => (await import("./EditPost.tsx")).EditPost);
/** Where the author says who may reply to a post and quote it. */
export const PolicySheet = sheet(async () => (await import("./PolicySheet.tsx")).PolicySheet);
/** What a post quotes. */
export const QuoteCard = later(async () => (await import("./QuoteCard.tsx")).QuoteCard);
