import type { Config } from "./config.ts";
import type { Db } from "./db.ts";
import type { EventLog } from "./events.ts";
import type { Lang } from "./lang.ts";
import type { Limits } from "./limits.ts";
import type { Logger } from "./log.ts";
import type { Nodes } from "./nodes.ts";

/** What the whole process shares. */
export type App = {
  config: Config;
  db: Db;
  log: EventLog;
  limits: Limits;
  nodes: Nodes;
  logger: Logger;
  /** Signs sessions and tokens. */
  secret: Uint8Array;
  clock: () => Date;
};

/** Who asks. `sessionId` names what lets them in: a web session, or `token:<id>` for an app's token. */
export type Viewer = { accountId: string; sessionId: string; expiresAt: Date };

/** An app's token and what it allows. An app may also ask for itself alone; then there is a grant and no viewer. */
export type Grant = { tokenId: string; appId: string; scopes: readonly string[] };

/** Who sent a request: a member by a cookie, a member through an app, an app for itself, or nobody known. */
export type Caller = { viewer: Viewer | null; grant: Grant | null };

/** What every service function is given first: the process, and who asks in which language. */
export type Ctx = App & Caller & { lang: Lang };

/** A context of someone who is signed in. */
export type MemberCtx = Ctx & { viewer: Viewer };
