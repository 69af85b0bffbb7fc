import type { Deliver, Deliveries, Delivery } from "#core/live.delivery";
import { findAccounts } from "./accounts.model.ts";
import { accountView } from "./accounts.view.ts";

/** The event's data is the account as it is now, on every list that may show a post of it: who somebody is, is for everyone to see. */
const deliverAccounts: Deliver = async (app, db, batch) => {
  const rows = await findAccounts(db, [...new Set(batch.map((event) => event.subject))]);
  return batch.map((event): Delivery | null => {
    const row = rows.get(event.subject);
    if (!row) return null;
    const channels = [`account:${row.id}`, "public", "home"];
    return { data: accountView(app.config, row), to: [{ channels, audience: { kind: "everyone", except: [] } }] };
  });
};

/** Makes accounts live. */
export function accountEvents(deliveries: Deliveries): void {
  deliveries.claim(["account.changed"], deliverAccounts);
}
