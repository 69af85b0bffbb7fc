import { setTimeout as sleep } from "node:timers/promises";
import { openBrowser } from "#test/law/browser";
import type { Browser, Screens } from "#test/law/browser";
import { differences, reloaded, until } from "#test/law/photo";
import { insist } from "./ask.ts";
import { arrange } from "./cast.ts";
import type { Actor, Cast } from "./cast.ts";
import { judgeHeard, judgeStored, listenTo } from "./judge.ts";
import type { Heard } from "./judge.ts";
import { planOf } from "./plan.ts";
import type { Fault, Plan } from "./plan.ts";
import { openProxy } from "./proxy.ts";
import type { Proxy } from "./proxy.ts";
import type { World } from "./world.ts";
import { startWriter } from "./writer.ts";
import type { Writer } from "./writer.ts";

/** What came of one run: what was written, what went wrong, and every violation in a sentence. */
export type Verdict = { plan: Plan; posts: number; events: number; violations: string[] };

type Client = { actor: Actor; proxy: Proxy; browser: Browser; heard: Heard };

const patience = 40_000;

/** What an event, which is the same for all, does not say of its viewer; and what is counted some time later. */
const untold = / (can_reply|quote_approval current_user|account follow(ers|ing)_count):/;

/** Plays the plan of a seed: members write while things break; in the end every screen is compared with a fresh one. */
export async function play(world: World, cast: Cast, seed: number, name: string): Promise<Verdict> {
  const { url } = world;
  const plan = planOf(seed, cast.readers.length, cast.writers.length);
  await arrange(url, cast, plan.standings);
  const [author] = cast.writers as [Actor];
  const root = await begin(url, author, `${name} root`);
  const screens: Screens = {
    timelines: ["public", `account:${author.id}`],
    marks: [],
    threads: [root],
    told: true,
  };
  const { hostname, port } = new URL(url);
  const open = async (actor: Actor): Promise<Client> => {
    const proxy = await openProxy(() => ({ host: hostname, port: Number(port) }), { frames: true });
    const browser = openBrowser({ member: actor.member, url, line: proxy, screens });
    return { actor, proxy, browser, heard: listenTo(browser) };
  };
  // Every reader, the first of them on two devices, and one of those who write.
  const actors = [...cast.readers, cast.readers[0]!, author];
  const clients = await Promise.all(actors.map(open));
  const writers: Writer[] = [];
  try {
    await settle(world, clients);
    for (const { heard } of clients) heard.begin();
    for (const [n, actor] of cast.writers.entries())
      writers.push(
        startWriter({
          url,
          actor,
          readers: cast.readers,
          name: `${name} ${n}`,
          root,
          seed: seed * 31 + n,
          strict: plan.strict,
        }),
      );
    // A busy machine takes longer until there is something to miss.
    const posts = (count: number) =>
      until(() => writers.every(({ said }) => said.size >= count), "nobody posts", patience);
    await posts(1);
    await breakThings(world, clients, plan);
    await posts(3);
    await Promise.all(writers.map((writer) => writer.stop()));
    await world.healed();
    await settle(world, clients);

    const violations = writers.flatMap(({ wrong }) => wrong);
    violations.push(...(await judgeStored(world, cast.writers, writers, root)));
    const judge = async ({ actor, browser, heard }: Client, i: number) => {
      const told = judgeHeard(heard, { actor, cast, writers, plan });
      const [shown, fresh] = await reloaded(browser, url, screens);
      told.push(...differences(shown, fresh).filter((what) => !untold.test(what)));
      violations.push(...told.map((what) => `client ${i}: ${what}`));
    };
    await Promise.all(clients.map(judge));
    const events = clients.reduce((sum, { heard }) => sum + heard.events.length, 0);
    const said = writers.reduce((sum, { said }) => sum + said.size, 0);
    return { plan, posts: said, events, violations };
  } catch (error) {
    return { plan, posts: 0, events: 0, violations: [(error as Error).message] };
  } finally {
    await world.healed();
    await Promise.all(writers.map((writer) => writer.stop()));
    await Promise.all(clients.map(({ browser }) => browser.close()));
    await Promise.all(clients.map(({ proxy }) => proxy.close()));
  }
}

async function begin(url: string, { headers }: Actor, status: string): Promise<string> {
  const { body } = await insist(url, { method: "POST", path: "/api/v1/statuses", headers, body: { status } });
  return (body as { id: string }).id;
}

/** Waits until each client has everything there is. */
async function settle(world: World, clients: Client[]): Promise<void> {
  for (const { proxy } of clients) proxy.set("open");
  const live = () => clients.every(({ browser }) => browser.live.connection.getState().state === "live");
  await until(live, "a client does not come back", patience);
  for (const { browser } of clients) await browser.mend();
  const head = await readByAll(world);
  const busy = () => clients.map(({ browser }, i) => ({ i, what: browser.busy(head) }));
  const told = () =>
    busy().flatMap(({ i, what }) => (what.length > 0 ? [`client ${i} is not at rest: ${what.join(", ")}`] : []));
  await until(
    () => told().length === 0,
    () => told().join("; "),
    patience,
  );
}

/** Waits until every reader of the log has read all of it, and what came of that; resolves with the log's newest number. */
async function readByAll(world: World): Promise<number> {
  for (const late = Date.now() + patience; Date.now() < late; await sleep(50)) {
    const [row] = await world.query<{ head: string; read: string }>(
      "select head, (select min(seq) from readers) as read from log_advance()",
    );
    if (Number(row!.read) >= Number(row!.head)) return Number(row!.head);
  }
  throw new Error("a reader of the log does not read on");
}

/** Lets the faults of a plan happen at their time; resolves when the time is over and every client is left alone. */
async function breakThings(world: World, clients: Client[], plan: Plan): Promise<void> {
  const began = performance.now();
  const left = (at: number) => Math.max(0, began + at - performance.now());
  const doing = plan.faults.map(async (fault) => {
    await sleep(left(fault.at));
    await harm(world, clients, fault);
  });
  await sleep(plan.lastsMs);
  await Promise.all(doing);
}

async function harm(world: World, clients: Client[], { kind, who, ms }: Fault): Promise<void> {
  const { proxy, browser } = clients[who % clients.length]!;
  const forAWhile = async (start: () => void, end: () => void) => {
    start();
    await sleep(ms);
    end();
  };
  switch (kind) {
    case "cut":
    case "hole":
      return forAWhile(
        () => proxy.set(kind),
        () => proxy.set("open"),
      );
    case "slow":
      return forAWhile(
        () => proxy.slow(ms / 20),
        () => proxy.slow(0),
      );
    case "twice":
      return forAWhile(
        () => proxy.twice(true),
        () => proxy.twice(false),
      );
    case "nap":
      await proxy.nap(ms * 2);
      return browser.live.wake();
    case "lose":
      return browser.loseAnswer();
    case "sleep":
      // Nothing runs meanwhile: no timer, no socket, as behind a closed lid.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
      for (const client of clients) if ((who + client.browser.live.cursor()) % 2) client.browser.live.wake();
      return;
    default:
      // The nodes and what they stand on mend while the writing goes on; only the end waits for them.
      void world.harms[kind](kind === "crash" ? who : who % world.nodes, ms);
  }
}
