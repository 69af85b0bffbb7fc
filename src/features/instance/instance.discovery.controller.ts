import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { Descriptor, DescriptorQuery, NodeInfo, NodeInfoLinks } from "./instance.discovery.contract.ts";
import { describeMember, getNodeInfo } from "./instance.discovery.service.ts";
import { hostMetaView, nodeInfoLinks, nodeInfoType } from "./instance.discovery.view.ts";

/** The routes by which clients and catalogues find out what is here. */
export function discoveryRoutes(http: Http): void {
  const read = { method: "GET", access: "unasked", scope: "none", limit: "read" } as const;
  route(
    http,
    {
      ...read,
      path: "/.well-known/nodeinfo",
      about: "Where the descriptions of this server are.",
      answer: [200, NodeInfoLinks],
    },
    async ({ ctx }) => nodeInfoLinks(ctx.config),
  );
  for (const version of ["2.0", "2.1"] as const)
    route(
      http,
      {
        ...read,
        path: `/nodeinfo/${version}`,
        about: `What kind of server this is, as NodeInfo ${version}.`,
        answer: [200, NodeInfo],
        type: nodeInfoType(version),
      },
      ({ ctx }) => getNodeInfo(ctx, version),
    );
  route(
    http,
    {
      ...read,
      path: "/.well-known/webfinger",
      about: "The member behind `acct:name@host` or the address of a page.",
      query: DescriptorQuery,
      answer: [200, Descriptor],
      type: "application/jrd+json; charset=utf-8",
    },
    ({ ctx, query }) => describeMember(ctx, query.resource),
  );
  route(
    http,
    {
      ...read,
      path: "/.well-known/host-meta",
      about: "Where names are looked up.",
      answer: [200, z.string()],
      type: "application/xrd+xml; charset=utf-8",
    },
    async ({ ctx }) => hostMetaView(ctx.config),
  );
}
