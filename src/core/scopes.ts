const nouns = {
  read: "accounts blocks bookmarks favourites filters follows lists mutes notifications search statuses",
  write:
    "accounts blocks bookmarks conversations favourites filters follows lists media mutes notifications reports statuses",
} as const;

type Words<T extends string> = T extends `${infer Head} ${infer Rest}` ? Head | Words<Rest> : T;
type Parent = keyof typeof nouns;
type Granular = { [P in Parent]: `${P}:${Words<(typeof nouns)[P]>}` }[Parent];

/** What an app may be allowed, in Mastodon's words. */
export type Scope = Parent | Granular | "follow" | "push" | "profile";

/** Every scope there is, the wide ones first. */
export const scopes: readonly string[] = [
  ...["read", "write", "follow", "push", "profile"],
  ...Object.entries(nouns).flatMap(([parent, list]) => list.split(" ").map((noun) => `${parent}:${noun}`)),
];

const followed = /^(read|write):(blocks|follows|mutes)$/;

/** Whether what was granted includes `scope`: itself, or one that is wider (`read` includes `read:statuses`). */
export function covers(granted: readonly string[], scope: string): boolean {
  if (granted.includes(scope)) return true;
  if (scope === "profile") return granted.includes("read") || granted.includes("read:accounts");
  if (scope === "follow") return granted.includes("read") && granted.includes("write");
  if (followed.test(scope) && granted.includes("follow")) return true;
  const [parent = "", noun] = scope.split(":");
  return noun !== undefined && granted.includes(parent);
}
