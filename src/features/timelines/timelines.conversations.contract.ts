import { z } from "zod";
import { Account } from "#accounts";
import { Status } from "#posts";

/** A direct talk as one of its people sees it: who else is in it, and the newest post that they may see. */
export const Conversation = z
  .object({ id: z.string(), unread: z.boolean(), accounts: z.array(Account), last_status: Status.nullable() })
  .meta({ id: "Conversation" });
export type Conversation = z.infer<typeof Conversation>;

export const ConversationId = z.object({ id: z.string() });

/** The live events of talks, told to one of their people: the talk as it is now, or that it is no longer listed. */
export const ConversationEvents = {
  "conversation.changed": Conversation,
  "conversation.removed": z.object({ id: z.string() }),
} as const;
