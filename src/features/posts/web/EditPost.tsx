import { useEffect, useState } from "react";
import { useText } from "#web/prefs";
import { Failed, Spinner, useSayError } from "#web/ui";
import { text } from "../posts.text.ts";
import { drafts, useDraft } from "./drafts.store.ts";
import { Editor } from "./Editor.tsx";
import { editPost, fetchSource, type Post } from "./posts.store.ts";

/** Edits a post where it stands. What was typed is kept until the server has it. */
export function EditPost({ post, onDone }: { post: Post; onDone: () => void }) {
  const t = useText(text);
  const say = useSayError();
  const context = `edit:${post.id}`;
  const [draft, update, clear] = useDraft(context);
  const [warned, setWarned] = useState(false);
  const [state, setState] = useState<"loading" | "ready" | { error: unknown }>("loading");
  const [tries, setTries] = useState(0);

  useEffect(() => {
    let gone = false;
    setState("loading");
    Promise.all([fetchSource(post.id), drafts.load(context)]).then(
      ([source]) => {
        if (gone) return;
        if (!drafts.get(context).text) drafts.update(context, { text: source.text, spoilerText: source.spoiler_text });
        setState("ready");
      },
      (error: unknown) => gone || setState({ error }),
    );
    return () => {
      gone = true;
    };
  }, [post.id, context, tries]);

  if (state === "loading") return <Spinner />;
  if (state !== "ready") return <Failed message={say(state.error)} onRetry={() => setTries(tries + 1)} />;

  const save = async () => {
    onDone();
    const words = { status: draft.text, spoiler_text: draft.spoilerText, sensitive: draft.spoilerText !== "" };
    if (await editPost(post.id, words)) clear();
  };
  return (
    <Editor
      value={{ text: draft.text, warning: warned || draft.spoilerText ? draft.spoilerText : null }}
      onChange={({ text: words, warning }) => {
        if (warning !== undefined) setWarned(warning !== null);
        update({ text: words ?? draft.text, spoilerText: warning === null ? "" : (warning ?? draft.spoilerText) });
      }}
      onSubmit={() => void save()}
      onCancel={() => {
        clear();
        onDone();
      }}
      submit={t.save}
      label={t.editing}
      placeholder={t.placeholder}
      autoFocus
    />
  );
}
