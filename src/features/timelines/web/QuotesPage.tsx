import { useParams } from "react-router";
import { useStore } from "zustand";
import { useText } from "#web/prefs";
import { viewer } from "#web/store";
import { Empty, Header, useTitle } from "#web/ui";
import { threadText } from "../timelines.thread.text.ts";
import { PostList } from "./PostList.tsx";
import { createQuotes } from "./quotes.store.ts";

/** The posts that quote a post. */
export function QuotesPage() {
  const { id = "" } = useParams();
  const t = useText(threadText);
  const reader = useStore(viewer, (now) => now.account?.id);
  useTitle(t.quoting);
  return (
    <>
      <Header title={t.quoting} back />
      <PostList
        key={`${id} ${reader}`}
        make={(deps) => createQuotes(id, deps)}
        memory={`quotes:${id}`}
        label={t.quoting}
        empty={<Empty title={t.noQuotes} />}
      />
    </>
  );
}
