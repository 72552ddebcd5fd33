import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "react-router";

import classes from "./docs.module.css";

interface Props {
  /** The place in the address: "signatures" is /docs/partners#signatures. */
  id: string;
  children: ReactNode;
}

/** A heading within a section, which can be linked to. */
export function Heading({ id, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { hash } = useLocation();
  useEffect(() => {
    // A section's code comes after the address was looked at.
    if (hash === `#${id}`) heading.current?.scrollIntoView();
  }, [hash, id]);
  return (
    <h3 id={id} ref={heading} className={classes.heading}>
      {children}
      <Link to={{ hash: id }} className={classes.anchor} aria-label="Link to this part">
        #
      </Link>
    </h3>
  );
}
