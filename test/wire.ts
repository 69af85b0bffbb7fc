import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";

/** A WebSocket to the live channel made by hand: it says what it likes, and reads only when it is told to. */
export type Wire = {
  /** Sends one text frame. */
  say: (text: string) => void;
  /** Stops taking bytes from the network; what comes piles up at the other end. */
  pause: () => void;
  resume: () => void;
  /** Everything that came, as text. */
  got: () => string;
  bytes: () => number;
  closed: () => boolean;
  destroy: () => void;
};

/** Opens one; resolves when the server has answered the upgrade, whatever it said. */
export async function openWire(url: string, headers: Record<string, string> = {}): Promise<Wire> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  const state = { bytes: 0, closed: false };
  socket.on("data", (chunk: Buffer) => {
    state.bytes += chunk.length;
    if (state.bytes < 1_000_000) chunks.push(chunk);
  });
  socket.on("error", () => {});
  socket.on("close", () => void (state.closed = true));
  const lines = Object.entries({
    Host: host,
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${lines.join("")}\r\n`);
  await new Promise<void>((resolve) => {
    socket.once("data", () => resolve());
    socket.once("close", () => resolve());
  });
  return {
    say: (text) => void socket.write(frame(text)),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    got: () => Buffer.concat(chunks).toString("latin1"),
    bytes: () => state.bytes,
    closed: () => state.closed,
    destroy: () => destroy(socket),
  };
}

const destroy = (socket: Socket) => void socket.destroy();

/** A masked text frame, as clients must send it. */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const mask = randomBytes(4);
  const masked = Buffer.from(body.map((byte, i) => byte ^ mask[i % 4]!));
  const head =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length])
      : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, mask, masked]);
}
