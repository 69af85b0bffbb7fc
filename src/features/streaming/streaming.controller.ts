import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { App, Viewer } from "#core/context";
import { notSignedIn } from "#core/errors";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import type { Live } from "#core/live";
import { Sent, StreamQuery } from "./streaming.contract.ts";
import { tooManyStreams } from "./streaming.errors.ts";
import { maxStreams, pingMs, tokenOf } from "./streaming.limits.ts";
import { openListening } from "./streaming.listen.service.ts";
import { openStream } from "./streaming.rules.ts";
import type { Stream } from "./streaming.rules.ts";

/** Paths of server-sent events, and the streams behind them. */
const paths: Record<string, string> = {
  user: "user",
  "user/notification": "user:notification",
  public: "public",
  "public/local": "public:local",
  "public/remote": "public:remote",
  hashtag: "hashtag",
  "hashtag/local": "hashtag:local",
  direct: "direct",
  list: "list",
};

/** The routes of Mastodon's streaming over server-sent events; `live` gives the live channel once it follows the log. */
export function streamRoutes(http: Http, app: App, live: () => Live, perAccount: Map<string, number>): void {
  route(
    http,
    {
      method: "GET",
      path: "/api/v1/streaming/health",
      about: "Whether streams are served here.",
      access: "unasked",
      scope: "none",
      limit: "none",
      answer: [200, z.string()],
    },
    async ({ reply }) => {
      reply.type("text/plain");
      return "OK";
    },
  );
  for (const [path, name] of Object.entries(paths))
    route(
      http,
      {
        method: "GET",
        path: `/api/v1/streaming/${path}`,
        about: `The stream \`${name}\` as server-sent events.`,
        access: "unasked",
        scope: "none",
        limit: "read",
        query: StreamQuery,
        answer: [200, Sent],
      },
      async ({ query, request, reply }) => {
        const token = tokenOf(request.headers, query.access_token);
        const caller = await http.authenticate(app, { headers: token ? { authorization: `Bearer ${token}` } : {} });
        if (!caller.viewer || !caller.grant) throw notSignedIn();
        const stream = openStream(name, query, caller.grant);
        const open = perAccount.get(caller.viewer.accountId) ?? 0;
        if (open >= maxStreams) throw tooManyStreams();
        perAccount.set(caller.viewer.accountId, open + 1);
        await sendEvents(app, live(), stream, caller.viewer, request, reply).finally(() =>
          perAccount.set(caller.viewer!.accountId, perAccount.get(caller.viewer!.accountId)! - 1),
        );
        return null;
      },
    );
}

/** Sends a stream until one side ends it. */
async function sendEvents(
  app: App,
  live: Live,
  stream: Stream,
  viewer: Viewer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "private, no-store",
    "x-accel-buffering": "no",
  });
  raw.write(":)\n\n");
  const closed = new Promise<void>((resolve) => raw.on("close", resolve));
  const last = Number(request.headers["last-event-id"]);
  const listening = await openListening(
    app,
    live,
    {
      viewer,
      isOpen: () => !raw.destroyed,
      ready: async () => {
        if (raw.writableNeedDrain) await Promise.race([closed, new Promise((resolve) => raw.once("drain", resolve))]);
      },
      send: (_stream, { event, payload }, seq) => {
        if (raw.writableLength > 1024 * 1024) raw.destroy();
        else raw.write(`id: ${seq}\nevent: ${event}\ndata: ${payload}\n\n`);
      },
      end: () => raw.end(),
    },
    stream,
    Number.isSafeInteger(last) && last > 0 ? last : null,
  );
  let told = live.position();
  const heart = setInterval(() => {
    // What was sent before the last beat and has left this machine counts as heard.
    if (raw.writableLength === 0) listening.confirm(told);
    told = live.position();
    raw.write(":thump\n\n");
  }, pingMs);
  await closed;
  clearInterval(heart);
  await listening.leave(false);
}
