import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "socket.io";
import type { Config } from "./config.ts";
import { fromOurPage } from "./csrf.ts";
import { maxChannels } from "./live.contract.ts";
import type { Channel, Handshake } from "./live.contract.ts";

type Knocker = Pick<Socket, "handshake" | "request">;

const defaultChannels: Channel[] = ["public"];

/** Whether a handshake comes from a page of ours, here or on the client's own host: from there only a ticket counts. */
export const mayKnock = (config: Config, headers: IncomingHttpHeaders) =>
  fromOurPage(config, headers) || (headers.origin !== undefined && config.clientOrigins.includes(headers.origin));

/** Why a handshake was refused, for the client to decide what to do. */
export const refusal = (code: "unauthorized" | "ticket" | "busy") => Object.assign(new Error(code), { data: { code } });

/** An app sends its token with the handshake, where no proxy writes it into a log. */
export function credentialsOf({ handshake, request }: Knocker): IncomingHttpHeaders {
  const { token } = handshake.auth as Handshake;
  return typeof token === "string" ? { authorization: `Bearer ${token}` } : request.headers;
}

/** What a handshake wants to listen to. */
export function askedChannels(socket: Knocker): Channel[] {
  const { channels } = socket.handshake.auth as Handshake;
  return Array.isArray(channels)
    ? channels.filter((c) => typeof c === "string").slice(0, maxChannels)
    : defaultChannels;
}
