/**
 * What goes wrong in systems like this one, and what people ask for: the classes and promises that tests here carry in
 * their names, as `threat 9` and `promise 30`. One that no test names is not kept.
 */
export const rows: Record<"threat" | "promise", Record<number, string>> = {
  threat: {
    1: "private posts through a forgotten way of reading",
    2: "acting on a post that one may not see",
    3: "telling by an error's shape that something exists",
    4: "told of what one may not read",
    5: "another's things by their id",
    6: "one's own and another's id in one call",
    7: "the log of what happened says more than the pages do",
    8: "a stream without its scope",
    9: "a socket that outlives the right to it",
    10: "what was taken away comes back by another way",
    11: "a limit that can be walked around, or is missing",
    12: "a limit counted by what the caller can forge",
    13: "the server is sent to an address of somebody's choice",
    14: "an answer from outside that is slow or never ends",
    15: "text that becomes a script",
    16: "text on which the maker of HTML fails",
    18: "text that takes a parser forever",
    19: "fields without a maximum",
    20: "trees without a bound",
    21: "redirects to where nobody registered",
    22: "tricks with the address of a sign-up",
    25: "following a locked account without its yes",
    26: "quoting without consent",
    27: "permissions wider than was said",
    28: "a link or a name that lies",
    29: "prototypes written by a body",
    30: "telling accounts by time or by answer",
    31: "a session planted, or not changed at log-in",
    32: "another site acts in a member's name",
    33: "secrets in logs and addresses",
    34: "what a member was answered in a shared cache",
    35: "one account's key used by another",
    36: "what was deleted or edited away is still there",
    37: "the same thing many times at once",
    39: "text that becomes a header or a command",
  },
  promise: {
    1: "after any break the screen is what a fresh load would show",
    2: "losing Redis costs latency, never an event",
    3: "a crash loses nothing that was acknowledged",
    4: "counters are live on every visible post",
    5: "edits and deletes reach every open screen",
    6: "a connection that only looks alive is noticed, and heals",
    7: "new posts never move what one is reading",
    9: "every keystroke is safe",
    10: "deleting to write anew loses no words",
    11: "exactly once, however often it is sent",
    12: "what is done offline waits and goes out in order",
    13: "composing is sacred",
    14: "names and tags next to Korean, Japanese and Chinese",
    15: "edits with a history",
    17: "search without another service",
    18: "search that finds Korean",
    19: "threads are whole",
    20: "what one wrote is there at once, on every node",
    21: "a post to 20,000 followers costs what a post costs",
    22: "a light first load",
    23: "no list gets slower as data grows",
    25: "blocks and mutes hold everywhere, live too",
    26: "who may reply is the author's choice",
    27: "a direct talk never grows by a mention",
    28: "accounts that ask before they are followed",
    29: "what is hidden says why, and how to change it",
    30: "a log-in that lasts",
    31: "a log-out that is one",
    32: "passkeys",
  },
};

/** Which files name which row in a test's title: `threat 9` → its files, sorted. Titles are strings; comments count too. */
export function named(files: { path: string; text: string }[]): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const { path, text } of files)
    for (const [row] of text.matchAll(/\b(?:threat|promise) \d+\b/g)) {
      const paths = found.get(row) ?? new Set();
      found.set(row, paths.add(path));
    }
  return new Map([...found].map(([row, paths]) => [row, [...paths].toSorted()]));
}

/** The table of rows, as docs/proofs.md has it. */
export function table(kind: keyof typeof rows, where: Map<string, string[]>): string {
  const lines = Object.entries(rows[kind]).map(
    ([n, says]) =>
      `| ${kind} ${n} | ${says} | ${(where.get(`${kind} ${n}`) ?? []).map((p) => `\`${p}\``).join(", ")} |`,
  );
  return ["| row | what | tests |", "| --- | --- | --- |", ...lines].join("\n");
}
