import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Line, LineState } from "#test/law/line";
import { eachFrame, isEvent } from "./frames.ts";

/** A way on which things go wrong; none of them alters or reorders what does arrive, as TCP does not. */
export type Proxy = Line & {
  port: number;
  /** Milliseconds that each piece is on its way. */
  slow: (ms: number) => void;
  /** Whether each event is said twice. Only for WebSockets. */
  twice: (on: boolean) => void;
  /** Holds everything back for so long, then lets it through. */
  nap: (ms: number) => Promise<void>;
};

type Target = () => { host: string; port: number } | { path: string };

/** Opens a way to wherever `target` says at the moment of connecting. */
export async function openProxy(target: Target, { frames = false } = {}): Promise<Proxy> {
  const pairs = new Set<{ near: Socket; far: Socket; holed: boolean }>();
  let state: LineState = "open";
  let delayMs = 0;
  let doubled = false;
  let held: Promise<unknown> | undefined;

  const server = createServer((near) => {
    if (state === "cut") return void near.destroy();
    const pair = { near, far: connect(target()), holed: state === "hole" };
    pairs.add(pair);
    const carry = (from: Socket, to: Socket) => {
      let chain = Promise.resolve();
      const send = (bytes: Buffer) => {
        chain = chain.then(async () => {
          if (delayMs > 0) await sleep(delayMs);
          await held;
          if (!pair.holed && to.writable) to.write(bytes);
        });
      };
      const sendFrame = (frame: Buffer) => {
        send(frame);
        if (doubled && isEvent(frame)) send(frame);
      };
      from.on("data", frames && from === pair.far ? eachFrame(sendFrame) : send);
      from.on("error", () => {});
      from.on("close", () => {
        if (!pair.holed || from === near) to.destroy();
        if (from === near) pairs.delete(pair);
      });
    };
    carry(near, pair.far);
    carry(pair.far, near);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const { near, far } of pairs) for (const end of [near, far]) end.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    state: () => state,
    set(next) {
      state = next;
      if (next === "cut") cut();
      if (next === "hole") for (const pair of pairs) pair.holed = true;
    },
    slow: (ms) => void (delayMs = ms),
    twice: (on) => void (doubled = on),
    nap: async (ms) => {
      held = Promise.all([held, sleep(ms)]);
      await held;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        cut();
      }),
  };
}
