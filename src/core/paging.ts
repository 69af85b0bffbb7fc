import type { FastifyReply, FastifyRequest } from "fastify";
import type { Paging } from "./forms.ts";
import { isId } from "./ids.ts";

/**
 * Adds the Link header of a page, newest first: `next` is older, `prev` newer; filters are kept. `until` is the place up
 * to which was looked for a page that may be short of what comes after: there the one after it begins.
 */
export function linkPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: { id: string }[],
  paging: Paging,
  until: string | null = null,
): void {
  const upward = paging.min_id !== undefined;
  const newer = (upward ? until : null) ?? page[0]?.id;
  const older = (upward ? null : until) ?? (upward || page.length === paging.limit ? page.at(-1)?.id : undefined);
  const { publicUrl } = request.ctx.config;
  const link = (rel: string, name: string, id: string) => {
    const url = new URL(request.url, publicUrl);
    for (const old of ["max_id", "since_id", "min_id"]) url.searchParams.delete(old);
    url.searchParams.set(name, id);
    return `<${publicUrl}${url.pathname}${url.search}>; rel="${rel}"`;
  };
  const links = [
    ...(older === undefined ? [] : [link("next", "max_id", older)]),
    ...(newer === undefined ? [] : [link("prev", "min_id", newer)]),
  ];
  if (links.length > 0) reply.header("link", links.join(", "));
}

/** The bounds of a page as ids that the database can compare; impossible ones become the nearest possible. */
export function pageBounds(paging: Paging): { below: string; above: string; upward: boolean } {
  const highest = "9223372036854775807";
  const bound = (value: string | undefined, otherwise: string) => (value && isId(value) ? value : otherwise);
  return {
    below: bound(paging.max_id, highest),
    above: bound(paging.min_id ?? paging.since_id, "0"),
    upward: paging.min_id !== undefined,
  };
}
