export { groupRoutes, notificationRoutes } from "./notifications.controller.ts";
export { forgetNotifications, notifyMembers } from "./notifications.jobs.ts";
export { notificationEvents } from "./notifications.live.ts";
export { policyRoutes } from "./notifications.policy.controller.ts";
