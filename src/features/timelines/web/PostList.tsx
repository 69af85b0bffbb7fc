import { type ReactNode, useState } from "react";
import { PostRow, posts, watchPosts } from "#posts/web";
import { api } from "#web/api";
import { live } from "#web/live";
import { useText } from "#web/prefs";
import { Failed, PostSkeletons, Spinner, useSayError, VirtualList } from "#web/ui";
import { text } from "../timelines.text.ts";
import type { PostPages, PostPagesDeps } from "./postPages.store.ts";
import s from "./Timeline.module.css";
import { useKept } from "./useKept.ts";

type PostListProps = {
  /** Makes the list; give the component a new `key` when it is another one. */
  make: (deps: PostPagesDeps) => PostPages;
  memory: string;
  label: string;
  empty: ReactNode;
};

/** A list of posts in an order that only the server knows, kept current while it is shown. */
export function PostList({ make, memory, label, empty }: PostListProps) {
  const t = useText(text);
  const say = useSayError();
  const [list] = useState(() => make({ api, live, posts, watch: watchPosts }));
  const { ids, state, error, end, onNearEnd } = useKept(list);
  return (
    <>
      {ids.length === 0 && state === "loading" && <PostSkeletons />}
      {ids.length === 0 && state === "ready" && empty}
      {ids.length > 0 && (
        <VirtualList
          keys={ids}
          memory={memory}
          label={label}
          onNearEnd={onNearEnd}
          render={(id) => <PostRow id={id} />}
        />
      )}
      {error !== null && <Failed message={say(error)} onRetry={() => void list.retry()} />}
      {ids.length > 0 && error === null && (end ? <p className={s.end}>{t.end}</p> : <Spinner />)}
    </>
  );
}
