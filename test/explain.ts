import { Client } from "pg";
import type { TestApp } from "./app.ts";

/** A statement that was sent to the database, as it was sent. */
export type Sent = { text: string; values: unknown[] };

/** What a plan does: its nodes, and the pages of the database it touched where it was run. */
export type Plan = { nodes: PlanNode[]; buffers: number; rows: number };
/** `rows` as expected; `seen`: those it came across where it was run, also what it left out. */
export type PlanNode = { type: string; table: string | undefined; rows: number; seen: number };

/** What `work` asks the database outside of transactions, each statement once. */
export async function captureQueries(app: TestApp, work: () => Promise<unknown>): Promise<Sent[]> {
  const pool = app.server.app.db.$client;
  const real = pool.query;
  const sent = new Map<string, Sent>();
  const spy = (query: unknown, values: unknown, ...rest: unknown[]) => {
    const text = typeof query === "string" ? query : (query as { text: string }).text;
    sent.set(text, { text, values: Array.isArray(values) ? values : [] });
    return Reflect.apply(real, pool, [query, values, ...rest]) as unknown;
  };
  pool.query = spy as typeof real;
  try {
    await work();
  } finally {
    pool.query = real;
  }
  return [...sent.values()];
}

type Node = Record<string, unknown> & { Plans?: Node[] };

/** Explains statements with the generic plans that the product runs with; `run` also runs them and counts pages. */
export async function explain(app: TestApp, statements: Sent[], run = false): Promise<Plan[]> {
  const client = new Client(app.databaseUrl);
  await client.connect();
  try {
    await client.query("set plan_cache_mode = force_generic_plan");
    const plans: Plan[] = [];
    for (const { text, values } of statements) {
      await client.query(`prepare looked_at as ${text}`);
      const given = values.length > 0 ? `(${values.map((v) => literal(client, v)).join(", ")})` : "";
      const how = run ? "analyze, buffers, format json" : "format json";
      const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Node }] }>(
        `explain (${how}) execute looked_at${given}`,
      );
      const top = rows[0]!["QUERY PLAN"][0].Plan;
      plans.push({
        nodes: flatten(top),
        buffers: Number(top["Shared Hit Blocks"] ?? 0) + Number(top["Shared Read Blocks"] ?? 0),
        rows: Number(top["Actual Rows"] ?? 0),
      });
      await client.query("deallocate looked_at");
    }
    return plans;
  } finally {
    await client.end();
  }
}

const flatten = (node: Node): PlanNode[] => [
  {
    type: String(node["Node Type"]),
    table: node["Relation Name"] as string | undefined,
    rows: Number(node["Plan Rows"]),
    seen:
      (Number(node["Actual Rows"] ?? 0) + Number(node["Rows Removed by Filter"] ?? 0)) *
      Number(node["Actual Loops"] ?? 0),
  },
  ...(node.Plans ?? []).flatMap(flatten),
];

function literal(client: Client, value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return client.escapeLiteral(`{${value.map((v) => `"${String(v)}"`).join(",")}}`);
  if (value instanceof Date) return client.escapeLiteral(value.toISOString());
  return client.escapeLiteral(typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** Tables with more rows than a scan from end to end is good for, as the last ANALYZE counted them. */
export async function largeTables(app: TestApp, rows = 10_000): Promise<Set<string>> {
  const { rows: found } = await app.server.app.db.$client.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > $1",
    [rows],
  );
  return new Set(found.map(({ name }) => name));
}
