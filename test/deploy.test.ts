import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfig } from "#core/config";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const compose = read("compose.yaml");
const caddy = read("deploy/Caddyfile");
const settings = [...read("src/core/config.ts").matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name!);

/** The lines of a block that is named at the start of a line, up to the next such name. */
const block = (name: string) => new RegExp(`^${name}:.*\\n((?:[ #].*\\n|\\n)*)`, "m").exec(compose)![1]!;
/** Names and values that stand `depth` deep in a piece of YAML as plain as ours. */
const pairs = (text: string, depth: number) =>
  [...text.matchAll(new RegExp(`^ {${depth}}([A-Za-z_]\\w*):(?: (.*))?$`, "gm"))].map(
    ([, name = "", value = ""]) => [name, value] as const,
  );

const node = block("x-node");
const environment = pairs(/^ {2}environment:\n((?: {4}.*\n)+)/m.exec(node)![1]!, 4);
const services = pairs(block("services"), 2);
const nodes = services.filter(([, value]) => value === "*node").map(([name]) => name);

test("compose.yaml is indented by twos, without tabs, and names each thing once where it stands", () => {
  for (const line of compose.split("\n")) expect(line).toMatch(/^(?: {2})*(?:\S|$)/);
  for (const name of ["x-node", "services", "volumes"]) {
    const names = pairs(block(name), 2).map(([it]) => it);
    expect(names).toEqual([...new Set(names)]);
  }
});

test("the nodes of compose.yaml are started with settings there are, and would start", () => {
  expect(nodes.length).toBeGreaterThanOrEqual(2);
  expect(environment.map(([name]) => name).filter((name) => !settings.includes(name))).toEqual([]);
  const filled = environment.map(([name, value]) => [
    name,
    value
      .replaceAll(/^"|"$/g, "")
      .replaceAll(/\$\{(\w+)(?::[-?][^}]*)?\}/g, (_, it: string) => `${it}${"x".repeat(40)}`),
  ]);
  const config = readConfig(Object.fromEntries(filled) as Record<string, string>);
  expect([config.redisUrl, config.trustProxy, config.drainSeconds]).toEqual(["redis://redis:6379/0", 1, 3]);
  const grace = Number(/stop_grace_period: (\d+)s/.exec(node)![1]);
  const patience = Number(/const patience = (\d+);/.exec(read("src/main.ts"))![1]);
  expect(grace).toBeGreaterThanOrEqual(config.drainSeconds + patience);
});

test("what is spoken to is there: services, volumes, files", () => {
  const names = services.map(([name]) => name);
  const spoken = [...compose.matchAll(/(?:@|redis:\/\/)(\w+):\d+/g)].map(([, name]) => name);
  expect([...new Set(spoken)].filter((name) => !names.includes(name!))).toEqual([]);
  const upstreams = [...caddy.matchAll(/(\w+):3000/g)].map(([, name]) => name);
  expect(upstreams).toEqual(nodes);
  const volumes = pairs(block("volumes"), 2).map(([name]) => name);
  const mounted = [...compose.matchAll(/^ {4,6}- (\.?[\w/]+):\//gm)].map(([, from]) => from!);
  expect(
    mounted.filter((from) => !volumes.includes(from) && !existsSync(new URL(`../${from}`, import.meta.url))),
  ).toEqual([]);
  for (const [, paths = ""] of read("Dockerfile").matchAll(/^COPY (.+) \S+$/gm))
    for (const path of paths.split(" "))
      expect([path, existsSync(new URL(`../${path}`, import.meta.url))]).toEqual([path, true]);
});

test("the proxy asks where a node says that it leaves, more often than a node waits", () => {
  expect(caddy).toContain("health_uri /health/ready");
  const every = Number(/health_interval (\d+)s/.exec(caddy)![1]);
  expect(every).toBeLessThan(Number(environment.find(([name]) => name === "DRAIN_SECONDS")![1].replaceAll('"', "")));
  expect((caddy.match(/\{/g) ?? []).length).toBe((caddy.match(/\}/g) ?? []).length);
});
