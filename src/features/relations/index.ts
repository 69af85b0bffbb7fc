export { relationRoutes } from "./relations.controller.ts";
export { findEdges } from "./relations.edges.model.ts";
export type { Edges } from "./relations.edges.model.ts";
export { countFollows, endMutes } from "./relations.jobs.ts";
export { relationListRoutes } from "./relations.lists.controller.ts";
export { relationEvents } from "./relations.live.ts";
export { blocks, followRequests, follows, mutes } from "./relations.model.ts";
export { readTies, tiesTo } from "./relations.ties.model.ts";
export type { Ties } from "./relations.ties.model.ts";
