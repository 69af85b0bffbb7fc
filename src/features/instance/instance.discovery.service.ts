import type { Ctx } from "#core/context";
import { notFound, unreadable } from "#core/errors";
import { findAccountByKey, usernameKey, usernamePattern } from "#accounts";
import type { Descriptor, NodeInfo } from "./instance.discovery.contract.ts";
import { descriptorView, nodeInfoView } from "./instance.discovery.view.ts";
import { countInstance } from "./instance.model.ts";

/** What kind of server this is. */
export async function getNodeInfo(ctx: Ctx, of: NodeInfo["version"]): Promise<NodeInfo> {
  return nodeInfoView(ctx.config, await countInstance(ctx.db), of);
}

/** The member behind `acct:name@this-instance` or the address of their page; 404 for anybody else, 400 for nothing. */
export async function describeMember(ctx: Ctx, resource: string | undefined): Promise<Descriptor> {
  if (!resource) throw unreadable();
  const name = nameIn(resource, ctx.config.publicUrl)?.normalize("NFC");
  const row =
    name !== undefined && usernamePattern.test(name) ? await findAccountByKey(ctx.db, usernameKey(name)) : undefined;
  if (!row) throw notFound();
  return descriptorView(ctx.config, row);
}

function nameIn(resource: string, publicUrl: string): string | undefined {
  if (URL.canParse(resource)) {
    const { origin, pathname } = new URL(resource);
    if (origin === new URL(publicUrl).origin) return /^\/@([^/]+)\/?$/.exec(decode(pathname))?.[1];
  }
  const [, name, host] = /^(?:acct:)?@?([^@]+)@([^@]+)$/.exec(decode(resource)) ?? [];
  return host?.toLowerCase() === new URL(publicUrl).host ? name : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
