import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyReply } from "fastify";
import type { App } from "./context.ts";
import type { EventLog } from "./events.ts";
import { cursorHeader } from "./live.contract.ts";
import { limitHeaders, networkOf } from "./limits.ts";
import type { LimitClass, Standing } from "./limits.ts";
import { addressOf, compileTrust } from "./trust.ts";

/** An answer as it goes over the wire, but for what is each caller's own: the limits, and where the log stands. */
type Ready = { limit: LimitClass; head: string[]; body: Buffer; gzipped?: Promise<Buffer> };

/** An answer on its way: it is kept for the others who ask meanwhile, and after. */
export type Filling = {
  /** Waits for what the answer says; when that fails, nothing is kept. */
  during: <T>(work: () => Promise<T>) => Promise<T>;
  /** Keeps the answer with the headers that the reply has by now, and returns its bytes. */
  keep: (reply: FastifyReply, limit: LimitClass, answer: unknown) => Buffer;
};

/** The answers to whoever is not signed in, ready to be sent: each is as new as the log, or it is not there. */
export type ReadyAnswers = {
  find: (request: IncomingMessage) => Ready | Promise<Ready | null> | undefined;
  /** Before anything is read for an answer; null when it is not one to keep. */
  begin: (request: IncomingMessage) => Filling | null;
};

declare module "fastify" {
  interface FastifyInstance {
    kept: ReadyAnswers;
  }
}

/** So many are kept at once, of addresses that are no longer: strangers choose what they ask for. */
const most = { answers: 256, address: 300 };
const smallest = 1024;
const own = /^(x-cursor|(x-)?ratelimit.*|connection|date)$/;
const compress = promisify(gzip);
const wantsGzip = (header: string | string[] | undefined) =>
  /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(header));

/** Nobody, by all that a request says: no cookie and no token. */
const isNobody = ({ method, headers }: IncomingMessage) =>
  method === "GET" && headers.cookie === undefined && headers.authorization === undefined;

/** Answers that are kept until anything happens: they are all forgotten as soon as the log's version is another. */
export function createReady(log: Pick<EventLog, "version">): ReadyAnswers {
  const answers = new Map<string, Ready | Promise<Ready | null>>();
  let version = -1;
  const present = () => {
    if (version !== log.version()) answers.clear();
    version = log.version();
    return answers;
  };
  return {
    find: (request) => (isNobody(request) ? present().get(request.url ?? "") : undefined),
    begin: (request) => {
      const { url = "" } = request;
      if (!isNobody(request) || url.length > most.address || present().has(url)) return null;
      if (answers.size >= most.answers) answers.clear();
      const asOf = version;
      const { promise, resolve } = Promise.withResolvers<Ready | null>();
      answers.set(url, promise);
      const settle = (ready: Ready | null) => {
        resolve(ready);
        // What was read before something happened may lack it.
        if (answers.get(url) !== promise) return;
        if (ready && asOf === log.version()) answers.set(url, ready);
        else answers.delete(url);
      };
      return {
        during: async (work) => {
          try {
            return await work();
          } catch (error) {
            settle(null);
            throw error;
          }
        },
        keep: (reply, limit, answer) => {
          const body = Buffer.from(JSON.stringify(answer));
          reply.type("application/json; charset=utf-8");
          const head = Object.entries({ ...reply.getHeaders(), vary: "accept-encoding" });
          const shared = head.filter(([name]) => !own.test(name)).flatMap(([name, value]) => [name, String(value)]);
          settle({ limit, head: shared, body });
          return body;
        },
      };
    },
  };
}

/** Where the callers of requests stand that were counted before they went the usual way. */
export const counted = new WeakMap<IncomingMessage, Standing>();

/**
 * A web server that sends what is ready before anything else is done for a request, and hands the rest on: what is not
 * ready, and whoever asks too much.
 */
export function createReadyServer(app: App, ready: ReadyAnswers, usual: RequestListener): Server {
  const trust = compileTrust(app.config.trustProxy);
  const answer = async (request: IncomingMessage, response: ServerResponse, kept: Ready | Promise<Ready | null>) => {
    // Before anything is waited for: what happens meanwhile is not in the answer.
    const cursor = String(app.log.position());
    const found = kept instanceof Promise ? await kept : kept;
    if (!found) return usual(request, response);
    const standing = await app.limits.hit(found.limit, networkOf(addressOf(request, trust)));
    if (standing.exceeded) {
      counted.set(request, standing);
      return usual(request, response);
    }
    const small = found.body.length < smallest || !wantsGzip(request.headers["accept-encoding"]);
    const body = small ? found.body : await (found.gzipped ??= compress(found.body));
    const head = [...found.head, cursorHeader, cursor, "content-length", String(body.length)];
    if (!small) head.push("content-encoding", "gzip");
    for (const [name, value] of Object.entries(limitHeaders(standing))) head.push(name, value);
    response.writeHead(200, head).end(body);
  };
  return createServer((request, response) => {
    const kept = app.nodes.isLeaving() ? undefined : ready.find(request);
    if (kept === undefined) return usual(request, response);
    answer(request, response, kept).catch((error: unknown) => {
      app.logger.error({ err: error }, "a ready answer could not be sent");
      response.destroy();
    });
  });
}
