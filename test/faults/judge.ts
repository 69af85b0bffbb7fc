import type { Browser } from "#test/law/browser";
import type { Actor, Cast } from "./cast.ts";
import type { Plan } from "./plan.ts";
import type { World } from "./world.ts";
import type { Said, Writer } from "./writer.ts";

/** What a client was told since it began to count. */
export type Heard = {
  begin: () => void;
  /** `late`: heard while a channel was being caught up, when it may have come before, or out of order. */
  events: { cursor: number; type: string; id: string; late: boolean; connection: number }[];
  /** Whether the session was said to be over, or lists had to be fetched anew: nothing here is a reason for either. */
  troubles: string[];
};

/** Remembers what a client's stores are told. */
export function listenTo({ live, catchingUp, connections }: Browser): Heard {
  const heard: Heard = {
    events: [],
    troubles: [],
    begin: () => void heard.events.splice(0),
  };
  live.onEvent(({ cursor, type, data }) =>
    heard.events.push({
      cursor,
      type,
      id: String((data as { id: unknown }).id),
      late: catchingUp(),
      connection: connections(),
    }),
  );
  live.onReset(() => heard.troubles.push("was told that its cursor is too old"));
  live.onGone((reason) => heard.troubles.push(`was sent away: ${reason}`));
  return heard;
}

type Scene = { actor: Actor; cast: Cast; writers: Writer[]; plan: Plan };

/** What a client missed, was told twice or out of order, or should never have been told. */
export function judgeHeard({ events, troubles }: Heard, { actor, cast, writers, plan }: Scene): string[] {
  const violations = [...troubles];
  const created = new Set(events.filter(({ type }) => type === "post.created").map(({ id }) => id));
  const reader = cast.readers.indexOf(actor);
  for (const [w, writer] of writers.entries()) {
    const own = cast.writers[w] === actor;
    const standing = plan.standings[reader]?.[w] ?? "none";
    // Its screens are of everybody's public posts, and of the first writer.
    const mustHear = ({ visibility, reply }: Said) =>
      visibility === "public" ? !reply : visibility === "private" && w === 0 && (own || standing === "follow");
    const mayHear = ({ visibility, to }: Said) =>
      own ||
      (standing !== "block" &&
        (visibility === "direct" ? to === actor.id : visibility === "public" || standing === "follow"));
    for (const said of writer.said.values()) {
      const was = created.has(said.id);
      // What is gone by the time that it is told is told as gone.
      if (!was && said.text !== null && mayHear(said) && mustHear(said)) violations.push(`missed ${said.text}`);
      if (was && !mayHear(said)) violations.push(`was told of ${said.text}, which it may not see`);
    }
  }
  const present = events.filter(({ late }) => !late);
  if (plan.strict)
    for (const [i, { cursor, type, connection }] of present.entries()) {
      const last = present[i - 1];
      const before = last?.connection === connection ? last.cursor : 0;
      if (cursor === before) violations.push(`doubled event ${cursor} ${type}`);
      if (cursor < before) violations.push(`reordered event ${cursor} ${type} after ${before}`);
    }
  return violations;
}

/** Compares what was acknowledged with what is stored, word for word. */
export async function judgeStored(world: World, authors: Actor[], writers: Writer[], root: string): Promise<string[]> {
  const rows = await world.query<{ id: string; text: string }>(
    "select id, text from posts where deleted_at is null and id > $1 and account_id = any($2::bigint[])",
    [root, authors.map(({ id }) => id)],
  );
  const stored = new Map(rows.map(({ id, text }) => [id, text]));
  const said = new Map(writers.flatMap((writer) => [...writer.said]));
  const violations: string[] = [];
  for (const { id, text } of said.values()) {
    const kept = stored.get(id);
    if (text === null && kept !== undefined) violations.push(`deleted, but stored: ${kept}`);
    if (text !== null && kept !== text) violations.push(`acknowledged as ${text}, but stored: ${kept}`);
  }
  for (const [id, text] of stored) if (!said.has(id)) violations.push(`stored, but not acknowledged: ${text}`);
  return violations;
}
