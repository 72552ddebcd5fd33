import { startTransition, useEffect } from "react";

/**
 * Tells when the component that asks, and all that came with it, can be seen: then what is needed later, or
 * by few, may be fetched and drawn without holding it up.
 */
export function usePainted(tell: (isPainted: true) => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    // A frame is painted after its callbacks: what follows them comes after the picture.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => tell(true)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [tell]);
}
