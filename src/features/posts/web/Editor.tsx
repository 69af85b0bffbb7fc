import { clsx } from "clsx";
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  Suspense,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { useText } from "#web/prefs";
import { announce, Button, composing, IconButton, sends, useInstance, optional } from "#web/ui";
import { defaultMaxCharacters } from "../posts.limits.ts";
import { text as texts } from "../posts.text.ts";
import s from "./Editor.module.css";
import { useMeasure } from "./useMeasure.ts";

// For whoever writes, not for whoever could.
// Without a network there is nothing to suggest, and writing goes on.
const Suggestions = optional(async () => (await import("./Suggestions.tsx")).Suggestions);

/** What an editor holds; a warning that is not wanted is null. */
export type Words = { text: string; warning: string | null };

type EditorProps = {
  value: Words;
  onChange: (change: Partial<Words>) => void;
  onSubmit: () => void;
  submit: string;
  label: string;
  placeholder: string;
  field?: Ref<HTMLTextAreaElement>;
  autoFocus?: boolean;
  tools?: ReactNode;
  /** What goes along with the words, under them. */
  attached?: ReactNode;
  onCancel?: () => void;
  roomy?: boolean;
};

/** Where a post is written: grows with the text, shows what will be a link, completes names and tags, and counts what is left. */
export function Editor({
  value,
  onChange,
  onSubmit,
  submit,
  label,
  placeholder,
  field,
  autoFocus,
  tools,
  attached,
  onCancel,
  roomy,
}: EditorProps) {
  const t = useText(texts);
  const max = useInstance()?.configuration?.statuses?.max_characters ?? defaultMaxCharacters;
  const [writing, setWriting] = useState(false);
  const warning = value.warning ?? "";
  const measure = useMeasure(writing, value.text + warning);
  const left = measure && max - measure.countCharacters(value.text) - measure.countCharacters(warning);
  // Before the count is here, what is short by any count may go; the server has the last word.
  const ready = (left ?? max - value.text.length - warning.length) >= 0 && value.text.trim() !== "";
  const entered = useRef(false);
  const wasOver = useRef(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  useImperativeHandle(field, () => area.current as HTMLTextAreaElement, []);
  useEffect(() => {
    if (left === undefined) return;
    if (left < 0 && !wasOver.current) announce(t.tooLong(-left));
    wasOver.current = left < 0;
  }, [left, t]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (sends(event) && ready) {
      event.preventDefault();
      onSubmit();
    } else if (event.key === "Escape" && onCancel && !composing(event)) onCancel();
  };

  return (
    <form
      className={s.editor}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSubmit();
      }}
    >
      {value.warning !== null && (
        <input
          className={s.warning}
          value={value.warning}
          onChange={(event) => onChange({ warning: event.target.value })}
          onKeyDown={onKeyDown}
          aria-label={t.warningPlaceholder}
          placeholder={t.warningPlaceholder}
        />
      )}
      <div className={s.desk}>
        <div className={clsx(s.paper, roomy && s.roomy)}>
          <div ref={mirror} className={s.mirror} aria-hidden="true">
            {measure
              ? measure.cutPieces(value.text, max).map((piece, index) => (
                  <span key={index} className={clsx(piece.kind !== "text" && s.link, piece.over && s.over)}>
                    {piece.text}
                  </span>
                ))
              : value.text}
            {"\u200b"}
          </div>
          <textarea
            ref={area}
            className={s.text}
            value={value.text}
            rows={1}
            onChange={(event) => onChange({ text: event.target.value })}
            onKeyDown={onKeyDown}
            aria-label={label}
            placeholder={placeholder}
            enterKeyHint="enter"
            onFocus={({ target }) => {
              // Whoever comes to words that are there goes on behind them.
              if (autoFocus && !entered.current) target.setSelectionRange(target.value.length, target.value.length);
              entered.current = true;
              setWriting(true);
            }}
            // Someone who asked to write starts writing.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={autoFocus}
          />
        </div>
        <Suspense>{writing && <Suggestions field={area} mirror={mirror} />}</Suspense>
      </div>
      {attached}
      <div className={s.tools}>
        <div className={s.choices}>
          {tools}
          <IconButton
            icon="warning"
            label={value.warning === null ? t.addWarning : t.removeWarning}
            aria-pressed={value.warning !== null}
            onClick={() => onChange({ warning: value.warning === null ? "" : null })}
          />
        </div>
        <div className={s.end}>
          {value.text && left !== undefined && <Counter left={left} max={max} label={t.left(left)} />}
          {onCancel && <Button onClick={onCancel}>{t.cancel}</Button>}
          <Button type="submit" kind="primary" disabled={!ready} title={t.shortcut}>
            {submit}
          </Button>
        </div>
      </div>
    </form>
  );
}

function Counter({ left, max, label }: { left: number; max: number; label: string }) {
  const used = Math.min(1, Math.max(0, (max - left) / max));
  return (
    <span className={clsx(s.counter, left < 0 ? s.full : left <= 40 && s.near)} title={label}>
      <span className="visually-hidden">{label}</span>
      {left <= 40 && <span aria-hidden="true">{left}</span>}
      <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
        <circle cx="11" cy="11" r="8.5" className={s.track} />
        <circle cx="11" cy="11" r="8.5" className={s.used} pathLength="1" strokeDasharray={`${used} 1`} />
      </svg>
    </span>
  );
}
