/** Seconds in which the author can take a delete back. */
export const undoSeconds = 30;

/** The length of a post in graphemes, unless the instance sets another. */
export const defaultMaxCharacters = 500;

/** How many posts one can pin to one's profile. */
export const maxPins = 5;

/** How many posts can be asked for by their ids at once. */
export const maxIds = 40;

/** The tags that fit on a profile. */
export const maxFeaturedTags = 10;
