import type { Deliver, Deliveries } from "#core/live.delivery";

/** Only that something changed, and only for its owner: the list itself is read again. */
const deliverChanges: Deliver = async (_app, _db, batch) =>
  batch.map(({ subject, data }) => ({
    data: { id: subject },
    to: [{ channels: ["passkeys"], audience: { kind: "only", accounts: [data["account"] as string] } }],
  }));

/** Makes the list of passkeys live. */
export function passkeyEvents(deliveries: Deliveries): void {
  deliveries.claim(["passkey.added", "passkey.renamed", "passkey.used", "passkey.removed"], deliverChanges);
  deliveries.channel("passkeys");
}
