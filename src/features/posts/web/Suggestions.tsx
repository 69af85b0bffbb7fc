import { clsx } from "clsx";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { AccountName, Avatar } from "#accounts/web";
import { useText } from "#web/prefs";
import { announce } from "#web/ui";
import { text } from "../posts.text.ts";
import s from "./Suggestions.module.css";
import { useCompletion } from "./useCompletion.ts";

type SuggestionsProps = { field: RefObject<HTMLTextAreaElement | null>; mirror: RefObject<HTMLElement | null> };

/** What a mention or a tag may become, under the word in `mirror` that is being written in `field`. */
export function Suggestions({ field, mirror }: SuggestionsProps) {
  const t = useText(text);
  const { shown, id, choose } = useCompletion(field);
  const list = useRef<HTMLDivElement>(null);
  const count = shown?.options.length ?? 0;
  const from = shown?.word.from ?? 0;
  useEffect(() => {
    if (count > 0) announce(t.found(count));
  }, [count, t]);
  useLayoutEffect(() => {
    if (list.current && mirror.current && count > 0) place(list.current, mirror.current, from);
  }, [from, count, mirror]);
  useEffect(() => {
    const active = shown && shown.active >= 0 ? list.current?.children[shown.active] : null;
    active?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  if (!shown) return null;
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={shown.word.kind === "mention" ? t.people : t.tags}
      className={s.list}
    >
      {shown.options.map((option, index) => (
        <button
          key={option.insert}
          type="button"
          role="option"
          id={`${id}-${index}`}
          aria-selected={index === shown.active}
          tabIndex={-1}
          className={clsx(s.option, index === shown.active && s.active)}
          // The field keeps its focus, and with it the keyboard of a phone.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => choose(option)}
        >
          {option.account && <Avatar account={option.account} size={32} />}
          {option.account ? <AccountName account={option.account} /> : <bdi>{option.insert}</bdi>}
        </button>
      ))}
    </div>
  );
}

/** Puts the list under the word, or above it where there is no room, and never beyond the edges of the column. */
function place(list: HTMLElement, mirror: HTMLElement, from: number) {
  const box = list.offsetParent?.getBoundingClientRect();
  const at = wordRect(mirror, from);
  if (!box || !at) return;
  const bottom = window.visualViewport ? window.visualViewport.height + window.visualViewport.offsetTop : innerHeight;
  const above = at.bottom + 6 + list.offsetHeight > bottom && at.top - 6 - list.offsetHeight > 0;
  list.style.top = `${(above ? at.top - 6 - list.offsetHeight : at.bottom + 6) - box.top}px`;
  list.style.left = `${Math.max(0, Math.min(at.left - box.left, box.width - list.offsetWidth))}px`;
}

/** Where a character of the text stands on the screen. */
function wordRect(mirror: HTMLElement, from: number): DOMRect | undefined {
  const walk = document.createTreeWalker(mirror, NodeFilter.SHOW_TEXT);
  let left = from;
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left < length) {
      const range = document.createRange();
      range.setStart(node, left);
      range.setEnd(node, left + 1);
      return range.getBoundingClientRect();
    }
    left -= length;
  }
  return undefined;
}
