import { isDeepStrictEqual } from "node:util";
import type { FastifyInstance } from "fastify";
import { z } from "zod";

declare module "fastify" {
  interface FastifyInstance {
    /** In tests: the answers that were not what their contract says, in words. Null elsewhere: nothing is checked. */
    breaches: string[] | null;
  }
}

/** The one shape of an error. With an OAuth client `error` is a name of RFC 6749, and the sentence describes it. */
export const Problem = z
  .object({
    error: z.string(),
    error_description: z.string().optional(),
    code: z.string().optional(),
    details: z.record(z.string(), z.array(z.object({ error: z.string(), description: z.string() })).min(1)).optional(),
  })
  .meta({ id: "Error" });

/**
 * Takes note of an answer that is not exactly what its contract says: with a field too few, of the wrong kind, or one
 * that the contract does not know, at any depth.
 */
export function checkAnswer({ breaches }: FastifyInstance, name: string, shape: z.ZodType, answer: unknown): void {
  if (breaches === null) return;
  const given: unknown = answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
  const { success, data, error } = shape.safeParse(given);
  if (!success) breaches.push(`${name}: ${error.message}`);
  else if (!isDeepStrictEqual(data, given))
    breaches.push(`${name} says what no contract does: ${extra(given, data).join(", ")}`);
}

/** The paths of what is in `given` but not in `known`. */
function extra(given: unknown, known: unknown, path = ""): string[] {
  if (isDeepStrictEqual(given, known)) return [];
  if (typeof given !== "object" || typeof known !== "object" || given === null || known === null) return [path];
  return Object.entries(given).flatMap(([key, value]) =>
    extra(value, (known as Record<string, unknown>)[key], path ? `${path}.${key}` : key),
  );
}
