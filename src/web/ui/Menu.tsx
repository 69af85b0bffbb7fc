import { clsx } from "clsx";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Icon, type IconName } from "./Icon.tsx";
import s from "./Menu.module.css";

/** One line of a menu. With `checked` given it is a choice among others. */
export type MenuItem = {
  label: string;
  description?: string;
  icon?: IconName;
  danger?: boolean;
  checked?: boolean;
  onSelect: () => void;
};

type MenuProps = { label: string; trigger: ReactNode; items: MenuItem[]; className?: string; showLabel?: boolean };

/** A button that opens a menu: arrows, Home, End and first letters move, Enter chooses, Escape closes and gives the focus back. */
export function Menu({ label, trigger, items, className, showLabel }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const entries = () => [...(menu.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
  const place = () => {
    if (!button.current || !menu.current) return;
    const at = button.current.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = menu.current;
    const below = at.bottom + 4 + height <= window.innerHeight;
    menu.current.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - 4 - height)}px`;
    const left = at.left > window.innerWidth / 2 ? at.right - width : at.left;
    menu.current.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
  };
  const onToggle = (now: boolean) => {
    setOpen(now);
    if (!now) return;
    place();
    const all = entries();
    (all.find((entry) => entry.getAttribute("aria-checked") === "true") ?? all[0])?.focus({ preventScroll: true });
    window.addEventListener("scroll", () => menu.current?.hidePopover(), { once: true, passive: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    const byLetter =
      event.key.length === 1 && all.find((entry) => entry.textContent?.toLowerCase().startsWith(event.key));
    if (event.key === "Tab") menu.current?.hidePopover();
    else if (to !== undefined) all.at(to % all.length)?.focus();
    else if (byLetter) byLetter.focus();
    else return;
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={clsx(s.trigger, className)}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={showLabel ? undefined : label}
        title={showLabel ? undefined : label}
        popoverTarget={id}
      >
        {trigger}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={s.menu}
        // A page of posts has a hundred menus: what is in them exists while they are open.
        onBeforeToggle={(event) => {
          if (event.newState === "open") flushSync(() => setOpen(true));
        }}
        onToggle={(event) => onToggle(event.newState === "open")}
        onKeyDown={onKeyDown}
      >
        {(open ? items : []).map((item) => (
          <button
            key={item.label}
            type="button"
            role={item.checked === undefined ? "menuitem" : "menuitemradio"}
            aria-checked={item.checked}
            tabIndex={-1}
            className={clsx(s.item, item.danger && s.danger)}
            onClick={(event) => {
              event.stopPropagation();
              menu.current?.hidePopover();
              item.onSelect();
            }}
          >
            {item.icon && <Icon name={item.icon} />}
            <span className={s.words}>
              {item.label}
              {item.description && <small>{item.description}</small>}
            </span>
            {item.checked && <Icon name="check" size={18} />}
          </button>
        ))}
      </div>
    </>
  );
}
