import type { Answer, Guest, Member, TestApp } from "./app.ts";

/** As much of a relationship as tests look at. */
export type RelationshipBody = Record<string, unknown> & { id: string };

/** Does something with an account: `act(alice, "follow", bob)`. */
export const act = (who: Guest, verb: string, whom: { id: string }, body?: object): Promise<Answer<RelationshipBody>> =>
  who.send("POST", `/api/v1/accounts/${whom.id}/${verb}`, body ? { body } : {});

/** Answers a request to follow. */
export const decide = (
  who: Guest,
  how: "authorize" | "reject",
  whom: { id: string },
): Promise<Answer<RelationshipBody>> => who.send("POST", `/api/v1/follow_requests/${whom.id}/${how}`);

/** What of a relationship is true; `languages` and `note` are looked at where they matter. */
export async function standing(who: Guest, whom: { id: string }): Promise<string[]> {
  const { body } = await who.get<RelationshipBody[]>(`/api/v1/accounts/relationships?id[]=${whom.id}`);
  return truths(body[0]!);
}

/** The names of what is true in a relationship. */
export const truths = (relationship: RelationshipBody): string[] =>
  Object.entries(relationship).flatMap(([name, value]) => (value === true ? [name] : []));

/** Locks an account, or unlocks it. */
export async function setLocked(app: TestApp, { id }: Pick<Member, "id">, locked: boolean): Promise<void> {
  await app.server.app.db.$client.query("update accounts set locked = $2 where id = $1", [id, locked]);
}
