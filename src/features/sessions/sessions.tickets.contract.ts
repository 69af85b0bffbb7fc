import { z } from "zod";

/** Opens one live connection of this session within so many seconds; goes into the handshake as `ticket`. */
export const Ticket = z.object({ ticket: z.string(), expires_in: z.number() });
export type Ticket = z.infer<typeof Ticket>;
