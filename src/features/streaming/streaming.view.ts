import type { Prepared } from "#core/live.delivery";
import type { Stream } from "./streaming.rules.ts";

/** What an event is called on a stream, and what is sent with it: JSON, or the bare id of what was deleted. */
export type Frame = { event: string; payload: string };

const names: Record<string, { event: string; tells: Stream["tells"][number] }> = {
  "post.created": { event: "update", tells: "post" },
  "post.restored": { event: "update", tells: "post" },
  "post.edited": { event: "status.update", tells: "post" },
  "post.deleted": { event: "delete", tells: "post" },
  "notification.added": { event: "notification", tells: "notification" },
  "conversation.changed": { event: "conversation", tells: "conversation" },
};

const encoded = new WeakMap<object, string>();

/** The frame of an event on a stream; null where the stream does not tell of it. The payload is encoded once for all streams. */
export function frameOf({ type, delivery }: Prepared, { tells }: Pick<Stream, "tells">): Frame | null {
  const name = names[type];
  if (!name || !delivery || !tells.includes(name.tells)) return null;
  const payload =
    name.event === "delete"
      ? (delivery.data as { id: string }).id
      : (encoded.get(delivery) ?? JSON.stringify(delivery.data));
  encoded.set(delivery, payload);
  return { event: name.event, payload };
}
