import { clsx } from "clsx";
import { type ReactNode, useId, useState } from "react";
import { useText } from "#web/prefs";
import { Html } from "#web/ui";
import { text } from "../posts.text.ts";
import s from "./PostBody.module.css";

type PostBodyProps = {
  post: { content: string; spoiler_text: string; language?: string | null };
  large?: boolean;
  /** What belongs to the words, and is folded with them. */
  children?: ReactNode;
};

/** What a post says; behind a warning, folded until the reader wants it. */
export function PostBody({ post, large, children }: PostBodyProps) {
  const t = useText(text);
  const id = useId();
  const [open, setOpen] = useState(false);
  const folded = post.spoiler_text !== "" && !open;
  const language = post.language ?? undefined;
  return (
    <div className={clsx(s.body, large && s.large)}>
      {post.spoiler_text && (
        <p className={s.warning}>
          <span lang={language}>{post.spoiler_text}</span>
          <button
            type="button"
            className={s.toggle}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {open ? t.fold : t.show}
          </button>
        </p>
      )}
      <div id={id} hidden={folded}>
        {!folded && (
          <>
            <div className={s.content} lang={language}>
              <Html html={post.content} />
            </div>
            {children}
          </>
        )}
      </div>
    </div>
  );
}
