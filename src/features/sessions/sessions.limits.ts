/** Bounds of what a member types at the door. Password length is counted in characters and nothing is cut off. */
export const signUpLimits = { passwordMin: 8, passwordMax: 256, email: 254 } as const;
