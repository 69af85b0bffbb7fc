// A bare node:http that sends so many bytes to whoever asks: `GET /25000`. bench/social.ts compares with it.
import { createServer } from "node:http";

const bodies = new Map<string, Buffer>();
const server = createServer((request, response) => {
  const url = request.url ?? "/0";
  let body = bodies.get(url);
  if (!body) {
    body = Buffer.alloc(Number(url.slice(1)), "x");
    bodies.set(url, body);
  }
  response.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-length": body.length });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.stdout.write(`${address.port}\n`);
});
