import { sheet } from "../later.tsx";

// Sheets are fetched when they are opened.
/** What the keys do. */
export const KeyHelp = sheet(async () => (await import("./KeyHelp.tsx")).KeyHelp);
/** Where a name is typed to go to its page. */
export const GoTo = sheet(async () => (await import("./GoTo.tsx")).GoTo);
