import { setTimeout as sleep } from "node:timers/promises";
import type { Member } from "#test/app";
import { signUpAt } from "#test/process";
import { insist } from "./ask.ts";
import type { Standing } from "./plan.ts";

/** A member by id and headers, who outlives every process. */
export type Actor = { id: string; username: string; headers: Record<string, string>; member: Member };

/** Those who write and those who read, and how they stand to each other. */
export type Cast = { writers: Actor[]; readers: Actor[]; standings: Standing[][] };

/** Signs them up. */
export async function hire(url: string, writers: number, readers: number): Promise<Cast> {
  const all = await Promise.all(Array.from({ length: writers + readers }, () => join(url)));
  return {
    writers: all.slice(0, writers),
    readers: all.slice(writers),
    standings: Array.from({ length: readers }, () => Array.from({ length: writers }, () => "none" as const)),
  };
}

/** A machine that is busy may show the balancer no node that is ready: then once more, under another name. */
async function join(url: string): Promise<Actor> {
  for (let tries = 1; ; tries++) {
    try {
      return await signUp(url);
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(200);
    }
  }
}

async function signUp(url: string): Promise<Actor> {
  const headers = await signUpAt(url);
  const me = await insist(url, { method: "GET", path: "/auth/me", headers });
  const { id, username } = (me.body as { account: { id: string; username: string } }).account;
  const member = { id, username, cookieHeader: () => headers["cookie"]! } as Member;
  return { id, username, headers, member };
}

const leaving = { none: null, follow: "unfollow", block: "unblock" } as const;
const entering = { none: null, follow: "follow", block: "block" } as const;

/** Lets the readers follow and block as `wanted` says. */
export async function arrange(url: string, cast: Cast, wanted: Standing[][]): Promise<void> {
  const change = async (reader: Actor, r: number, writer: Actor, w: number) => {
    const [old, next] = [cast.standings[r]![w]!, wanted[r]![w]!];
    if (old === next) return;
    for (const verb of [leaving[old], entering[next]]) {
      if (verb === null) continue;
      const path = `/api/v1/accounts/${writer.id}/${verb}`;
      const { status, body } = await insist(url, { method: "POST", path, headers: reader.headers, body: {} });
      if (status !== 200) throw new Error(`${verb}: ${status} ${JSON.stringify(body)}`);
    }
    cast.standings[r]![w] = next;
  };
  await Promise.all(cast.readers.flatMap((reader, r) => cast.writers.map((writer, w) => change(reader, r, writer, w))));
}
