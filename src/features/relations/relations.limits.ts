/** Bounds of relations: a note in characters (graphemes), a mute in seconds, languages per follow, ids per question. */
export const relationLimits = { note: 2000, muteSeconds: 10 * 366 * 86_400, languages: 50, ids: 200 } as const;
