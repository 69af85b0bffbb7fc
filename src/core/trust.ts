import type { IncomingMessage } from "node:http";
import proxyAddr from "@fastify/proxy-addr";

/** Whether a hop on the way of a request may be believed about where the request came from; `TRUST_PROXY` says which. */
export function compileTrust(setting: boolean | number | string): (address: string, hop: number) => boolean {
  if (typeof setting === "boolean") return () => setting;
  if (typeof setting === "number") return (_address, hop) => hop < setting;
  return proxyAddr.compile(setting.split(",").map((part) => part.trim()));
}

/** Where a request came from, as far as its hops may be believed. */
export const addressOf = (request: IncomingMessage, trust: ReturnType<typeof compileTrust>): string =>
  proxyAddr(request, trust) ?? "";
