import type { AnchorHTMLAttributes, Ref } from "react";
import { useHref, useLinkClickHandler, useLocation } from "react-router";

export type LinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> & {
  to: string;
  ref?: Ref<HTMLAnchorElement>;
};

/**
 * A link to a page of the product, followed without loading anything anew. The router's own would bring all that it
 * does for servers and for fetching ahead into every visitor's first page.
 */
export function Link({ to, onClick, children, ...rest }: LinkProps) {
  const follow = useLinkClickHandler(to, { target: rest.target });
  return (
    <a
      {...rest}
      href={useHref(to)}
      onClick={(event) => {
        onClick?.(event);
        if (!event.defaultPrevented) follow(event);
      }}
    >
      {children}
    </a>
  );
}

/** A link that says that it is the page one is on. */
export function NavLink(props: LinkProps) {
  const here = useLocation().pathname.toLowerCase() === encodeURI(props.to).toLowerCase();
  return <Link {...props} aria-current={here ? "page" : undefined} />;
}
