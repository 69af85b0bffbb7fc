export { NotificationsPage } from "./lazy.ts";
export { createNotifications } from "./notifications.store.ts";
export { createUnread, useUnread } from "./unread.store.ts";
