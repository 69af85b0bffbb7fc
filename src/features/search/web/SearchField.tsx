import { type FormEvent, useEffect, useRef, useState } from "react";
import { useText } from "#web/prefs";
import { composing, Icon, IconButton } from "#web/ui";
import { text } from "../search.text.ts";
import s from "./SearchField.module.css";

/** So long (ms) a pause in typing means that the words are there. */
const pauseMs = 350;

type SearchFieldProps = { q: string; onSearch: (q: string) => void };

/** Where one says what to look for. Searches on Enter and after a pause, never while an input method is composing. */
export function SearchField({ q, onSearch }: SearchFieldProps) {
  const t = useText(text);
  const [words, setWords] = useState(q);
  const [inMidst, setInMidst] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // The address changed by itself: a tag was chosen, or a step back. Whoever is typing is not interrupted.
  useEffect(() => {
    if (document.activeElement !== field.current) setWords(q);
  }, [q]);

  const latest = useRef(onSearch);
  useEffect(() => {
    latest.current = onSearch;
  });
  useEffect(() => {
    if (inMidst || words.trim() === q) return;
    const timer = setTimeout(() => latest.current(words.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [words, inMidst, q]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!inMidst) onSearch(words.trim());
  };
  return (
    <search>
      <form className={s.form} onSubmit={submit}>
        <Icon name="search" />
        <input
          ref={field}
          type="search"
          className={s.input}
          aria-label={t.field}
          placeholder={t.placeholder}
          value={words}
          maxLength={1000}
          enterKeyHint="search"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setWords(event.target.value)}
          onCompositionStart={() => setInMidst(true)}
          onCompositionEnd={() => setInMidst(false)}
          onBlur={() => setInMidst(false)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && composing(event)) event.preventDefault();
          }}
        />
        {words !== "" && (
          <IconButton
            icon="close"
            label={t.clear}
            onClick={() => {
              setWords("");
              onSearch("");
              field.current?.focus();
            }}
          />
        )}
      </form>
    </search>
  );
}
