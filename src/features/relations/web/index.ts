export { whenRelationsChange } from "./changes.ts";
export { PeoplePage, Suggestions } from "./lazy.ts";
export { RelationActions } from "./RelationMenu.tsx";
export { FollowsYou, LockedHint, RelationNotice, Unblocked } from "./RelationNotice.tsx";
export { useRequestCount } from "./requests.ts";
