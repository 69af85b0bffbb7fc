import { z } from "zod";

const token = z.string().max(200);
const password = z.string().max(1000);

export const AskReset = z.object({ email: z.string().max(1000) });
export const Reset = z.object({ token, password });
export const Verify = z.object({ token });
export const ChangeAddress = z.object({ email: z.string().max(1000), password });

/** One's own address: whether it is proven, and which other one waits for its proof. */
export const Address = z
  .object({ email: z.string(), verified: z.boolean(), pending: z.string().nullable() })
  .meta({ id: "Address" });
export type Address = z.infer<typeof Address>;
