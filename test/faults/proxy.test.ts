import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket, WebSocketServer } from "ws";
import { expect, test } from "vitest";
import { eachFrame } from "./frames.ts";
import { planOf } from "./plan.ts";
import { openProxy } from "./proxy.ts";

const event = (n: number) => `42["event",{"cursor":${n}}]`;

test("a seed makes the same plan every time, and the next one another", () => {
  const plans = Array.from({ length: 200 }, (_, seed) => JSON.stringify(planOf(seed, 3, 4)));
  expect(plans).toEqual(Array.from({ length: 200 }, (_, seed) => JSON.stringify(planOf(seed, 3, 4))));
  expect(new Set(plans).size).toBe(200);
  const kinds = new Set(
    Array.from({ length: 200 }, (_, seed) => planOf(seed, 3, 4).faults).flatMap((faults) =>
      faults.map(({ kind }) => kind),
    ),
  );
  expect(kinds.size).toBe(15);
});

test("the bytes of a WebSocket are cut into the same frames, however they arrive", () => {
  const header = Buffer.from("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n");
  const short = Buffer.concat([Buffer.from([0x81, 2]), Buffer.from("ab")]);
  const middle = Buffer.concat([Buffer.from([0x81, 126, 1, 44]), Buffer.alloc(300, "m")]);
  const long = Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 1, 17, 112]), Buffer.alloc(70_000, "l")]);
  const parts = [header, short, middle, long, short];
  const all = Buffer.concat(parts);
  for (const step of [11, 1000, all.length]) {
    const taken: Buffer[] = [];
    const take = eachFrame((frame) => taken.push(frame));
    for (let at = 0; at < all.length; at += step) take(all.subarray(at, at + step));
    expect(taken).toEqual(parts);
  }
});

test("the way to a client says events twice, delays, holds back and swallows, and changes nothing else", async () => {
  const server = new WebSocketServer({ port: 0 });
  const clients: WebSocket[] = [];
  server.on("connection", (client) => clients.push(client));
  const { port } = server.address() as AddressInfo;
  const proxy = await openProxy(() => ({ host: "127.0.0.1", port }), { frames: true });
  const near = new WebSocket(proxy.url.replace("http", "ws"));
  const heard: string[] = [];
  near.on("message", (data) => heard.push(String(data)));
  await expect.poll(() => near.readyState).toBe(WebSocket.OPEN);
  const say = (...words: string[]) => words.forEach((word) => clients[0]!.send(word));
  say(event(1));
  await expect.poll(() => heard).toEqual([event(1)]);
  proxy.twice(true);
  say(event(2), "2", event(3));
  await expect.poll(() => heard).toEqual([event(1), event(2), event(2), "2", event(3), event(3)]);
  proxy.twice(false);
  heard.length = 0;

  const began = performance.now();
  const napped = proxy.nap(200);
  say(event(4), event(5));
  await napped;
  await expect.poll(() => heard).toEqual([event(4), event(5)]);
  expect(performance.now() - began).toBeGreaterThan(190);

  proxy.set("hole");
  say(event(6));
  await sleep(100);
  proxy.set("open");
  say(event(7));
  await sleep(100);
  expect([heard, near.readyState]).toEqual([[event(4), event(5)], WebSocket.OPEN]);
  proxy.set("cut");
  await expect.poll(() => near.readyState).toBe(WebSocket.CLOSED);
  await proxy.close();
  server.close();
});

test("a way that is cut lets nobody in until it is open again", async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.on("error", () => {})));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const proxy = await openProxy(() => ({ host: "127.0.0.1", port }));
  const enough = new AbortController();
  const knock = () => fetch(proxy.url, { signal: enough.signal }).catch((error: Error) => error.name);
  proxy.set("cut");
  expect(await knock()).toBe("TypeError");
  expect(sockets).toHaveLength(0);
  proxy.set("open");
  const knocking = knock();
  await expect.poll(() => sockets).toHaveLength(1);
  enough.abort();
  expect(await knocking).toBe("AbortError");
  await proxy.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});
