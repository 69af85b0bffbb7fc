import { sql } from "drizzle-orm";

/** A parameter of a prepared query, of a type. */
export const parameter = (name: string, type: string) => sql`${sql.placeholder(name)}::${sql.raw(type)}`;

/** What every query of a page is given: who asks, the ids that it is between, and how much it has at most. */
export const [viewer, below, above, limit] = [
  parameter("viewer", "bigint"),
  parameter("below", "bigint"),
  parameter("above", "bigint"),
  parameter("limit", "int"),
];
