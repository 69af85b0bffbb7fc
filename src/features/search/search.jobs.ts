import type { App } from "#core/context";
import type { Tx } from "#core/db";
import { write } from "#core/events";
import type { LogEvent } from "#core/events";
import type { Job } from "#core/jobs";
import type { BatchReader } from "#core/readers";
import { tagsOf } from "#core/writing.syntax";
import type { Findable } from "./search.grams.syntax.ts";
import { lockPosts, readPosts, removeMarks, saveMarks, tagsBefore } from "./search.model.ts";
import {
  accountsBelow,
  claimProgress,
  removeUnusedTags,
  saveAccountWords,
  saveProgress,
  saveTags,
} from "./search.names.model.ts";

/** Another way of making marks takes another number: everything is then indexed anew. */
const marksVersion = 1;
const stepSize = 200;
/** A round of old things takes about so long (ms), so that a process which stops need not wait for it. */
const roundMs = 2000;

/** The tags of a post; whoever writes no # has none, and most do not. */
const tagsIn = ({ text }: Findable): string[] => (/[#＃]/.test(text) ? tagsOf(text) : []);

/** What events are about, each once. */
const subjectsOf = (batch: LogEvent[]): string[] => [...new Set(batch.map(({ subject }) => subject))];

/** Keeps the index of posts: what is new or edited is put in, what is deleted taken out. */
export const indexPosts: BatchReader = {
  name: "index-posts",
  types: ["post.created", "post.edited", "post.restored", "post.deleted"],
  readBatch: async (_app, tx, batch) => {
    const ids = subjectsOf(batch);
    const before = new Set(await tagsBefore(tx, ids));
    const found = await readPosts(tx, ids);
    const tags = await save(tx, found);
    const gone = new Set(ids).difference(new Set(found.map(({ id }) => id)));
    await removeMarks(tx, [...gone]);
    await removeUnusedTags(tx, [...before.difference(new Set(tags))]);
  },
};

/** Puts posts into the index and returns their tags. */
async function save(tx: Tx, posts: Findable[]): Promise<string[]> {
  const all = posts.map((post) => ({ post, tags: tagsIn(post) }));
  const tags = all.flatMap((one) => one.tags);
  await saveMarks(tx, all);
  await saveTags(tx, tags);
  return tags;
}

/** Keeps the names under which accounts are found. */
export const indexAccounts: BatchReader = {
  name: "index-accounts",
  types: ["account.created", "account.changed"],
  readBatch: async (_app, tx, batch) => saveAccountWords(tx, subjectsOf(batch)),
};

/** Puts into the index what was there before it, newest first, a step at a time; does nothing once that is done. */
export const indexOld: Job = {
  name: "index-what-is-old",
  everySeconds: 3,
  run: async (app) => {
    const until = Date.now() + roundMs;
    while (
      Date.now() < until &&
      ((await oldStep(app, "accounts", oldAccounts)) || (await oldStep(app, "posts", oldPosts)))
    );
  },
};

/** The name under which it is kept how far the index of old things has come. */
export const progressOf = (what: "accounts" | "posts"): string => `${what} ${marksVersion}`;

/** Indexes what stands below an id; resolves to the id it came to, null when that was the last. */
type Step = (app: App, tx: Tx, below: string) => Promise<string | null>;

/** One step further; false when there is nothing to do. */
async function oldStep(app: App, what: "accounts" | "posts", step: Step): Promise<boolean> {
  const name = progressOf(what);
  return write(app, async (tx) => {
    const below = await claimProgress(tx, name);
    if (below === null) return false;
    await saveProgress(tx, name, (await step(app, tx, below)) ?? "0");
    return true;
  });
}

const oldAccounts: Step = async (_app, tx, below) => {
  const ids = await accountsBelow(tx, below, stepSize);
  await saveAccountWords(tx, ids);
  return ids.length < stepSize ? null : ids.at(-1)!;
};

const oldPosts: Step = async (_app, tx, below) => {
  const ids = await lockPosts(tx, below, stepSize);
  await save(tx, await readPosts(tx, ids));
  return ids.length < stepSize ? null : ids.at(-1)!;
};
