export { instanceRoutes } from "./instance.controller.ts";
export { discoveryRoutes } from "./instance.discovery.controller.ts";
export { docsRoutes } from "./instance.docs.controller.ts";
export { emptyRoutes } from "./instance.lists.controller.ts";
