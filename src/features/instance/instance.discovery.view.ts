import type { Config } from "#core/config";
import { escape } from "#core/writing.html";
import { accountUrl, accountView } from "#accounts";
import type { AccountRow } from "#accounts";
import type { Descriptor, NodeInfo, NodeInfoLinks } from "./instance.discovery.contract.ts";
import type { InstanceCounts } from "./instance.model.ts";
import { version } from "./instance.view.ts";

type Site = Pick<Config, "publicUrl">;

const schema = (of: NodeInfo["version"]) => `http://nodeinfo.diaspora.software/ns/schema/${of}`;

/** Where a server's descriptions are. */
export const nodeInfoLinks = ({ publicUrl }: Site): NodeInfoLinks => ({
  links: (["2.0", "2.1"] as const).map((of) => ({ rel: schema(of), href: `${publicUrl}/nodeinfo/${of}` })),
});

/** The media type of a description. */
export const nodeInfoType = (of: NodeInfo["version"]) => `application/json; profile="${schema(of)}#"; charset=utf-8`;

/** What kind of server this is. */
export const nodeInfoView = (config: Config, counts: InstanceCounts, of: NodeInfo["version"]): NodeInfo => ({
  version: of,
  software: { name: "x-messenger", version },
  protocols: [],
  services: { inbound: [], outbound: [] },
  openRegistrations: true,
  usage: {
    users: { total: counts.users, activeMonth: counts.activeMonth, activeHalfyear: counts.activeHalfyear },
    localPosts: counts.statuses,
  },
  // Clients that know many kinds of servers look here for whose API it is.
  metadata: { nodeName: config.title, nodeDescription: config.description, upstream: { name: "mastodon" } },
});

/** What is known of a member by their name. */
export function descriptorView(site: Site, row: AccountRow): Descriptor {
  const page = accountUrl(site, row.username);
  return {
    subject: `acct:${row.username}@${new URL(site.publicUrl).host}`,
    aliases: [page],
    links: [
      { rel: "http://webfinger.net/rel/profile-page", type: "text/html", href: page },
      { rel: "http://webfinger.net/rel/avatar", href: accountView(site, row).avatar },
    ],
  };
}

/** Where names are looked up, as XRD. */
export const hostMetaView = ({ publicUrl }: Site): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="lrdd" template="${escape(publicUrl)}/.well-known/webfinger?resource={uri}"/>
</XRD>
`;
