import { useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import s from "./VirtualList.module.css";

type VirtualListProps = {
  /** One key for each row, in order; a new array when anything changed. */
  keys: string[];
  render: (key: string, index: number) => ReactNode;
  /** Names the list, so that heights measured once are known when the reader comes back. */
  memory: string;
  label: string;
  /** Rows that are no articles: the list is then a list, not a feed. */
  plain?: boolean;
  onNearEnd: () => void;
  /** The row that is first in sight when the list appears, unless it is the first of all. */
  start?: string | undefined;
  /** Told when the page has gone to that row. */
  onStart?: (key: string) => void;
};

const measured = new Map<string, VirtualItem[]>();
const headerHeight = 54;

/** A list of any length in the page's own scroll: only what is near the screen exists, and what is being read never moves. */
export function VirtualList({ keys, render, memory, label, plain, onNearEnd, start, onStart }: VirtualListProps) {
  const list = useRef<HTMLDivElement>(null);
  const scrollMargin = useOffset(list);
  const virtualizer = useWindowVirtualizer({
    count: keys.length,
    estimateSize: () => 132,
    getItemKey: (index) => keys[index] ?? index,
    overscan: 8,
    scrollMargin,
    initialMeasurementsCache: measured.get(memory),
    useFlushSync: false,
  });
  // The row at which the list opened, until it and those around it have been measured.
  const opened = useRef<number | null>(null);
  // The list knows the page's place from the last event, the page itself knows it now: after a step to the top, new
  // rows there must not be taken for rows above the reader.
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item, _change, { itemSizeCache, scrollDirection }) =>
    itemSizeCache.has(item.key)
      ? item.end <= window.scrollY && scrollDirection !== "backward"
      : opened.current !== null
        ? item.index < opened.current
        : item.start < window.scrollY;
  const items = virtualizer.getVirtualItems();

  // Keeps the first row in sight where it is when rows above it come or go.
  const shown = useRef({ keys, items });
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = { keys, items };
    if (before.keys === keys || window.scrollY <= 12) return;
    const stay = new Set(keys);
    const anchor = before.items.find((item) => item.end > window.scrollY + headerHeight && stay.has(String(item.key)));
    const now = anchor && virtualizer.measurementsCache.find((item) => item.key === anchor.key);
    if (anchor && now && now.start !== anchor.start)
      window.scrollBy({ top: now.start - anchor.start, behavior: "instant" });
  });

  // Once, before anything of the list is seen; a reader who is elsewhere on the page already stays there.
  const opening = useRef<Pick<VirtualListProps, "start" | "onStart">>({ start, onStart });
  useLayoutEffect(() => {
    const { start, onStart } = opening.current;
    opening.current = {};
    const row = virtualizer.measurementsCache.find((item) => item.key === start);
    if (!list.current || !row || row.index === 0 || window.scrollY > 0) return;
    const { top } = list.current.getBoundingClientRect();
    window.scrollTo({ top: top + row.start - virtualizer.options.scrollMargin - headerHeight, behavior: "instant" });
    // The rows above are measured next, before the list hears of this step.
    virtualizer.scrollOffset = window.scrollY;
    opened.current = row.index;
    onStart?.(String(row.key));
  }, [virtualizer]);

  useEffect(() => {
    const known = (item: VirtualItem) => virtualizer.itemSizeCache.has(item.key);
    if (items.some(({ index }) => index === opened.current) && items.every(known)) opened.current = null;
  });

  useEffect(
    () => () => {
      measured.set(memory, virtualizer.takeSnapshot());
    },
    [memory, virtualizer],
  );

  const lastIndex = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastIndex >= 0 && lastIndex >= keys.length - 6) onNearEnd();
  }, [lastIndex, keys.length, onNearEnd]);

  return (
    <div
      ref={list}
      role={plain ? "list" : "feed"}
      aria-label={label}
      className={s.list}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {items.map((item) => (
        <div
          key={item.key}
          role={plain ? "listitem" : undefined}
          ref={virtualizer.measureElement}
          data-index={item.index}
          data-row={item.key}
          className={s.row}
          style={{ top: item.start - scrollMargin }}
        >
          {render(String(item.key), item.index)}
        </div>
      ))}
    </div>
  );
}

/** How far an element is from the top of the page, followed as what is above it grows. */
function useOffset(element: React.RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setOffset(Math.round((element.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    measure();
    const parent = element.current?.parentElement;
    if (!parent) return;
    const observer = new ResizeObserver(measure);
    for (const sibling of parent.children) if (sibling !== element.current) observer.observe(sibling);
    return () => observer.disconnect();
  }, [element]);
  return offset;
}
