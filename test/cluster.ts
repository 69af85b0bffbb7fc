import { Client } from "pg";
import { createLive } from "#web/live";
import type { Live } from "#web/live";
import { dialSocket } from "#web/socket";
import { startBalancer } from "./balancer.ts";
import type { Balancer } from "./balancer.ts";
import { createTestDatabase } from "./database.ts";
import { runProgram, signUpAt } from "./process.ts";
import type { Program } from "./process.ts";

/** Several whole processes on one database, with a balancer in front. */
export type Cluster = {
  databaseUrl: string;
  balancer: Balancer;
  nodes: { program: Program; url: string }[];
  /** Ends one as `signal` says, and starts another in its place once it is gone; says how the old one ended. */
  replace: (nth: number, signal: "SIGTERM" | "SIGKILL") => Promise<number | null>;
  /** Every post in the database: its text by its id. */
  stored: () => Promise<Map<string, string>>;
  stop: () => Promise<void>;
};

/** Starts `count` processes with these settings. */
export async function startCluster(count: number, settings: Record<string, string> = {}): Promise<Cluster> {
  const database = await createTestDatabase();
  const start = async () => {
    const program = runProgram({
      DATABASE_URL: database.url,
      DATABASE_POOL: "8",
      JWT_SECRET: "s".repeat(40),
      TRUST_PROXY: "loopback",
      CONNECTIONS_PER_ADDRESS: "1000",
      ...settings,
    });
    const url = await program.url;
    if (url === undefined) throw new Error(`a node did not start: ${program.printed()}`);
    return { program, url };
  };
  const nodes = await Promise.all(Array.from({ length: count }, start));
  const balancer = await startBalancer(nodes.map(({ url }) => url));
  return {
    databaseUrl: database.url,
    balancer,
    nodes,
    replace: async (nth, signal) => {
      const old = nodes[nth]!;
      old.program.child.kill(signal);
      const code = await old.program.code;
      nodes[nth] = await start();
      balancer.set(nodes.map(({ url }) => url));
      return code;
    },
    stored: async () => {
      const client = new Client(database.url);
      await client.connect();
      const { rows } = await client.query<{ id: string; text: string }>("select id, text from posts");
      await client.end();
      return new Map(rows.map(({ id, text }) => [id, text]));
    },
    stop: async () => {
      for (const { program } of nodes) program.child.kill("SIGKILL");
      await Promise.all(nodes.map(({ program }) => program.code));
      await balancer.close();
      await database.drop();
    },
  };
}

/** A page's live connection, the web client's own, that remembers which posts it was told of. */
export type Listener = {
  live: Live;
  /** The ids of the posts it heard of, and how often. */
  heard: Map<string, number>;
  /** Whether the session was said to be over, or lists had to be fetched anew. */
  troubles: string[];
};

/** Opens one at an address, with a member's headers, from the present on. */
export async function openListener(url: string, headers: Record<string, string>): Promise<Listener> {
  const cookie = headers["cookie"]!;
  const live = createLive({
    dial: dialSocket({ forceNew: true, timeout: 5_000, extraHeaders: { cookie } }, url),
  });
  const heard = new Map<string, number>();
  const troubles: string[] = [];
  live.onEvent(({ type, data }) => {
    const { id } = data as { id: string };
    if (type === "post.created") heard.set(id, (heard.get(id) ?? 0) + 1);
  });
  live.onGone((reason) => troubles.push(reason));
  live.onReset(() => troubles.push("reset"));
  const answer = await fetch(`${url}/api/v1/timelines/public?limit=1`, { headers: { cookie } });
  await answer.text();
  live.listen("public", Number(answer.headers.get("x-cursor")));
  live.start();
  return { live, heard, troubles };
}

/** Somebody who posts one thing after the other, and repeats what got no answer under the same key. */
export type PostWriter = {
  /** The text of each post that was acknowledged, by its id. */
  acknowledged: Map<string, string>;
  /** Every answer that was not a 200, and every request without one. */
  failures: string[];
  /** Finishes what it is at and stops. */
  stop: () => Promise<void>;
};

/** Lets a new member post at an address until stopped. */
export async function startWriter(url: string, name: string, pauseMs = 10): Promise<PostWriter> {
  const headers = await signUpAt(url);
  const acknowledged = new Map<string, string>();
  const failures: string[] = [];
  let busy = true;
  const send = async (text: string): Promise<void> => {
    for (;;) {
      try {
        const answer = await fetch(`${url}/api/v1/statuses`, {
          method: "POST",
          headers: { ...headers, "idempotency-key": text.replaceAll(" ", "-") },
          body: JSON.stringify({ status: text }),
        });
        const body = await answer.text();
        if (answer.status === 200) return void acknowledged.set((JSON.parse(body) as { id: string }).id, text);
        failures.push(`${text}: ${answer.status} ${body}`);
        if (answer.status < 500) return;
      } catch (error) {
        failures.push(`${text}: ${String((error as Error).cause ?? error)}`);
      }
      await new Promise((go) => setTimeout(go, 50));
    }
  };
  const work = (async () => {
    for (let i = 0; busy; i++) {
      await send(`${name} ${i}`);
      await new Promise((go) => setTimeout(go, pauseMs));
    }
  })();
  return {
    acknowledged,
    failures,
    stop: () => {
      busy = false;
      return work;
    },
  };
}
