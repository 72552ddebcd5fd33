import { Component, type ReactNode } from "react";

import { ErrorState } from "./ErrorState";

// What went wrong is for the console, where React has put it.
const BROKEN = new Error("Something went wrong while displaying this. Try again, or reload the page.");

interface Props {
  /** What stands inside, for the message: "the running campaigns". */
  what: string;
  children: ReactNode;
}

/** Keeps a part of a page that breaks from taking the whole page down. */
export class Boundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    const subject = this.props.what.charAt(0).toUpperCase() + this.props.what.slice(1);
    return (
      <ErrorState
        what={`${subject} cannot be shown`}
        error={BROKEN}
        onRetry={() => this.setState({ broken: false })}
      />
    );
  }
}
