import { useStore } from "zustand";
import { useText } from "#web/prefs";
import { viewer } from "#web/store";
import { Empty, Header, useTitle } from "#web/ui";
import { text } from "../timelines.text.ts";
import { createMarks, type MarkKey } from "./marks.store.ts";
import { PostList } from "./PostList.tsx";

/** What the reader has kept or liked, the last first. */
export function MarksPage({ of }: { of: MarkKey }) {
  const t = useText(text);
  const reader = useStore(viewer, (now) => now.account?.id);
  const { title, empty, hint } = t.marks[of];
  useTitle(title);
  return (
    <>
      <Header title={title} back />
      <PostList
        key={`${of} ${reader}`}
        make={(deps) => createMarks(of, deps)}
        memory={of}
        label={title}
        empty={<Empty title={empty}>{hint}</Empty>}
      />
    </>
  );
}
