/**
 * The dialog that is open, as the address names it: `?dialog=edit`. Opening one is a step in the history, so
 * that going back closes it, and a link or a reload shows it again.
 */
import { useCallback } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";

const PARAM = "dialog";

interface Opened {
  /** The entry before this one is the page without the dialog. */
  hasPageBefore?: true;
}

export interface Dialog {
  /** The open dialog's name; null while none is. */
  name: string | null;
  open: (name: string) => void;
  close: () => void;
}

export function useDialog(): Dialog {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const { state, pathname } = useLocation();

  const open = useCallback(
    (name: string) => {
      const changed = new URLSearchParams(params);
      changed.set(PARAM, name);
      void navigate(
        { pathname, search: changed.toString() },
        { state: { ...(state as object | null), hasPageBefore: true }, preventScrollReset: true },
      );
    },
    [navigate, params, pathname, state],
  );

  const close = useCallback(() => {
    if ((state as Opened | null)?.hasPageBefore) return void navigate(-1);
    // Somebody came by a link: the page without the dialog takes its place.
    const changed = new URLSearchParams(params);
    changed.delete(PARAM);
    void navigate(
      { pathname, search: changed.toString() },
      { replace: true, state: state as unknown, preventScrollReset: true },
    );
  }, [navigate, params, pathname, state]);

  return { name: params.get(PARAM), open, close };
}
