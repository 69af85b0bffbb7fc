import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "#core/config";
import type { App, Caller, Viewer } from "#core/context";
import { migrate, openDatabase } from "#core/db";
import type { Connection } from "#core/db";
import { createEventLog } from "#core/events";
import { createHttp } from "#core/http";
import type { Authenticate, Http } from "#core/http";
import { startJobs } from "#core/jobs";
import type { Job } from "#core/jobs";
import { createLimits } from "#core/limits";
import { createLive } from "#core/live";
import type { Live } from "#core/live";
import { createDeliveries } from "#core/live.delivery";
import type { Logger } from "#core/log";
import { createMailer } from "#core/mail";
import { forgetMails, sendMails } from "#core/mail.outbox";
import { createNodes } from "#core/nodes";
import { servePages } from "#core/pages";
import { startReaders } from "#core/readers";
import { openRedis } from "#core/redis";
import { covers } from "#core/scopes";
import { accountEvents, accountRoutes } from "#accounts";
import { discoveryRoutes, docsRoutes, emptyRoutes, instanceRoutes } from "#instance";
import {
  forgetNotifications,
  groupRoutes,
  notificationEvents,
  notificationRoutes,
  notifyMembers,
  policyRoutes,
} from "#notifications";
import { authenticateToken, endTokens, forgetApps, oauthRoutes, renewToken, shutAppsOut } from "#oauth";
import { forgetChallenges, passkeyEvents, passkeyRoutes } from "#passkeys";
import { forgetBoosts, forgetKeys, postEvents, postRoutes, tagEvents, tagRoutes, wipePosts } from "#posts";
import { countFollows, endMutes, relationEvents, relationListRoutes, relationRoutes } from "#relations";
import { indexAccounts, indexOld, indexPosts, searchRoutes } from "#search";
import {
  authenticateRequest,
  endSessions,
  forgetProofs,
  forgetSessions,
  forgetTickets,
  greetMembers,
  keepingRoutes,
  noticeDevices,
  recoveryRoutes,
  redeemTicket,
  renewViewer,
  sendResets,
  sessionEvents,
  sessionRoutes,
  ticketRoutes,
  totpRoutes,
} from "#sessions";
import { createStreaming, forgetPlaces } from "#streaming";
import { conversationRoutes, keepConversations, markerRoutes, timelineEvents, timelineRoutes } from "#timelines";

/** A running server. */
export type Server = {
  app: App;
  http: Http;
  live: Live;
  /** The types of events that reach the live channel. */
  eventTypes: string[];
  /** Where it listens. */
  url: string;
  /** Says at /health/ready that this process ends, and goes on serving until balancers have noticed. */
  drain: () => Promise<void>;
  /** Finishes the requests in flight, tells the sockets to come back elsewhere, and stops. */
  close: () => Promise<void>;
};

/** An app's token comes first: with one, the browser's cookie says nothing. */
const authenticate: Authenticate = async (app, request): Promise<Caller> =>
  (await authenticateToken(app, request)) ?? { viewer: await authenticateRequest(app, request), grant: null };

/** The live channel tells of everything that one may read, so a token must allow to read everything. */
async function authenticateSocket(...asked: Parameters<Authenticate>): Promise<Viewer | null> {
  const { viewer, grant } = await authenticate(...asked);
  return !grant || covers(grant.scopes, "read") ? viewer : null;
}

async function renew(app: App, viewer: Viewer): Promise<Viewer | null> {
  const token = await renewToken(app, viewer);
  return token === undefined ? renewViewer(app, viewer) : token;
}

/** Puts a process together and starts it: one line per feature. */
export async function startServer(
  config: Config,
  connection: Connection,
  secret: Uint8Array,
  logger: Logger,
): Promise<Server> {
  await migrate(connection);
  const database = openDatabase(connection, config.databasePool, (error) =>
    logger.warn({ err: error }, "a database connection broke; new ones are made"),
  );
  const redis = config.redisUrl === undefined ? undefined : await openRedis(config.redisUrl, logger);
  const log = createEventLog(database, logger, redis);
  const limits = createLimits(config.limits, redis);
  const nodes = createNodes(redis, logger);
  const app: App = { config, db: database.db, log, limits, nodes, logger, secret, clock: () => new Date() };
  const http = await createHttp(app, authenticate);
  const deliveries = createDeliveries();

  accountRoutes(http);
  accountEvents(deliveries);
  sessionRoutes(http);
  oauthRoutes(http);
  recoveryRoutes(http);
  totpRoutes(http);
  ticketRoutes(http);
  keepingRoutes(http);
  sessionEvents(deliveries);
  passkeyRoutes(http);
  passkeyEvents(deliveries);
  relationRoutes(http);
  relationListRoutes(http);
  relationEvents(deliveries);
  postRoutes(http);
  postEvents(deliveries);
  tagRoutes(http);
  tagEvents(deliveries);
  timelineRoutes(http);
  conversationRoutes(http);
  markerRoutes(http);
  timelineEvents(deliveries);
  notificationRoutes(http);
  groupRoutes(http);
  policyRoutes(http);
  notificationEvents(deliveries);
  const streaming = createStreaming(http, app);
  searchRoutes(http);
  instanceRoutes(http);
  discoveryRoutes(http);
  emptyRoutes(http);
  docsRoutes(http);
  await servePages(http);

  const live = await createLive(
    app,
    http,
    deliveries,
    { authenticate: authenticateSocket, redeem: redeemTicket, renew },
    (event, live) => {
      endSessions(event, live);
      endTokens(event, live);
    },
  );
  const stopStreaming = streaming.start(live);
  http.addHook("preClose", async () => stopStreaming());
  http.addHook("preClose", live.close);
  const trimLog: Job = { name: "trim-log", everySeconds: 600, run: () => log.trim(config.logRetentionHours) };
  const mailer = createMailer(config, logger);
  const letters = [sendMails(mailer), forgetMails, forgetProofs];
  const stopJobs = startJobs(app, [
    forgetSessions,
    forgetTickets,
    forgetChallenges,
    forgetApps,
    endMutes,
    forgetKeys,
    forgetPlaces,
    forgetBoosts,
    wipePosts,
    forgetNotifications,
    indexOld,
    trimLog,
    ...letters,
  ]);
  const stopReaders = await startReaders(app, [
    greetMembers,
    sendResets,
    noticeDevices,
    shutAppsOut,
    countFollows,
    keepConversations,
    notifyMembers,
    indexPosts,
    indexAccounts,
  ]);
  const close = async () => {
    await stopReaders();
    await stopJobs();
    mailer.close();
    await http.close();
    await nodes.close();
    redis?.close();
    await log.close();
    await database.close();
  };
  try {
    await http.listen({ port: config.port, host: config.host });
  } catch (error) {
    await close();
    throw error;
  }
  nodes.join(log.name(), () => ({ sockets: live.count(), accounts: live.accounts() }));
  const { port } = http.server.address() as AddressInfo;
  return {
    app,
    http,
    live,
    eventTypes: deliveries.types(),
    url: `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`,
    drain: async () => {
      nodes.leave();
      await sleep(config.drainSeconds * 1000);
    },
    close,
  };
}
