import { z } from "zod";

/** What a stream is asked for by, in the address of an SSE stream. */
export const StreamQuery = z.object({
  access_token: z.string().max(500).optional(),
  tag: z.string().max(400).optional(),
  list: z.string().max(40).optional(),
});

/** What a client says on a WebSocket. */
export const StreamMessage = z.object({
  type: z.enum(["subscribe", "unsubscribe"]),
  stream: z.string().max(40),
  tag: z.string().max(400).optional(),
  list: z.string().max(40).optional(),
});
export type StreamMessage = z.infer<typeof StreamMessage>;

/** A stream is sent as it is: server-sent events, which end with the connection. */
export const Sent = z.null();
