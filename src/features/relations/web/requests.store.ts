import { api } from "#web/api";
import { live } from "#web/live";
import { createPeople, ownLists } from "./people.store.ts";

/** Tells how many ask to follow the reader, of the first page, until the function it returns is called. */
export function countRequests(tell: (count: number) => void): () => void {
  const waiting = createPeople(ownLists.requests, { api, live });
  const deaf = waiting.store.subscribe(({ people }) => tell(people.length));
  const close = waiting.open();
  return () => {
    deaf();
    close();
  };
}
