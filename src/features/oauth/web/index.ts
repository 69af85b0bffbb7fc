import { later } from "#web/ui";

// Pages that most visits do not need are fetched when they are opened.
/** The page on which a member lets an app in. */
export const ConsentPage = later(async () => (await import("./ConsentPage.tsx")).ConsentPage);
/** The gate before it, for apps that want a fresh log-in. */
export const ForcedLogin = later(async () => (await import("./ForcedLogin.tsx")).ForcedLogin);
/** The apps that a member has let in. */
export const AppsPage = later(async () => (await import("./AppsPage.tsx")).AppsPage);
