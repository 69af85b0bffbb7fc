import { later } from "#web/ui";

/** What the reader was told. */
export const NotificationsPage = later(async () => (await import("./NotificationsPage.tsx")).NotificationsPage);
