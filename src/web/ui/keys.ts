import { useEffect, useRef } from "react";
import { composing } from "./ime.ts";

type Keys = Record<string, (event: KeyboardEvent) => void>;
type Pressed = Pick<KeyboardEvent, "key" | "code" | "shiftKey">;

/** The Latin name of a key, also while the keyboard writes Hangul: the key of ㅓ is "j". */
export function keyName({ key, code, shiftKey }: Pressed): string {
  if (/^[!-~]$/.test(key)) return key.toLowerCase();
  if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
  if (code === "Slash") return shiftKey ? "?" : "/";
  return code === "Period" && !shiftKey ? "." : key;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Runs a function when its key is pressed, unless someone types, composes, holds a modifier, or a dialog or menu is open. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector("dialog[open], :popover-open")) return;
      const run = latest.current[keyName(event)];
      if (!run) return;
      event.preventDefault();
      run(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

const secondKeyMs = 1500;

/** Runs a function when its key is pressed right after `first`; what a single key does elsewhere waits then. */
export function useSequence(first: string, keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let begun = -Infinity;
    const onKey = (event: KeyboardEvent) => {
      if (composing(event) || event.ctrlKey || event.metaKey || event.altKey || event.key === "Shift") return;
      if (isTyping(event.target) || document.querySelector("dialog[open], :popover-open")) return;
      const waiting = event.timeStamp - begun < secondKeyMs;
      const run = waiting ? latest.current[keyName(event)] : undefined;
      begun = !waiting && keyName(event) === first ? event.timeStamp : -Infinity;
      if (begun < 0 && !run) return;
      // Before anything that listens for the second key alone, such as a post in focus.
      event.preventDefault();
      event.stopPropagation();
      run?.(event);
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [first]);
}

/** Moves the focus to the next (1) or previous (-1) post; from nowhere, to the first one in sight. */
export function stepPost(by: 1 | -1): void {
  const posts = [...document.querySelectorAll<HTMLElement>("[data-post]")];
  const here = posts.findIndex((post) => post.contains(document.activeElement));
  const first = posts.findIndex((post) => post.getBoundingClientRect().bottom > 80);
  const post = posts[here >= 0 ? here + by : first];
  post?.focus({ preventScroll: true });
  post?.scrollIntoView({ block: "nearest" });
}
