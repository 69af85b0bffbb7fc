// How soon and how cheaply does a post reach everyone? The server as in production beside a bare `ws` that broadcasts the
// same bytes to as many listeners, on one node and on three. `npm run bench:fanout`; BENCH_CLIENTS, BENCH_NODES,
// BENCH_ROUNDS and BENCH_SECONDS make it smaller. Needs redis-server, and PostgreSQL as bench/nodes.ts says.
import { fork } from "node:child_process";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { startRedis } from "#test/redis";
import { markOf, now } from "./fanout.mark.ts";
import type { News, Open, Order } from "./fanout.clients.ts";
import {
  databaseProcessor,
  head,
  machine,
  makePlace,
  median,
  numbers,
  memoryOf,
  processor,
  profile,
  rounds,
  row,
  said,
  secondsOr,
  startNodes,
  startScripts,
  tell,
} from "./nodes.ts";
import type { Nodes, Place } from "./nodes.ts";
import { showProfile } from "./profile.ts";

const sizes = numbers("BENCH_CLIENTS", "100,1000,5000");
const clusters = numbers("BENCH_NODES", "1,3");
const seconds = secondsOr(2);
/** Posts that are under way at once when as many as possible are sent. */
const lanes = 8;
/** Posts a second for the times from POST to everyone. */
const paceOf = (clients: number) => Math.min(50, 50_000 / clients);
const authors = 16;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Listeners in a process of their own. */
function startListeners() {
  const child = fork("bench/fanout.clients.ts");
  const hearers = new Set<(news: News) => void>();
  const complete = new Map<number, () => void>();
  child.on("message", (news: News) => {
    if ("complete" in news) return complete.get(news.complete)?.();
    for (const hear of hearers) hear(news);
  });
  const ask = <T extends News>(order: Order, isIt: (news: News) => news is T) =>
    new Promise<T>((resolve, reject) => {
      const hear = (news: News) => {
        if (!isIt(news)) return;
        hearers.delete(hear);
        child.off("exit", gone);
        resolve(news);
      };
      const gone = () => reject(new Error("the listeners are gone"));
      hearers.add(hear);
      child.once("exit", gone);
      child.send(order);
    });
  return {
    open: (how: Open) => ask({ open: how }, (news) => "opened" in news),
    report: () => ask({ report: true }, (news) => "deliveries" in news),
    close: () => ask({ close: true }, (news) => "closed" in news),
    /** Resolves when all of them have the message of this number. */
    until: (nth: number) => new Promise<void>((resolve) => void complete.set(nth, resolve)),
    forget: (nth: number) => void complete.delete(nth),
    end: () => child.kill(),
  };
}
type Listeners = ReturnType<typeof startListeners>;

/** Something that takes POSTs and tells its listeners. */
type Target = { nodes: Nodes; listeners: Listeners; post: (nth: number) => Promise<void> };

