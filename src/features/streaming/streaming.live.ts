import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { App, Caller, Viewer } from "#core/context";
import { AppError } from "#core/errors";
import type { Http } from "#core/http";
import type { Live } from "#core/live";
import { StreamMessage } from "./streaming.contract.ts";
import { openListening } from "./streaming.listen.service.ts";
import type { Listening } from "./streaming.listen.service.ts";
import { maxStreams, pingMs, tokenOf } from "./streaming.limits.ts";
import { openStream } from "./streaming.rules.ts";

/** Bytes a client may leave unread before it is let go; it comes back and is told what it missed. */
const maxUnread = 1024 * 1024;
const maxSubscriptions = 100;

type Member = Caller & { viewer: Viewer };

/** Answers WebSockets at `/api/v1/streaming`. */
export function openStreamSockets(app: App, http: Http, live: Live, perAccount: Map<string, number>): () => void {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: 16 * 1024,
    perMessageDeflate: false,
    handleProtocols: (protocols) => [...protocols][0] ?? false,
  });
  http.server.on("upgrade", (request, socket: Duplex, head: Buffer) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname.startsWith("/socket.io")) return;
    socket.on("error", () => socket.destroy());
    if (!/^\/api\/v1\/streaming\/?$/.test(pathname)) return refuse(socket, 404);
    authenticate(app, http, request, searchParams).then(
      (caller) => {
        const { accountId } = caller.viewer;
        if ((perAccount.get(accountId) ?? 0) >= maxStreams) return refuse(socket, 429);
        return server.handleUpgrade(request, socket, head, (client) => {
          perAccount.set(accountId, (perAccount.get(accountId) ?? 0) + 1);
          client.on("close", () => void perAccount.set(accountId, perAccount.get(accountId)! - 1));
          serve(app, live, client, caller, searchParams);
        });
      },
      (error: unknown) => refuse(socket, error instanceof AppError ? error.status : 503),
    );
  });
  return () => {
    // 1012: the service restarts; clients come back.
    for (const client of server.clients) client.close(1012);
    setTimeout(() => server.clients.forEach((client) => client.terminate()), 500).unref();
    server.close();
  };
}

async function authenticate(app: App, http: Http, request: IncomingMessage, query: URLSearchParams): Promise<Member> {
  const { headers } = request;
  const token = tokenOf(headers, query.get("access_token") ?? undefined);
  const caller = await http.authenticate(app, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  if (!caller.viewer || !caller.grant) throw new AppError(401, { en: "Log in first.", ko: "먼저 로그인해 주세요." });
  return { ...caller, viewer: caller.viewer };
}

function refuse(socket: Duplex, status: number): void {
  const words: Record<number, string> = {
    401: "Unauthorized",
    404: "Not Found",
    403: "Forbidden",
    429: "Too Many Requests",
  };
  socket.end(
    `HTTP/1.1 ${status} ${words[status] ?? "Service Unavailable"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

function serve(app: App, live: Live, client: WebSocket, { viewer, grant }: Member, query: URLSearchParams): void {
  const open = new Map<string, Promise<Listening | null>>();
  const say = (text: string) => {
    if (client.bufferedAmount > maxUnread) client.terminate();
    else client.send(text);
  };
  const complain = (error: unknown) => {
    if (error instanceof AppError) return say(JSON.stringify({ error: error.message, status: error.status }));
    app.logger.warn({ err: error }, "a stream was dropped; the client comes again");
    return client.terminate();
  };
  const line = {
    viewer,
    isOpen: () => client.readyState === client.OPEN,
    ready: async () => {
      while (client.readyState === client.OPEN && client.bufferedAmount > 0)
        await new Promise((resolve) => setTimeout(resolve, 5));
    },
    end: () => client.close(4401),
  };

  async function subscribe(name: string, of: { tag?: string }): Promise<Listening | null> {
    const stream = openStream(name, of, grant!);
    const key = stream.name.join(" ");
    const opened = open.get(key);
    if (opened || open.size >= maxSubscriptions) return opened ?? null;
    const shown = JSON.stringify(stream.name);
    const listening = openListening(
      app,
      live,
      {
        ...line,
        send: (_stream, { event, payload }) =>
          say(`{"stream":${shown},"event":"${event}","payload":${JSON.stringify(payload)}}`),
      },
      stream,
    );
    open.set(key, listening);
    return listening;
  }

  async function unsubscribe(name: string, of: { tag?: string }): Promise<void> {
    const key = openStream(name, of, grant!).name.join(" ");
    const listening = await open.get(key);
    open.delete(key);
    await listening?.leave(true);
  }

  async function hear(text: string): Promise<void> {
    const standing = await app.limits.hit("socket", `account:${viewer.accountId}`);
    if (standing.exceeded) return client.close(1008);
    const { type, stream, ...of } = StreamMessage.parse(JSON.parse(text));
    if (type === "subscribe") await subscribe(stream, of);
    else await unsubscribe(stream, of);
  }

  client.on("message", (data) => {
    hear(String(data)).catch((error: unknown) =>
      complain(
        error instanceof AppError
          ? error
          : new AppError(400, {
              en: "This is no message that a stream understands.",
              ko: "스트림이 이해할 수 없는 메시지예요.",
            }),
      ),
    );
  });
  client.on("error", () => client.terminate());

  let pinged = -1;
  let answered = true;
  client.on("pong", () => {
    answered = true;
    for (const listening of open.values()) void listening.then((it) => it?.confirm(pinged));
  });
  const heart = setInterval(() => {
    if (!answered) return client.terminate();
    answered = false;
    pinged = live.position();
    return client.ping();
  }, pingMs);
  client.on("close", (code) => {
    clearInterval(heart);
    const whole = [1000, 1001, 1005, 1012].includes(code);
    for (const listening of open.values()) void listening.then((it) => it?.leave(whole)).catch(() => {});
  });

  const first = query.get("stream");
  if (first !== null) subscribe(first, { tag: query.get("tag") ?? undefined }).catch(complain);
}
