import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io as connect } from "socket.io-client";
import { expect, test } from "vitest";
import ws from "ws";
import { joinFrames } from "./live.frames.ts";

test("a broadcast reaches every socket as one buffer, whole, whatever its length", async () => {
  const web = createServer();
  const io = new Server(web, { transports: ["websocket"] });
  joinFrames(io.sockets.adapter);
  await new Promise<void>((done) => web.listen(0, "127.0.0.1", done));
  const { port } = web.address() as AddressInfo;
  const clients = [1, 2].map(() => connect(`http://127.0.0.1:${port}`, { transports: ["websocket"] }));
  await Promise.all(clients.map((client) => new Promise<void>((done) => client.once("connect", done))));
  const { prototype } = (ws as unknown as { Sender: { prototype: { sendFrame: (...args: unknown[]) => void } } })
    .Sender;
  const { sendFrame } = prototype;
  const pieces: number[] = [];
  Object.assign(prototype, {
    sendFrame(this: unknown, ...args: unknown[]) {
      pieces.push((args[0] as Buffer[]).length);
      return Reflect.apply(sendFrame, this, args);
    },
  });
  try {
    // A frame's head is of another length from 126 and from 65,536 bytes on.
    const said = [3, 200, 70_000].map((length) => "말".repeat(length));
    const heard = clients.map(async (client) => {
      const got: string[] = [];
      await new Promise<void>((done) =>
        client.on("event", (text: string) => {
          got.push(text);
          if (got.length === said.length) done();
        }),
      );
      return got;
    });
    for (const text of said) io.emit("event", text);
    expect(await Promise.all(heard)).toEqual([said, said]);
    expect(pieces).toEqual(Array.from({ length: 6 }, () => 1));
  } finally {
    Object.assign(prototype, { sendFrame });
    for (const client of clients) client.disconnect();
    await io.close();
  }
});

test("an adapter that encodes otherwise is left as it is", () => {
  const adapter = {};
  joinFrames(adapter);
  expect(adapter).toEqual({});
});
