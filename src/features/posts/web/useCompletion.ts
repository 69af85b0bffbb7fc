import { type RefObject, useEffect, useId, useRef, useState } from "react";
import { api } from "#web/api";
import { useLang } from "#web/prefs";
import { composing } from "#web/ui";
import { createSuggestions, type Suggestion, type Word, wordAt, written } from "./completion.ts";

const suggestions = createSuggestions(api);
/** So long (ms) nobody types before the server is asked. */
const patience = 120;

type Shown = { word: Word; options: Suggestion[]; active: number };

/**
 * Completes mentions and tags in a field. While an input method composes, no key completes, moves or closes anything:
 * keys act only on a list that is open, and Enter and Tab only on an option that was moved to.
 */
export function useCompletion(field: RefObject<HTMLTextAreaElement | null>) {
  const lang = useLang();
  const id = useId();
  const [shown, setShown] = useState<Shown | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const round = useRef(0);
  const inComposition = useRef(false);
  /** Where the reader closed the list: there it stays closed. */
  const dismissed = useRef(-1);

  function close() {
    round.current++;
    clearTimeout(timer.current);
    suggestions.cancel();
    setShown(null);
  }
  /** Looks at what stands before the caret. */
  function look() {
    const { value, selectionStart, selectionEnd } = field.current ?? { value: "", selectionStart: 0, selectionEnd: 1 };
    const word = selectionStart === selectionEnd ? wordAt(value, selectionStart) : null;
    if (!word) dismissed.current = -1;
    if (!word || word.from === dismissed.current) return close();
    if (shown && shown.word.to === word.to && shown.word.query === word.query) return;
    const mine = ++round.current;
    clearTimeout(timer.current);
    const show = (options: Suggestion[]) => {
      if (mine !== round.current) return;
      const done = options.length === 1 && options[0]?.insert.slice(1).toLowerCase() === word.query.toLowerCase();
      setShown(options.length === 0 || done ? null : { word, options, active: -1 });
    };
    const known = suggestions.known(word);
    if (known) return show(known);
    timer.current = setTimeout(() => {
      // A list that does not come is no reason to disturb anyone.
      suggestions.find(word).then(show, () => mine === round.current && setShown(null));
    }, patience);
  }

  /** Puts an option in the place of the word, as if it had been typed. */
  function put(option: Suggestion) {
    const area = field.current;
    const word = area && wordAt(area.value, area.selectionEnd);
    close();
    if (!area || !word) return;
    const text = written(option, area.value.slice(word.to), lang !== "ko");
    area.focus();
    area.setSelectionRange(word.from, word.to);
    dismissed.current = word.from;
    document.execCommand("insertText", false, text);
  }

  function choose(option: Suggestion) {
    if (!inComposition.current) return put(option);
    // Touched while a syllable is composed: the input method ends first, in its own way.
    field.current?.blur();
    setTimeout(() => put(option));
  }

  /** Whether a key was for the list. */
  function takesKey(event: KeyboardEvent): boolean {
    if (!shown || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { options, active } = shown;
    const move = (to: number) => setShown({ ...shown, active: to });
    const option = options[active];
    if (event.key === "ArrowDown") move(active + 1 < options.length ? active + 1 : 0);
    else if (event.key === "ArrowUp") move(active < 0 ? options.length - 1 : active - 1);
    else if (event.key === "Escape") {
      dismissed.current = shown.word.from;
      close();
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && option) choose(option);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  const latest = useRef({ look, close, takesKey });
  useEffect(() => {
    latest.current = { look, close, takesKey };
  });
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    const end = new AbortController();
    const { signal } = end;
    const here = () => document.activeElement === area && latest.current.look();
    area.addEventListener("input", here, { signal });
    document.addEventListener("selectionchange", here, { signal });
    area.addEventListener("blur", () => latest.current.close(), { signal });
    area.addEventListener("compositionstart", () => void (inComposition.current = true), { signal });
    area.addEventListener("compositionend", () => void (inComposition.current = false), { signal });
    // Before the page's own keys: what is for the list is for nobody else.
    area.addEventListener("keydown", (event) => latest.current.takesKey(event), { signal, capture: true });
    area.setAttribute("aria-autocomplete", "list");
    here();
    return () => {
      end.abort();
      clearTimeout(timer.current);
      suggestions.cancel();
    };
  }, [field]);
  useEffect(() => {
    const say = (name: string, value: string | null) =>
      value === null ? field.current?.removeAttribute(name) : field.current?.setAttribute(name, value);
    say("aria-controls", shown && id);
    say("aria-activedescendant", shown && shown.active >= 0 ? `${id}-${shown.active}` : null);
  }, [field, id, shown]);

  return { shown, id, choose };
}
