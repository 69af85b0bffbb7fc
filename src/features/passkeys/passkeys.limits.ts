/** Bounds of passkeys: how many an account may have, how long a name may be, and how long an offer to use one is good for. */
export const passkeyLimits = { perAccount: 100, name: 60, offerMs: 5 * 60_000 } as const;
