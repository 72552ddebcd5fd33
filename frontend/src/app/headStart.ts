import { session } from "../auth/session";
import { pageAt } from "./pageLoaders";

/**
 * Asks at once for what the first page of somebody signed in needs: the page's own code and a token.
 * Each would otherwise be found out about only when the one before it has come.
 */
export function headStart(): void {
  if (session.state.status !== "signed-in") return;
  const wanted = [pageAt(window.location.pathname)?.(), session.token()];
  // Whoever needs it asks again, and says what is wrong.
  void Promise.allSettled(wanted);
}
