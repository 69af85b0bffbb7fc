export { passkeyRoutes } from "./passkeys.controller.ts";
export { forgetChallenges } from "./passkeys.jobs.ts";
export { passkeyEvents } from "./passkeys.live.ts";
