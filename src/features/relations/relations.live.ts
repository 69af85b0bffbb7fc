import type { Deliver, Deliveries } from "#core/live.delivery";
import { findRelations } from "./relations.pairs.model.ts";
import { relationshipView } from "./relations.view.ts";

const toOneself = (account: string) => [{ channels: ["me"], audience: { kind: "only" as const, accounts: [account] } }];

/** How the account that is told stands to the other now; told only to them. */
const deliverRelations: Deliver = async (_app, db, batch, online) => {
  const here = new Set(online);
  const pairs = batch
    .filter(({ subject }) => here.has(subject))
    .map(({ subject, data }) => ({ accountId: subject, targetId: data["target"] as string }));
  const key = (accountId: string, targetId: string) => `${accountId} ${targetId}`;
  const unique = new Map(pairs.map((pair) => [key(pair.accountId, pair.targetId), pair]));
  const relations = await findRelations(db, [...unique.values()]);
  const found = new Map(relations.map((relation) => [key(relation.accountId, relation.targetId), relation]));
  return batch.map(({ subject, data }) => {
    const relation = found.get(key(subject, data["target"] as string));
    return relation ? { data: relationshipView(relation), to: toOneself(subject) } : null;
  });
};

/** Whom one does not want suggested, for one's other screens. */
const deliverDismissals: Deliver = async (_app, _db, batch) =>
  batch.map(({ subject, data }) => ({ data: { id: data["target"] }, to: toOneself(subject) }));

/** Makes relations live. */
export function relationEvents(deliveries: Deliveries): void {
  deliveries.claim(["relation.changed"], deliverRelations);
  deliveries.claim(["suggestion.dismissed"], deliverDismissals);
  deliveries.channel("me");
}
