import { sql } from "drizzle-orm";
import type { GetColumnData, SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

type Columns = Record<string, AnyPgColumn>;
type Row<C extends Columns> = { [K in keyof C]: GetColumnData<C[K]> };

/** A record as PostgreSQL writes it, `(1,"said ""so""",)`, as the texts of its fields; null where nothing stands. */
export function readRecord(text: string): (string | null)[] {
  const fields = `,${text.slice(1, -1)}`.matchAll(/,(?:"([^"]*(?:""[^"]*)*)"|([^,]*))/g);
  return [...fields].map(([, quoted, bare]) =>
    quoted === undefined ? bare || null : quoted.replaceAll(/(["\\])\1/g, "$1"),
  );
}

/** What Drizzle leaves to the driver, which is not asked for the fields of a record. */
const byDriver: Record<string, (text: string) => unknown> = {
  boolean: (text) => text === "t",
  "bigint[]": (text) => text.slice(1, -1).split(",").filter(Boolean),
};

const fieldOf = (column: AnyPgColumn, text: string): unknown =>
  column.mapFromDriverValue((byDriver[column.getSQLType()] ?? String)(text));

/**
 * Answers of a function of texts, kept for as long as they are asked for: those of about so many characters. The same
 * text gets the same answer, so that what was made of that can be kept beside it.
 */
export function remember<T>(characters: number, make: (text: string) => T): (text: string) => T {
  let [recent, before] = [new Map<string, T>(), new Map<string, T>()];
  let length = 0;
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const answer = before.get(text) ?? make(text);
    if (length > characters / 2) {
      [recent, before, length] = [new Map(), recent, 0];
    }
    recent.set(text, answer);
    length += text.length;
    return answer;
  };
}

/**
 * Some columns of a table as one field of a query, the first of them never null; `of` names those of an alias. A row that says the same as one before
 * is the very same object (see `remember`), and is never changed: it need not be read again, nor what was made of it be
 * made again. There is nothing to invalidate, because the database says each time what the row is.
 */
export function asOne<C extends Columns>(columns: C, characters: number) {
  const names = Object.keys(columns);
  const read = remember(characters, (text) => {
    const texts = readRecord(text);
    const values = Object.values(columns).map((column, i) => (texts[i] == null ? null : fieldOf(column, texts[i])));
    return Object.freeze(Object.fromEntries(names.map((name, i) => [name, values[i]]))) as Row<C>;
  });
  return (of: { [K in keyof C]: AnyPgColumn } = columns): SQL<Row<C>> => {
    const list = names.map((name) => sql`${of[name]}`);
    const row = sql<Row<C>>`case when ${list[0]} is not null then row(${sql.join(list, sql`, `)})::text end`;
    return row.mapWith({ mapFromDriverValue: read });
  };
}

/** A function of objects that never change, asked once for each; of the same first, only the last answer is kept. */
export function once<A extends object, B extends unknown[], T>(make: (first: A, ...rest: B) => T) {
  const made = new WeakMap<A, { rest: B; answer: T }>();
  return (first: A, ...rest: B): T => {
    const known = made.get(first);
    if (known?.rest.every((one, i) => one === rest[i])) return known.answer;
    const answer = make(first, ...rest);
    made.set(first, { rest, answer });
    return answer;
  };
}
