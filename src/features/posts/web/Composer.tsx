import { type Ref, Suspense, useState } from "react";
import { useLang, useText } from "#web/prefs";
import { IconButton } from "#web/ui";
import { text as texts } from "../posts.text.ts";
import s from "./Composer.module.css";
import { blank, type Draft, useDraft } from "./drafts.store.ts";
import { Editor } from "./Editor.tsx";
import { guessLanguage } from "./language.ts";
import { QuoteCard } from "./lazy.ts";
import { LanguageMenu } from "./LanguageMenu.tsx";
import { sendPost } from "./outbox.store.ts";
import { ReplyMenu } from "./ReplyMenu.tsx";
import { VisibilityMenu } from "./VisibilityMenu.tsx";

export type DraftEditorProps = {
  context: string;
  inReplyTo?: string;
  initial?: Partial<Draft>;
  /** What the writer writes in, where the words do not tell; else what the page speaks. */
  language?: string | null;
  submit: string;
  label: string;
  placeholder: string;
  field?: Ref<HTMLTextAreaElement>;
  autoFocus?: boolean;
  roomy?: boolean;
  onSent?: () => void;
};

/** The editor of a draft: every key is kept on the device, and sending hands the words to the outbox. */
export function DraftEditor({ context, inReplyTo, initial, language, onSent, ...editor }: DraftEditorProps) {
  const lang = useLang();
  const t = useText(texts);
  const [kept, update, clear] = useDraft(context);
  const [chosen, setChosen] = useState(false);
  // Whoever changed anything of it keeps what they chose.
  const untouched = !chosen && Object.entries(blank).every(([name, value]) => kept[name as keyof Draft] === value);
  const draft = untouched ? { ...kept, ...initial } : kept;
  const guess = guessLanguage(draft.text, language ?? lang);
  const [warned, setWarned] = useState(false);
  const warning = warned || draft.spoilerText ? draft.spoilerText : null;

  const send = async () => {
    const post = {
      text: draft.text,
      inReplyTo,
      visibility: draft.visibility,
      spoilerText: draft.spoilerText || undefined,
      language: draft.language ?? guess,
      quote: draft.quote,
      replyPolicy: draft.replyPolicy,
    };
    const sent = sendPost(post, context);
    // The outbox has the words from here on; a second press finds an empty editor.
    clear();
    setWarned(false);
    setChosen(false);
    try {
      await sent;
      onSent?.();
    } catch {
      update(draft);
    }
  };

  return (
    <Editor
      {...editor}
      value={{ text: draft.text, warning }}
      onChange={(change) => {
        if (change.warning !== undefined) setWarned(change.warning !== null);
        update({
          ...draft,
          text: change.text ?? draft.text,
          spoilerText: change.warning === null ? "" : (change.warning ?? draft.spoilerText),
        });
      }}
      onSubmit={() => void send()}
      attached={
        draft.quote && (
          <div className={s.quote}>
            <Suspense>
              <QuoteCard quote={{ state: "accepted", quoted_status: null, quoted_status_id: draft.quote }} />
            </Suspense>
            <IconButton
              icon="close"
              label={t.removeQuote}
              className={s.remove}
              onClick={() => update({ ...draft, quote: null })}
            />
          </div>
        )
      }
      tools={
        <>
          <VisibilityMenu
            value={draft.visibility}
            onChange={(visibility) => {
              setChosen(true);
              update({ ...draft, visibility });
            }}
          />
          {!inReplyTo && draft.visibility !== "direct" && (
            <ReplyMenu value={draft.replyPolicy} onChange={(replyPolicy) => update({ ...draft, replyPolicy })} />
          )}
          <LanguageMenu value={draft.language} guess={guess} onChange={(language) => update({ ...draft, language })} />
        </>
      }
    />
  );
}
