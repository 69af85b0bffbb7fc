import type { Deliver, Deliveries } from "#core/live.delivery";
import { findTellable, findToldOf } from "./notifications.read.model.ts";
import { contextOf, showNotifications } from "./notifications.service.ts";
import { removedView } from "./notifications.view.ts";

const toThese = (accounts: string[]) => [{ channels: ["me"], audience: { kind: "only" as const, accounts } }];

/** A notification as its recipient sees it now; nothing when they may not, or are not there. */
const deliverAdded: Deliver = async (app, db, batch, online) => {
  const here = new Set(online);
  const ids = batch.flatMap(({ subject, data }) => (here.has(data["account"] as string) ? subject : []));
  const rows = await findTellable(db, ids);
  const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
  const shown = await Promise.all(
    [...byAccount].map(([account, theirs]) => showNotifications(contextOf(app, account), theirs)),
  );
  const byId = new Map(shown.flat().map((one) => [one.id, one]));
  return batch.map(({ subject, data }) => {
    const one = byId.get(subject);
    return one ? { data: one, to: toThese([data["account"] as string]) } : null;
  });
};

/** What is gone: of a deleted post, everyone who was told of it hears so at once. */
const deliverRemoved: Deliver = async (_app, db, batch, online) => {
  const posts = batch.flatMap(({ data }) => (data["post"] as string | undefined) ?? []);
  const told = Map.groupBy(await findToldOf(db, posts, online), ({ post }) => post);
  return batch.map(({ subject, data }) => {
    const { account, post, group } = data as { account?: string; post?: string; group?: string };
    if (post !== undefined) {
      const these = (told.get(post) ?? []).map((one) => one.account);
      return { data: removedView({ status_id: post }), to: toThese(these) };
    }
    const what = subject === "0" ? { group_key: group ?? null } : { id: subject };
    return account === undefined ? null : { data: removedView(what), to: toThese([account]) };
  });
};

/** Makes notifications live. */
export function notificationEvents(deliveries: Deliveries): void {
  deliveries.claim(["notification.added"], deliverAdded);
  deliveries.claim(["notification.removed"], deliverRemoved);
}
