import { Agent, createServer, request } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";

/** A load balancer as they all are: no sticky sessions, each request and each WebSocket to the next node that is ready. */
export type Balancer = {
  url: string;
  /** The nodes it may use, by address; changes take effect with the next look. */
  set: (nodes: string[]) => void;
  /** The nodes that were ready when last asked. */
  ready: () => string[];
  /** How many requests and WebSockets each node was given. */
  given: Map<string, number>;
  close: () => Promise<void>;
};

const lookMs = 100;

/** Starts one in front of these nodes; it asks /health/ready ten times a second. */
export async function startBalancer(first: string[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: false });
  const given = new Map<string, number>();
  const lines = new Set<Duplex>();
  let nodes = first;
  let ready: string[] = [];
  let turn = 0;
  const look = async () => {
    const asked = nodes;
    const answers = await Promise.all(asked.map(isReady));
    ready = asked.filter((url, i) => answers[i] && nodes.includes(url));
  };
  const clock = setInterval(() => void look(), lookMs);
  /** The ready nodes, beginning with the one whose turn it is: who cannot be connected to is passed over. */
  const inTurn = () => {
    turn++;
    return ready.map((_, i) => ready[(turn + i) % ready.length]!);
  };
  const count = (node: string) => void given.set(node, (given.get(node) ?? 0) + 1);

  const server = createServer((from, to) => {
    const fail = () => {
      if (to.headersSent) to.destroy();
      else to.writeHead(502, { "content-type": "application/json" }).end('{"error":"no node answers"}');
    };
    const attempt = ([node, ...rest]: string[], body: Buffer) => {
      if (node === undefined) return fail();
      const { hostname, port } = new URL(node);
      const headers = forwarded(from);
      const onward = request({ hostname, port, method: from.method, path: from.url, headers, agent }, (answer) => {
        const { connection: _hop, "keep-alive": _too, ...kept } = answer.headers;
        to.writeHead(answer.statusCode ?? 502, kept);
        answer.on("error", fail).pipe(to);
      });
      let sent = false;
      onward.on("socket", (socket) => socket.once("connect", () => (sent = true)));
      // Only what no node has seen goes to another by itself; the rest is the client's to repeat.
      onward.on("error", () => (sent ? fail() : attempt(rest, body)));
      onward.on("response", () => count(node));
      onward.end(body);
    };
    const chunks: Buffer[] = [];
    from.on("data", (chunk: Buffer) => chunks.push(chunk));
    from.on("end", () => attempt(inTurn(), Buffer.concat(chunks)));
    from.on("error", () => {});
  });
  server.on("upgrade", (from: IncomingMessage, near: Socket, head: Buffer) => {
    near.on("error", () => {});
    const attempt = ([node, ...rest]: string[]) => {
      if (node === undefined) return void near.destroy();
      const { hostname, port } = new URL(node);
      const far = connect(Number(port), hostname);
      let open = false;
      far.once("connect", () => {
        open = true;
        count(node);
        const headers = Object.entries(forwarded(from)).map(([name, value]) => `${name}: ${String(value)}\r\n`);
        far.write(`${from.method} ${from.url} HTTP/1.1\r\n${headers.join("")}\r\n`);
        far.write(head);
        far.pipe(near).pipe(far);
      });
      far.on("error", () => (open ? near.destroy() : attempt(rest)));
      far.on("close", () => open && near.destroy());
      near.on("close", () => far.destroy());
      lines.add(near).add(far);
    };
    attempt(inTurn());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await look();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (next) => void (nodes = next),
    ready: () => ready,
    given,
    close: () =>
      new Promise((done) => {
        clearInterval(clock);
        server.close(() => done());
        server.closeAllConnections();
        for (const line of lines) line.destroy();
      }),
  };
}

const isReady = (node: string): Promise<boolean> =>
  fetch(`${node}/health/ready`, { signal: AbortSignal.timeout(1_000) }).then(
    async (answer) => {
      await answer.text();
      return answer.status === 200;
    },
    () => false,
  );

/** The request's headers with the caller's address, as a proxy in front adds it. */
const forwarded = (from: IncomingMessage) => ({
  ...from.headers,
  "x-forwarded-for": [from.headers["x-forwarded-for"], from.socket.remoteAddress].flat().filter(Boolean).join(", "),
});
