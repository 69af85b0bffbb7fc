import { later, optional } from "#web/ui";

// The first page of most visits is a timeline; these are fetched when somebody goes there.
/** The pages of lists of people, and the ways to them. */
export const PeoplePage = later(async () => (await import("./PeoplePage.tsx")).PeoplePage);
/** A few people to follow; none where the network has gone before they came. */
export const Suggestions = optional(async () => (await import("./Suggestions.tsx")).Suggestions);
