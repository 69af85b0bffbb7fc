import { WebSocket } from "ws";

/** One frame of a stream, or an error. */
export type StreamFrame = { stream: string[]; event: string; payload: string; error?: string; status?: number };

/** A client of Mastodon's streaming WebSocket that remembers what it heard. */
export type StreamEar = {
  socket: WebSocket;
  frames: StreamFrame[];
  /** Why it was not let in, or with which code it was ended. */
  ended: () => string | null;
  say: (message: object | string) => void;
  until: (seen: (frames: StreamFrame[]) => boolean, ms?: number) => Promise<void>;
  close: () => Promise<void>;
};

/** Opens a stream; resolves when it is open or was refused. `how` carries the token. */
export async function openStreamEar(
  url: string,
  path: string,
  token: string | undefined,
  how: "header" | "protocol" | "query" = "header",
): Promise<StreamEar> {
  const address = new URL(path, url.replace(/^http/, "ws"));
  if (token !== undefined && how === "query") address.searchParams.set("access_token", token);
  const socket = new WebSocket(
    address,
    token !== undefined && how === "protocol" ? [token] : [],
    token !== undefined && how === "header" ? { headers: { authorization: `Bearer ${token}` } } : {},
  );
  const frames: StreamFrame[] = [];
  let ended: string | null = null;
  socket.on("message", (data) => frames.push(JSON.parse(String(data)) as StreamFrame));
  socket.on("error", (error) => void (ended ??= error.message));
  socket.on("close", (code) => void (ended ??= String(code)));
  await new Promise<void>((resolve) => {
    socket.once("open", resolve);
    socket.once("error", () => resolve());
  });
  return {
    socket,
    frames,
    ended: () => ended,
    say: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    until: async (seen, ms = 10_000) => {
      for (const start = performance.now(); !seen(frames); await new Promise((go) => setTimeout(go, 10)))
        if (performance.now() - start > ms)
          throw new Error(`not heard in ${ms} ms; heard ${JSON.stringify(frames).slice(0, 2000)}; ${ended}`);
    },
    close: () =>
      new Promise((resolve) => {
        if (socket.readyState === socket.CLOSED) return resolve();
        socket.once("close", () => resolve());
        socket.close();
      }),
  };
}
