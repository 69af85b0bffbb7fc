import { later } from "#web/ui";

/** The page that finds posts, people and tags; fetched when somebody goes there. */
export const SearchPage = later(async () => (await import("./SearchPage.tsx")).SearchPage);
