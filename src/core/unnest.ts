import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

/**
 * Rows that this process knows as a table in a query, `unnest(…) as name (columns)`: one parameter for each column,
 * however many rows there are. `types` says what type each column has in the database, by its name there.
 */
export function unnest<T extends object>(
  name: string,
  rows: readonly T[],
  types: Record<keyof T & string, string>,
): SQL {
  const columns = Object.keys(types) as (keyof T & string)[];
  const lists = columns.map((column) => sql`${sql.param(rows.map((row) => row[column]))}::${sql.raw(types[column])}[]`);
  return sql`unnest(${sql.join(lists, sql`, `)}) as ${sql.identifier(name)} (${sql.join(
    columns.map((column) => sql.identifier(column)),
    sql`, `,
  )})`;
}
