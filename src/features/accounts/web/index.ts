export { accountLimits, usernamePattern } from "../accounts.limits.ts";
export { AccountName, nameOf } from "./AccountName.tsx";
export { useAccount } from "./accounts.store.ts";
export { Avatar } from "./Avatar.tsx";
export { plainNote } from "./plain.ts";
export { ProfileHeader } from "./ProfileHeader.tsx";
