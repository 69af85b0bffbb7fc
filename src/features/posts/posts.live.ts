import type { Deliver, Deliveries } from "#core/live.delivery";
import { findEdges } from "#relations";
import { findMarkedBy, findMarks } from "./posts.marks.model.ts";
import { findPosts, findVisiblePosts } from "./posts.model.ts";
import type { PostRow } from "./posts.model.ts";
import { findTagFollowers } from "./posts.tags.model.ts";
import { tagsOf } from "#core/writing.syntax";
import { concerned, reach } from "./posts.audience.view.ts";
import { countsView, marksView, postView } from "./posts.view.ts";

/** The post by what it was marked, where its event may reach those who did: a boost and a change, nothing new or gone. */
const markable = (type: string, row: PostRow | undefined): string | null => {
  if (type === "post.created") return row?.original?.id ?? null;
  return type === "post.edited" || type === "post.restored" ? ((row?.original ?? row?.post)?.id ?? null) : null;
};

/** A post as it is now, of a deleted one only that it is; nothing when it never was or is gone meanwhile. */
const deliverPosts: Deliver = async (app, db, batch, online) => {
  const rows = await findPosts(app.db, [...new Set(batch.map((event) => event.subject))]);
  const targets = [...new Set([...rows.values()].flatMap(concerned))];
  // An edit or a delete also tells the lists of the tags that are no longer in the post.
  const tags = batch.map((event) => {
    const now = tagsOf(rows.get(event.subject)?.post.text ?? "");
    return { now, before: ((event.data["tags"] as string[]) ?? []).filter((tag) => !now.includes(tag)) };
  });
  const marks = batch.map(({ type, subject }) => markable(type, rows.get(subject)));
  const [edges, followers, marked] = await Promise.all([
    findEdges(db, targets, online),
    findTagFollowers(db, [...new Set(tags.flatMap(({ now, before }) => [...now, ...before]))], online),
    findMarkedBy(
      app.db,
      [...new Set(marks)].filter((id) => id !== null),
      online,
    ),
  ]);
  return batch.map((event, i) => {
    const row = rows.get(event.subject);
    const deleting = event.type === "post.deleted";
    if (!row || (row.post.deletedAt && !deleting) || (row.original?.deletedAt && !deleting)) return null;
    const data = deleting
      ? { id: event.subject }
      : event.type === "post.counted"
        ? countsView(row)
        : postView(app.config, row);
    const markedBy = marked.get(marks[i] ?? "") ?? [];
    return { data, to: reach(row, edges, { ...tags[i]!, followers }, markedBy) };
  });
};

/** What a post is to somebody now, told only to them. */
const deliverMarks: Deliver = async (app, _db, batch, online) => {
  const byAccount = Map.groupBy(batch, (event) => event.data["account"] as string);
  const found = new Map(
    await Promise.all(
      [...byAccount].map(async ([account, events]) => {
        const ids = [...new Set(events.map((event) => event.subject))];
        if (!online.includes(account)) return [account, null] as const;
        // Of what somebody may no longer see, not even their own marks are told.
        const seen = (await findVisiblePosts(app.db, ids, account)).map(({ post }) => post.id);
        return [account, { seen: new Set(seen), marks: await findMarks(app.db, account, seen) }] as const;
      }),
    ),
  );
  return batch.map(({ subject, data }) => {
    const account = data["account"] as string;
    const known = found.get(account);
    if (!known?.seen.has(subject)) return null;
    return {
      data: { id: subject, ...marksView(known.marks.get(subject)) },
      to: [{ channels: ["me"], audience: { kind: "only", accounts: [account] } }],
    };
  });
};

/** Makes posts live. */
export function postEvents(deliveries: Deliveries): void {
  deliveries.claim(["post.created", "post.edited", "post.restored", "post.deleted", "post.counted"], deliverPosts);
  deliveries.claim(["post.marked"], deliverMarks);
  for (const kind of ["public", "account", "thread", "post", "home", "me", "marks"]) deliveries.channel(kind);
  deliveries.channel("tag", "word");
}
