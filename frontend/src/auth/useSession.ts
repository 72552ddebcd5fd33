import { useSyncExternalStore } from "react";

import { may, type Role } from "./role";
import { type SessionState, session } from "./session";

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.state);
}

/** Whether who is signed in may do what takes this role. The API decides; here it is about what is offered. */
export function useMay(least: Role): boolean {
  const state = useSession();
  return state.status !== "signed-out" && may(state.role, least);
}
