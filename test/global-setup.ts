import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "#core/db";
import { startEmbedded } from "#core/embedded";
import { urlOf, withDatabase } from "./database.ts";
import { scratchFolder, scratchRoot } from "./scratch.ts";

type Server = { url: string; template: string; stop: () => Promise<void> };

/** Every project of a run calls `setup`, and all share one server: they all run in this process. */
const shared = globalThis as { testServer?: Promise<Server>; testServerUsers?: number };

/** Provides the run's PostgreSQL: TEST_DATABASE_URL when set, else an embedded one that is deleted at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.testServerUsers = (shared.testServerUsers ?? 0) + 1;
  shared.testServer ??= begin();
  const { url, template, stop } = await shared.testServer;
  project.provide("testServer", { url, template });
  return async () => {
    shared.testServerUsers = (shared.testServerUsers ?? 1) - 1;
    if (shared.testServerUsers > 0) return;
    delete shared.testServer;
    await stop();
  };
}

async function begin(): Promise<Server> {
  const given = process.env["TEST_DATABASE_URL"];
  const { url, stop } = given ? { url: given, stop: async () => {} } : await beginEmbedded();
  const template = `xm_template_${randomBytes(6).toString("hex")}`;
  const admin = new Client(url);
  await admin.connect();
  try {
    await admin.query(`create database ${template} template template0 encoding 'UTF8'`);
    await migrate(withDatabase(url, template));
  } catch (error) {
    await stop();
    throw error;
  } finally {
    await admin.end().catch(() => {});
  }
  const end = async () => {
    if (given) await dropDatabase(url, template);
    await stop();
  };
  return { url, template, stop: end };
}

async function dropDatabase(url: string, name: string): Promise<void> {
  const admin = new Client(url);
  await admin.connect();
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
}

/** These data are thrown away, so nothing waits for the disk: the one place where that is allowed. */
const careless = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };

async function beginEmbedded(): Promise<{ url: string; stop: () => Promise<void> }> {
  sweep();
  const folder = scratchFolder(`xm-test-${process.pid}-`);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  try {
    const embedded = await startEmbedded(join(folder, "data"), () => {}, { settings: careless });
    return { url: urlOf(embedded.connection), stop: () => embedded.stop().then(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** A run that was killed leaves its folder; without it, the server it left stops by itself within a minute. */
function sweep(): void {
  for (const name of readdirSync(scratchRoot())) {
    const pid = Number(/^xm-test-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || lives(pid)) continue;
    rmSync(join(scratchRoot(), name), { recursive: true, force: true });
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
