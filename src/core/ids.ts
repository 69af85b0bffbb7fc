import { customType } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";

/** A 64-bit number that TypeScript handles as a string of decimal digits, as it is in JSON. */
export const bigId = customType<{ data: string; driverData: string }>({ dataType: () => "bigint" });

/** A list of such numbers. */
export const bigIds = customType<{ data: string[]; driverData: string[] }>({ dataType: () => "bigint[]" });

/** A primary key that the database makes: milliseconds since 1970, then 16 bits of a sequence, so ids sort by time. */
export const snowflake = () =>
  bigId("id")
    .primaryKey()
    .default(sql`snowflake()`);

/** Whether a string can be an id at all; what cannot is answered like what does not exist. */
export function isId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) < 2n ** 63n;
}
