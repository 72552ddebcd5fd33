import { useEffect } from "react";

/** Calls `then` when the component that asks, and all that came with it, can be seen. */
export function usePainted(then: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    // A frame is painted after its callbacks: what follows them comes after the picture.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(then);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [then]);
}
