/** Bounds of what an app says about itself, in characters; of addresses, so many. */
export const appLimits = { name: 60, website: 2000, redirectUri: 2000, redirectUris: 20, state: 2000 } as const;

/** Minutes within which an app exchanges its code for a token. */
export const codeMinutes = 10;
