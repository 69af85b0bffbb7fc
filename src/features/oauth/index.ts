export { oauthApps } from "./oauth.apps.model.ts";
export { oauthRoutes } from "./oauth.controller.ts";
export { forgetApps, shutAppsOut } from "./oauth.jobs.ts";
export { endTokens } from "./oauth.live.ts";
export { authenticateToken, renewToken } from "./oauth.service.ts";
