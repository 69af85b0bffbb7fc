import { z } from "zod";

/** A list of which this version can have no entry. */
export const Nothing = z.array(z.never());

const Link = z.object({
  rel: z.string(),
  type: z.string().optional(),
  href: z.string().optional(),
  template: z.string().optional(),
});

/** RFC 7033: what is known of a name or an address, and where. */
export const Descriptor = z
  .object({ subject: z.string(), aliases: z.array(z.string()), links: z.array(Link) })
  .meta({ id: "Descriptor" });
export type Descriptor = z.infer<typeof Descriptor>;

export const DescriptorQuery = z.object({ resource: z.string().max(3000).optional() });

/** Where the descriptions of a server are. */
export const NodeInfoLinks = z.object({ links: z.array(z.object({ rel: z.string(), href: z.string() })) });
export type NodeInfoLinks = z.infer<typeof NodeInfoLinks>;

/** What kind of server this is, for catalogues and clients. No protocol between servers is spoken yet. */
export const NodeInfo = z
  .object({
    version: z.enum(["2.0", "2.1"]),
    software: z.object({ name: z.string(), version: z.string(), repository: z.string().optional() }),
    protocols: z.array(z.string()),
    services: z.object({ inbound: z.array(z.string()), outbound: z.array(z.string()) }),
    openRegistrations: z.boolean(),
    usage: z.object({
      users: z.object({ total: z.number(), activeMonth: z.number(), activeHalfyear: z.number() }),
      localPosts: z.number(),
    }),
    metadata: z.object({
      nodeName: z.string(),
      nodeDescription: z.string(),
      upstream: z.object({ name: z.string() }),
    }),
  })
  .meta({ id: "NodeInfo" });
export type NodeInfo = z.infer<typeof NodeInfo>;
