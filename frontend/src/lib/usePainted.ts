import { useQueryClient } from "@tanstack/react-query";
import { startTransition, useEffect } from "react";

/**
 * Tells when the component that asks can be seen, with what it has asked the API for: then what is needed
 * later, or by few, may be fetched and drawn without holding that up.
 */
export function usePainted(tell: (isPainted: true) => void): void {
  const queries = useQueryClient();
  useEffect(() => {
    let frame = 0;
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      if (queries.isFetching() > 0) return;
      cancelAnimationFrame(frame);
      // A frame is painted after its callbacks: what follows them comes after the picture.
      frame = requestAnimationFrame(() => {
        timer = setTimeout(() => {
          stopWatching();
          startTransition(() => tell(true));
        });
      });
    };
    const stopWatching = queries.getQueryCache().subscribe(wait);
    wait();
    return () => {
      stopWatching();
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [queries, tell]);
}
