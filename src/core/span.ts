import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** Newest first, or upward from a place. */
export type Direction = "down" | "up";

/** A parameter of a prepared query, of a type. */
export const parameter = (name: string, type: string) => sql`${sql.placeholder(name)}::${sql.raw(type)}`;

/** What every query of a page is given. */
export const [viewer, below, above, limit] = [
  parameter("viewer", "bigint"),
  parameter("below", "bigint"),
  parameter("above", "bigint"),
  parameter("limit", "int"),
];

/** The word after ORDER BY. */
export const sorted = (direction: Direction): SQL => sql.raw(direction === "down" ? "desc" : "asc");

/**
 * The entries of an index that begin with some values, within the bounds of a page and in its order. Said as spans of
 * whole entries, because with `=` and `order by id` the planner may walk a whole table by its ids to find the few of
 * one account; only this index has this order.
 */
export function span(keys: [AnyPgColumn, SQL | AnyPgColumn][], id: AnyPgColumn, direction: Direction, edge?: SQL) {
  const columns = [...keys.map(([column]) => sql`${column}`), sql`${id}`];
  const at = (place: SQL) =>
    sql`(${sql.join(
      keys.map(([, value]) => sql`${value}`),
      sql`, `,
    )}, ${place})`;
  const entry = sql`(${sql.join(columns, sql`, `)})`;
  const until = edge ? sql`and ${entry} ${sql.raw(direction === "down" ? ">=" : "<=")} ${at(edge)}` : sql``;
  return {
    within: sql`${entry} < ${at(below)} and ${entry} > ${at(above)} ${until}`,
    order: sql.join(
      columns.map((column) => sql`${column} ${sorted(direction)}`),
      sql`, `,
    ),
  };
}
