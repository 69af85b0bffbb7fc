import { setTimeout as sleep } from "node:timers/promises";
import fastifyCompress from "@fastify/compress";
import fastifyCookie from "@fastify/cookie";
import { LogController, fastify } from "fastify";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import type { App, Caller, Ctx } from "./context.ts";
import { openToApps } from "./http.cors.ts";
import { acceptBodies, maxBody, readForm } from "./http.body.ts";
import { answerError, answerNoise } from "./http.errors.ts";
import { bareHeaders, setHeaders } from "./http.headers.ts";
import { createReady, createReadyServer } from "./http.ready.ts";
import { pickLang } from "./lang.ts";
import { compileTrust } from "./trust.ts";

/** The web server. */
export type Http = FastifyInstance;

/** Finds out who sent a request; throws 401 for credentials that are no good, and says nobody where there are none. */
export type Authenticate = (app: App, request: Pick<FastifyRequest, "headers">) => Promise<Caller>;

declare module "fastify" {
  interface FastifyRequest {
    ctx: Ctx;
  }
  interface FastifyInstance {
    authenticate: Authenticate;
  }
}

/** How long a request may take to come in, and a connection stay open without one, in milliseconds. */
const times = { requestTimeout: 60_000, keepAliveTimeout: 72_000 };

/** A Fastify with our errors, headers, bodies and context; features add their routes to it. */
export async function createHttp(app: App, authenticate: Authenticate): Promise<Http> {
  const loggerInstance: FastifyBaseLogger = app.logger;
  const ready = createReady(app.log);
  const http = fastify({
    // What Fastify would set on a server that it makes itself.
    serverFactory: (usual) => Object.assign(createReadyServer(app, ready, usual), times),
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: compileTrust(app.config.trustProxy),
    bodyLimit: maxBody,
    routerOptions: { maxParamLength: 500, querystringParser: readForm, ignoreTrailingSlash: true },
    forceCloseConnections: "idle",
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => answerError(error, request, reply.headers(bareHeaders(app.config))),
    clientErrorHandler: answerNoise,
  });
  await setHeaders(http, app.config);
  await http.register(fastifyCompress, { globalCompression: true, globalDecompression: false, threshold: 1024 });
  await http.register(fastifyCookie);
  acceptBodies(http);
  http.addHook("onRequest", async (request) => {
    request.ctx = { ...app, viewer: null, grant: null, lang: pickLang(request.headers["accept-language"]) };
  });
  openToApps(http);
  // A stop first takes in what was sent before it, and then hangs up; each answer on the way is its connection's last.
  http.addHook("preClose", async () => {
    app.nodes.leave();
    await sleep(100);
  });
  http.addHook("onSend", (_request, reply, _payload, done) => {
    if (app.nodes.isLeaving()) reply.header("connection", "close");
    done();
  });
  http.decorate("authenticate", authenticate);
  http.decorate("kept", ready);
  http.decorate("contracts", []);
  http.decorate("breaches", null);
  http.setErrorHandler(answerError);
  return http;
}
