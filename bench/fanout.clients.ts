// Thousands of listeners in one process, each of them a TCP connection that speaks just enough WebSocket, Engine.IO and
// Socket.IO: what they need of a processor must not hide what the server does. Started by bench/fanout.ts, to which it
// talks over IPC. What is told carries the moment it was sent, on the clock that all processes of a machine share.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { now } from "./fanout.mark.ts";

/** Opens listeners at these ports in turn. With tokens they are Socket.IO's, each a member's; without they are bare. */
export type Open = { ports: number[]; count: number; tokens?: string[] };
/** To the process: open, give the figures since they were last given, or close all. */
export type Order = { open: Open } | { report: true } | { close: true };
/** From the process: all are open; everyone has the message of this number; figures; all are closed. */
export type News =
  | { opened: number }
  | { complete: number }
  | { deliveries: number; p50: number; p99: number; worst: number; bytes: number; sample: string }
  | { closed: number; wrong: string[] };

const mark = Buffer.from("bench:");

const shared = Buffer.alloc(256 * 1024);
const wrong = new Set<string>();
let sockets: Socket[] = [];
let latencies: number[] = [];
let heard = new Map<number, number>();
let [deliveries, bytes, sample, ending] = [0, 0, "", false];

/** A masked text frame of at most 64 kB, as clients must send it; a mask of zeros is one. */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const size = body.length < 126 ? [0x80 | body.length] : [0xfe, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([0x81, ...size, 0, 0, 0, 0]), body]);
}
const pong = frame("3");

/** One message: an answer to a ping, or a delivery, of which only the mark is looked for. */
function take(socket: Socket, from: Buffer, start: number, end: number, ready: () => void): void {
  if (end - start === 1 && from[start] === 0x32) return void socket.write(pong);
  const at = from.indexOf(mark, start, "latin1");
  if (at < 0 || at + 31 > end) {
    if (end - start < 200 && from.toString("latin1", start, end).startsWith('42["ready"')) ready();
    else if (from.toString("latin1", start, start + 2) === "44") wrong.add(from.toString("latin1", start, end));
    return;
  }
  const nth = Number(from.toString("latin1", at + 6, at + 14));
  latencies.push(Number(now()) - Number(from.toString("latin1", at + 15, at + 31)));
  deliveries++;
  if (sample === "") {
    bytes = end - start;
    sample = from.toString("utf8", start, end);
  }
  const count = (heard.get(nth) ?? 0) + 1;
  if (count < sockets.length) heard.set(nth, count);
  else {
    heard.delete(nth);
    process.send!({ complete: nth } satisfies News);
  }
}

function listen(port: number, token: string | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let rest: Buffer | undefined;
    let open = false;
    const read = (given: Buffer) => {
      const from = rest ? Buffer.concat([rest, given]) : given;
      rest = undefined;
      let at = 0;
      if (!open) {
        const end = from.indexOf("\r\n\r\n");
        if (end < 0) return void (rest = Buffer.from(from));
        if (!from.toString("latin1", 0, 12).endsWith("101")) return reject(new Error(from.toString("latin1", 0, end)));
        open = true;
        at = end + 4;
        if (token === undefined) resolve(socket);
        else socket.write(frame(`40${JSON.stringify({ token, channels: ["public", "home", "me"] })}`));
      }
      for (;;) {
        if (from.length - at < 2) break;
        let [size, body] = [from[at + 1]! & 127, at + 2];
        if (size === 126 && from.length - at >= 4) [size, body] = [from.readUInt16BE(at + 2), at + 4];
        else if (size === 127 && from.length - at >= 10) [size, body] = [Number(from.readBigUInt64BE(at + 2)), at + 10];
        else if (size >= 126) break;
        if (from.length < body + size) break;
        take(socket, from, body, body + size, () => resolve(socket));
        at = body + size;
      }
      if (at < from.length) rest = Buffer.from(from.subarray(at));
    };
    const socket = connect({
      ...{ port, host: "127.0.0.1", noDelay: true },
      onread: {
        buffer: shared,
        callback: (size) => {
          read(shared.subarray(0, size));
          return true;
        },
      },
    });
    socket.on("error", reject);
    socket.on("close", () => {
      if (!ending) wrong.add("a listener was cut off");
      reject(new Error("closed before it was ready"));
    });
    socket.on("connect", () => {
      const path = token === undefined ? "/" : "/socket.io/?EIO=4&transport=websocket";
      const key = randomBytes(16).toString("base64");
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
      );
    });
  });
}

async function open({ ports, count, tokens }: Open): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < count; i = next++)
      sockets.push(await listen(ports[i % ports.length]!, tokens && tokens[i % tokens.length]!));
  };
  ending = false;
  await Promise.all(Array.from({ length: 16 }, lane));
  process.send!({ opened: sockets.length } satisfies News);
}

function report(): void {
  const sorted = Float64Array.from(latencies).sort();
  const part = (p: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0) / 1000;
  const figures = { deliveries, p50: part(0.5), p99: part(0.99), worst: part(1), bytes, sample };
  process.send!(figures satisfies News);
  [latencies, heard, deliveries, sample] = [[], new Map(), 0, ""];
}

async function close(): Promise<void> {
  ending = true;
  const closing = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  for (const socket of sockets) socket.destroy();
  await Promise.all(closing);
  process.send!({ closed: sockets.length, wrong: [...wrong] } satisfies News);
  wrong.clear();
  sockets = [];
}

process.on("message", (order: Order) => {
  if ("open" in order) void open(order.open);
  else if ("report" in order) report();
  else void close();
});
process.on("disconnect", () => process.exit(0));
