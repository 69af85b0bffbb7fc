import type { Grant } from "#core/context";
import { outOfScope } from "#core/errors";
import type { Channel } from "#core/live.contract";
import { covers } from "#core/scopes";
import type { Scope } from "#core/scopes";
import { tagKey } from "#core/writing.syntax";
import { tagMissing, unknownStream } from "./streaming.errors.ts";

/** A stream as it was asked for: its name in frames, where it listens, and what it tells of that. */
export type Stream = {
  /** As frames and places name it: `["hashtag", "서울"]`. */
  name: string[];
  channels: Channel[];
  tells: ("post" | "notification" | "conversation")[];
};

type Kind = { scope: Scope; channels: Channel[]; tells: Stream["tells"] };

const kinds: Record<string, Kind> = {
  user: { scope: "read:statuses", channels: ["home", "me"], tells: ["post", "notification"] },
  "user:notification": { scope: "read:notifications", channels: ["me"], tells: ["notification"] },
  public: { scope: "read:statuses", channels: ["public"], tells: ["post"] },
  "public:local": { scope: "read:statuses", channels: ["public"], tells: ["post"] },
  // All posts are of this instance, and none has media yet: these stay silent.
  "public:remote": { scope: "read:statuses", channels: [], tells: ["post"] },
  "public:media": { scope: "read:statuses", channels: [], tells: ["post"] },
  "public:local:media": { scope: "read:statuses", channels: [], tells: ["post"] },
  "public:remote:media": { scope: "read:statuses", channels: [], tells: ["post"] },
  direct: { scope: "read:statuses", channels: ["me"], tells: ["conversation"] },
};
const tagKinds = ["hashtag", "hashtag:local"];

/** What a stream is, for an app with these rights; throws where there is none of that name, or it may not be read. */
export function openStream(name: string, { tag }: { tag?: string }, grant: Pick<Grant, "scopes">): Stream {
  if (tagKinds.includes(name)) {
    demand(grant, "read:statuses");
    const key = tagKey((tag ?? "").replace(/^#/, "").trim());
    if (key === "" || /[\s:]/.test(key) || key.length > 200) throw tagMissing();
    return { name: [name, key], channels: [`tag:${key}`], tells: ["post"] };
  }
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!kind) throw unknownStream();
  demand(grant, kind.scope);
  const tells = kind.tells.filter((what) => what !== "notification" || covers(grant.scopes, "read:notifications"));
  return { name: [name], channels: kind.channels, tells };
}

function demand({ scopes }: Pick<Grant, "scopes">, scope: Scope): void {
  if (!covers(scopes, scope)) throw outOfScope(scope);
}
