import type { Ctx } from "#core/context";
import { away } from "#core/errors";
import type { InstanceV1, InstanceV2, Ready } from "./instance.contract.ts";
import { countInstance, ping } from "./instance.model.ts";
import { instanceView, oldInstanceView } from "./instance.view.ts";

/** What this place is and allows. */
export async function getInstance(ctx: Ctx): Promise<InstanceV2> {
  return instanceView(ctx.config, (await countInstance(ctx.db)).activeMonth);
}

/** The same in Mastodon's first version. */
export async function getOldInstance(ctx: Ctx): Promise<InstanceV1> {
  const { users, statuses } = await countInstance(ctx.db);
  return oldInstanceView(ctx.config, users, statuses);
}

/** Resolves when requests can be served; 503 while the database is away, and before this process ends. */
export async function checkReady(ctx: Ctx): Promise<Ready> {
  if (ctx.nodes.isLeaving()) throw away();
  await ping(ctx.db).catch(() => {
    throw away();
  });
  return { status: "ok", redis: ctx.nodes.redis(), nodes: ctx.nodes.list()?.length };
}
