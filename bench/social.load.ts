// Asks a server for so many seconds over connections that stay open, each with one request at a time. A process of its
// own, started by bench/social.ts: it takes a `Load` a line on its standard input and answers each with a `Measured`.
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** What to ask: each connection goes through its own requests, over and over. */
export type Load = { port: number; seconds: number; connections: string[][] };
/** Requests a second, and milliseconds. `wrong` counts answers other than 200. */
export type Measured = {
  count: number;
  rate: number;
  p50: number;
  p95: number;
  p99: number;
  wrong: number;
  bytes: number;
};

/** One connection, until time is up; tells how long each answer took and what it was. Every answer must say its length. */
function run(
  port: number,
  requests: string[],
  until: number,
  heard: (ms: number, ok: boolean, length: number) => void,
) {
  return new Promise<void>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    let [next, began, missing, length, ok] = [0, 0, -1, 0, false];
    let head = "";
    const ask = () => {
      if (performance.now() >= until) {
        socket.destroy();
        return resolve();
      }
      began = performance.now();
      socket.write(requests[next++ % requests.length]!);
    };
    socket.on("data", (chunk: Buffer) => {
      let body = chunk.length;
      if (missing < 0) {
        head += chunk.toString("latin1");
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        const told = /content-length: (\d+)/i.exec(head.slice(0, end))?.[1];
        if (told === undefined) return reject(new Error(`an answer without a length: ${head.slice(0, end)}`));
        ok = head.startsWith("HTTP/1.1 200");
        missing = length = Number(told);
        body = head.length - end - 4;
      }
      missing -= body;
      if (missing > 0) return;
      [missing, head] = [-1, ""];
      heard(performance.now() - began, ok, length);
      ask();
    });
    socket.on("error", reject);
    socket.on("close", resolve);
    socket.on("connect", ask);
  });
}

async function measure({ port, seconds, connections }: Load): Promise<Measured> {
  const times: number[] = [];
  let [wrong, bytes] = [0, 0];
  const start = performance.now();
  const heard = (ms: number, ok: boolean, length: number) => {
    times.push(ms);
    if (!ok) wrong++;
    bytes = length;
  };
  await Promise.all(connections.map((requests) => run(port, requests, start + seconds * 1000, heard)));
  const took = (performance.now() - start) / 1000;
  const sorted = times.toSorted((a, b) => a - b);
  const part = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;
  return {
    count: times.length,
    rate: times.length / took,
    p50: part(0.5),
    p95: part(0.95),
    p99: part(0.99),
    wrong,
    bytes,
  };
}

for await (const line of createInterface(process.stdin))
  process.stdout.write(`${JSON.stringify(await measure(JSON.parse(line) as Load))}\n`);
