export { conversationRoutes } from "./timelines.conversations.controller.ts";
export { keepConversations } from "./timelines.conversations.jobs.ts";
export { timelineRoutes } from "./timelines.controller.ts";
export { timelineEvents } from "./timelines.live.ts";
export { markerRoutes } from "./timelines.markers.controller.ts";
export { markers } from "./timelines.markers.model.ts";