function send(port: number, path: string, headers: Record<string, string>, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = request({ port, host: "127.0.0.1", path, method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}`))));
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

const postOurs =
  (place: Place, { ports }: Nodes) =>
  (nth: number) => {
    const { token } = place.members[nth % authors]!;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const body = JSON.stringify({ status: `${said} ${markOf(nth, now())}` });
    return send(ports[nth % ports.length]!, "/api/v1/statuses", headers, body);
  };

const postBare =
  ({ ports }: Nodes, sample: string) =>
  (nth: number) =>
    send(ports[nth % ports.length]!, "/", {}, sample.replaceAll(/bench:\d{8}:\d{16}/g, markOf(nth, now())));

type Measured = {
  rate: number;
  p50: number;
  p99: number;
  /** Milliseconds of the servers' and the database's processor for one post. */
  cpu: number;
  database: number;
  bytes: number;
  sample: string;
};

let number = 0;

/** Posts for so many seconds, at a pace or as fast as the listeners have it, and waits until everyone has everything. */
async function play(
  { nodes, listeners, post }: Target,
  place: Place,
  clients: number,
  pace: number,
): Promise<Measured> {
  await listeners.report();
  const before = [processor(nodes.children), databaseProcessor(place.name)] as const;
  const start = performance.now();
  const going: Promise<unknown>[] = [];
  const failed: unknown[] = [];
  let posts = 0;
  const one = async () => {
    const nth = number++;
    posts++;
    const heard = listeners.until(nth);
    await Promise.all([post(nth), heard]);
    listeners.forget(nth);
  };
  const inTime = () => performance.now() < start + seconds * 1000;
  if (pace > 0)
    while (inTime()) {
      going.push(one().catch((error: unknown) => failed.push(error)));
      await sleep(Math.max(0, start + (posts * 1000) / pace - performance.now()));
    }
  else
    for (let lane = 0; lane < lanes; lane++)
      going.push(
        (async () => {
          while (inTime()) await one();
        })(),
      );
  const late = AbortSignal.timeout(60_000);
  await Promise.race([
    Promise.all(going),
    new Promise((_, reject) => late.addEventListener("abort", () => reject(new Error("not everyone has everything")))),
  ]);
  if (failed.length > 0) throw failed[0];
  const took = (performance.now() - start) / 1000;
  const { deliveries, ...figures } = await listeners.report();
  if (deliveries !== posts * clients) throw new Error(`${deliveries} deliveries of ${posts * clients}`);
  return {
    ...figures,
    rate: deliveries / took,
    cpu: (processor(nodes.children) - before[0]) / posts,
    database: (databaseProcessor(place.name) - before[1]) / posts,
  };
}

type Seat = { rss: number; heap: number };
type Figures = { paced: Measured[]; full: Measured[]; seat: Seat };

/** Opens the listeners, and tells what each of them costs the servers in memory, in kilobytes. */
async function seat(nodes: Nodes, listeners: Listeners, how: Open): Promise<Seat> {
  const before = await memoryOf(nodes);
  await listeners.open(how);
  await sleep(1_500);
  const after = await memoryOf(nodes);
  const each = (part: keyof Seat) => (after[part] - before[part]) / how.count;
  return { rss: each("rss"), heap: each("heap") };
}

const columns = [
  ...["nodes", "listeners", "what", "p50 ms", "p99 ms", "deliveries/s", "of bare ws"],
  ...["CPU µs a delivery", "of bare ws by CPU", "database CPU ms a post", "kB a socket", "kB of it JavaScript's"],
];

const mid = (list: Measured[], what: "rate" | "p50" | "p99" | "cpu" | "database") =>
  median(list.map((one) => one[what]));

function show(count: number, clients: number, name: string, own: Figures, bare: Figures): string {
  const ratio = own === bare ? "" : (mid(own.full, "rate") / mid(bare.full, "rate")).toFixed(2);
  const byCpu = own === bare ? "" : (mid(bare.full, "cpu") / mid(own.full, "cpu")).toFixed(2);
  return row([
    ...[count, clients, name, mid(own.paced, "p50").toFixed(1), mid(own.paced, "p99").toFixed(1)],
    ...[mid(own.full, "rate").toFixed(0), ratio, ((mid(own.full, "cpu") * 1000) / clients).toFixed(1), byCpu],
    ...[own === bare ? "" : mid(own.full, "database").toFixed(1), own.seat.rss.toFixed(1), own.seat.heap.toFixed(1)],
  ]);
}

/** One row of ours and one of bare `ws`. */
async function measure(place: Place, count: number, clients: number, [ours, bare]: [Listeners, Listeners]) {
  const redis = count > 1 ? await startRedis() : undefined;
  const running: Nodes[] = [];
  try {
    const nodes = await startNodes(place, count, redis?.url);
    running.push(nodes);
    const others = await startScripts("bench/fanout.bare.ts", count, redis ? { REDIS_URL: redis.url } : {});
    running.push(others);
    const post = postOurs(place, nodes);
    const warm = async (target: Target) => {
      for (let i = 0; i < 40; i++) await target.post(number++);
    };
    await warm({ nodes, listeners: ours, post });
    const tokens = place.members.map(({ token }) => token);
    const own: Figures = { paced: [], full: [], seat: await seat(nodes, ours, { ...nodes, count: clients, tokens }) };
    const plain: Figures = { paced: [], full: [], seat: await seat(others, bare, { ...others, count: clients }) };
    const target: Target = { nodes, listeners: ours, post };
    const { sample, bytes } = await play(target, place, clients, paceOf(clients));
    const other: Target = { nodes: others, listeners: bare, post: postBare(others, sample) };
    await play(other, place, clients, paceOf(clients));
    for (let round = 0; round < rounds; round++) {
      own.paced.push(await play(target, place, clients, paceOf(clients)));
      plain.paced.push(await play(other, place, clients, paceOf(clients)));
      own.full.push(await play(target, place, clients, 0));
      plain.full.push(await play(other, place, clients, 0));
    }
    tell(show(count, clients, `ours, ${bytes} bytes`, own, plain));
    tell(show(count, clients, "bare ws", plain, plain));
    const file = await profile(nodes, () => play(target, place, clients, 0));
    for (const listeners of [ours, bare]) for (const why of (await listeners.close()).wrong) tell(`wrong: ${why}`);
    return { own, plain, file };
  } finally {
    for (const one of running) await one.stop();
    await redis?.kill();
  }
}

/** What a post costs the servers whoever listens, and what each who does adds: the line through the least and the most. */
function slopes(count: number, costs: [number, Figures, Figures][]): string {
  const [[few, ...low], [many, ...high]] = [costs[0]!, costs.at(-1)!];
  const said = ["ours", "bare ws"].map((name, i) => {
    const [less, more] = [mid(low[i]!.full, "cpu"), mid(high[i]!.full, "cpu")];
    const each = (more - less) / Math.max(1, many - few);
    return `${name} ${(less - each * few).toFixed(2)} ms a post and ${(each * 1000).toFixed(1)} µs a delivery`;
  });
  return `Processor time of ${count} servers, as fast as it goes: ${said.join("; ")}`;
}

const listeners: [Listeners, Listeners] = [startListeners(), startListeners()];
const place = await makePlace(Math.max(...sizes, authors), 100);
try {
  tell(`${machine()}; ${rounds} rounds of ${seconds} s\n\n${head(columns)}`);
  const profiles: [string, string][] = [];
  for (const count of clusters) {
    const costs: [number, Figures, Figures][] = [];
    for (const clients of sizes) {
      const { own, plain, file } = await measure(place, count, clients, listeners);
      costs.push([clients, own, plain]);
      if (count === clusters[0]) profiles.push([`${clients} listeners on ${count} node, as fast as it goes`, file]);
    }
    tell(`\n${slopes(count, costs)}\n`);
  }
  for (const [title, file] of profiles) showProfile(title, file);
} finally {
  for (const one of listeners) one.end();
  agent.destroy();
  await place.drop();
}
