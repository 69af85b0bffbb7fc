// The least that a fan-out can do: a `ws` server that sends the body of each POST to everyone who is connected. With
// REDIS_URL it sends it by way of Redis, so that each of several does. bench/fanout.ts compares with it.
import { createServer } from "node:http";
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";

const { REDIS_URL } = process.env;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const text = Buffer.concat(chunks).toString();
    if (tell) void tell.publish("bare", text);
    else broadcast(text);
    response.end("{}");
  });
});
server.keepAliveTimeout = 600_000;
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const tell = REDIS_URL === undefined ? undefined : new Redis(REDIS_URL);
if (tell) {
  const ears = tell.duplicate();
  await ears.subscribe("bare");
  ears.on("message", (_channel, text) => broadcast(text));
}

function broadcast(text: string): void {
  for (const socket of sockets.clients) socket.send(text);
}

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.stdout.write(`is ready: http://127.0.0.1:${address.port}\n`);
});
