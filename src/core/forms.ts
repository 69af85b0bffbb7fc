import { z } from "zod";

/** A truth value in any of the spellings of JSON and forms. */
export const truth = z.union([
  z.boolean(),
  z.enum(["true", "1", "on"]).transform(() => true),
  z.enum(["false", "0", "off"]).transform(() => false),
]);

/** A whole number in a query, clamped to its bounds; whatever is no number is the default. */
export const clamped = (min: number, max: number, otherwise: number) =>
  z.coerce
    .number()
    .catch(otherwise)
    .transform((n) => Math.min(max, Math.max(min, Math.trunc(n) || otherwise)));

const place = z
  .string()
  .regex(/^\d{1,19}$/)
  .optional()
  .catch(undefined);

/** Mastodon's paging: `max_id` older than, `since_id` newer than (newest first), `min_id` the next page upward. */
export const Paging = z.object({ limit: clamped(1, 40, 20), max_id: place, since_id: place, min_id: place });
export type Paging = z.output<typeof Paging>;

/** Words in a query, one or many, however a client spells a list: at most `most`, each of at most `longest` characters. */
export const words = (most: number, longest: number) => {
  const word = z.string().max(longest);
  return z.union([z.array(word).max(most), word.transform((one) => [one])]);
};
