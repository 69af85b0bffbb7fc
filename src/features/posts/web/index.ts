export { ComposePage } from "./ComposePage.tsx";
export { Composer, ReplyComposer } from "./ComposerPlace.tsx";
export { PostCard, PostRow } from "./PostCard.tsx";
export { createDrafts, drafts } from "./drafts.store.ts";
export { createOutbox, useOutbox } from "./outbox.store.ts";
export { createPosts, fetchPost, type Post, posts, usePost } from "./posts.store.ts";
export { createWatching, useWatchPosts, type Watching, watchPosts } from "./watch.ts";
