import { text as accounts } from "../src/features/accounts/accounts.text.ts";
import { text as notifications } from "../src/features/notifications/notifications.text.ts";
import { policyText } from "../src/features/posts/posts.policy.text.ts";
import { text as posts } from "../src/features/posts/posts.text.ts";
import { text as relations } from "../src/features/relations/relations.text.ts";
import { profileText } from "../src/features/sessions/sessions.profile.text.ts";
import { text as search } from "../src/features/search/search.text.ts";
import { text as sessions } from "../src/features/sessions/sessions.text.ts";
import { text as timelines } from "../src/features/timelines/timelines.text.ts";
import { featuredText } from "../src/features/timelines/timelines.featured.text.ts";
import { threadText } from "../src/features/timelines/timelines.thread.text.ts";
import { text as frame } from "../src/web/web.text.ts";

export type Lang = "en" | "ko";

const all = {
  accounts,
  door: sessions,
  featured: featuredText,
  frame,
  lists: timelines,
  notifications,
  people: relations,
  policy: policyText,
  posts,
  profile: profileText,
  search,
  thread: threadText,
};

/** What stands on the screens, so that a story finds things by the names that their readers hear. */
export const wordsOf = (lang: Lang) => ({
  accounts: all.accounts[lang],
  door: all.door[lang],
  featured: all.featured[lang],
  frame: all.frame[lang],
  lists: all.lists[lang],
  people: all.people[lang],
  notifications: all.notifications[lang],
  policy: all.policy[lang],
  posts: all.posts[lang],
  profile: all.profile[lang],
  search: all.search[lang],
  thread: all.thread[lang],
});

export type Words = ReturnType<typeof wordsOf>;
