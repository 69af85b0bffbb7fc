import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";

type Answer = { status?: number; body: unknown; link?: string };

/** A page in front of a server that a test plays: it answers what is asked, and tells what happened. */
export function openPage(answerTo: (method: string, path: string, body: unknown) => Answer) {
  const asked: string[] = [];
  const server = { cursor: 5, down: false, answered: Promise.resolve() };
  const fetch = (async (path: string, { method = "GET", body }: RequestInit) => {
    if (path === "/auth/csrf-token") return Response.json({ csrfToken: "t" });
    asked.push(`${method} ${path}`);
    const at = String(server.cursor);
    const { status = 200, body: found, link } = answerTo(method, path, body && JSON.parse(body as string));
    await server.answered;
    if (server.down) throw new TypeError("Failed to fetch");
    return Response.json(structuredClone(found), { status, headers: { "x-cursor": at, ...(link && { link }) } });
  }) as typeof globalThis.fetch;
  let pipe = {} as PipeEvents;
  const channels: string[] = [];
  const live = createLive({
    random: () => 0,
    dial: (events) => {
      pipe = events;
      return {
        connect: () => {},
        disconnect: () => {},
        subscribe: ({ channels: more }) => void channels.push(...more),
        unsubscribe: ({ channels: gone }) => gone.forEach((one) => channels.splice(channels.indexOf(one), 1)),
      };
    },
  });
  live.start({ cursor: 5 });
  pipe.up();
  pipe.ready({ cursor: 5 });
  return {
    api: createApi({ fetch, lang: () => "en", random: () => 0 }),
    live,
    asked,
    channels,
    server,
    /** Something happened, and the page is told. */
    tell: (type: string, data: unknown, cursor = ++server.cursor) =>
      pipe.event({ cursor, type, data: structuredClone(data) }),
    reset: () => pipe.reset({ cursor: server.cursor }),
  };
}
