import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** What a line does: carries, refuses and cuts, or looks alive while nothing comes through. */
export type LineState = "open" | "cut" | "hole";

/** The way from one browser to its node. */
export type Line = {
  /** Where the browser reaches it. */
  url: string;
  state: () => LineState;
  /** Changes what it does. A connection that was once in the hole stays there; only a new one gets through again. */
  set: (state: LineState) => void;
  close: () => Promise<void>;
};

/** Opens a line to a node. */
export async function openLine(target: string): Promise<Line> {
  const { port, hostname } = new URL(target);
  const pairs = new Set<{ near: Socket; far: Socket; holed: boolean }>();
  let state: LineState = "open";
  const server = createServer((near) => {
    if (state === "cut") return void near.destroy();
    const pair = { near, far: connect(Number(port), hostname), holed: state === "hole" };
    pairs.add(pair);
    for (const [from, to] of [
      [pair.near, pair.far],
      [pair.far, pair.near],
    ] as const) {
      from.on("data", (bytes) => !pair.holed && to.write(bytes));
      from.on("error", () => {});
      from.on("close", () => {
        if (!pair.holed || from === pair.near) to.destroy();
        if (from === pair.near) pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const cut = () => {
    for (const { near, far } of pairs) for (const end of [near, far]) end.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state: () => state,
    set(next) {
      state = next;
      if (next === "cut") cut();
      if (next === "hole") for (const pair of pairs) pair.holed = true;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        cut();
      }),
  };
}
