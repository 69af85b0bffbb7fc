import { setTimeout as sleep } from "node:timers/promises";
import { insist } from "./ask.ts";
import type { Actor } from "./cast.ts";
import { seeded } from "./plan.ts";

/** A post that was acknowledged: its text as it stands, or null once its deletion was acknowledged; `to` whom alone it is. */
export type Said = {
  id: string;
  text: string | null;
  visibility: "public" | "private" | "direct";
  reply: boolean;
  to: string | null;
};

/** Somebody who writes one thing after the other, and repeats what got no answer until it is acknowledged. */
export type Writer = {
  said: Map<string, Said>;
  /** What no server should answer to a request that may be repeated. */
  wrong: string[];
  stop: () => Promise<void>;
};

type Task = { url: string; actor: Actor; readers: Actor[]; name: string; root: string; seed: number; strict: boolean };

/** Starts one: posts, replies, words to one of the readers, edits, and where `strict` allows it deletions. */
export function startWriter({ url, actor, readers, name, root, seed, strict }: Task): Writer {
  const random = seeded(seed);
  const said = new Map<string, Said>();
  const wrong: string[] = [];
  let busy = true;

  async function ask(method: string, path: string, body: unknown, key?: string) {
    const headers = { ...actor.headers, ...(key && { "idempotency-key": key }) };
    const answer = await insist(url, { method, path, headers, body }, (status, text) => {
      if (status === 500) wrong.push(`${method} ${path}: 500 ${text}`);
    });
    return { status: answer.status, id: (answer.body as { id?: string } | undefined)?.id };
  }

  async function post(words: string): Promise<void> {
    const reply = random() < 0.25;
    const [closed, whom] = [random(), readers[Math.floor(random() * readers.length)]!];
    const visibility = reply || closed > 0.3 ? "public" : closed < 0.15 ? "direct" : "private";
    const to = visibility === "direct" ? whom.id : null;
    const text = to === null ? words : `@${whom.username} ${words}`;
    const body = { status: text, visibility, ...(reply && { in_reply_to_id: root }) };
    const send = () => ask("POST", "/api/v1/statuses", body, words.replaceAll(" ", "-"));
    // A nervous proxy sends it twice; both answers must be of the same post.
    const answers = await Promise.all(random() < 0.15 ? [send(), send()] : [send()]);
    for (const { status, id } of answers) {
      if (status !== 200 || id === undefined) wrong.push(`${text}: ${status}`);
      else said.set(id, { id, text, visibility, reply, to });
    }
  }

  async function change(): Promise<void> {
    const mine = [...said.values()].filter(({ text }) => text !== null);
    const one = mine[Math.floor(mine.length * (1 - random() ** 2 * 0.5))] ?? mine.at(-1);
    if (!one) return;
    const path = `/api/v1/statuses/${one.id}`;
    if (strict || random() < 0.6) {
      const text = `${one.text} again`;
      const { status } = await ask("PUT", path, { status: text });
      if (status === 200) one.text = text;
      else wrong.push(`edit of ${one.text}: ${status}`);
    } else {
      const { status } = await ask("DELETE", path, {});
      // Gone already when the answer to the first attempt was lost.
      if (status === 200 || status === 404) one.text = null;
      else wrong.push(`delete of ${one.text}: ${status}`);
    }
  }

  const work = (async () => {
    for (let i = 0; busy; i++) {
      await (random() < 0.75 ? post(`${name} ${i}`) : change());
      await sleep(5 + random() * 20);
    }
  })();
  return {
    said,
    wrong,
    stop: () => {
      busy = false;
      return work;
    },
  };
}
