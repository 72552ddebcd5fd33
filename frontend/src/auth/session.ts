/**
 * Who is signed in on this page, and the token of the moment.
 *
 * The ID token lives in memory only. The refresh token is kept in local storage, so that a reload or a
 * second tab does not ask for the password again; Cognito stops taking it after a day.
 */
import * as cognito from "./cognito";
import { highestRole, type Role } from "./role";
import { STORAGE_KEY } from "./storageKey";

/** A token with less time left than this is replaced before it is used. */
const RENEW_BEFORE_MS = 60_000;

export type SessionState =
  | { status: "signed-out" }
  | { status: "signed-in"; username: string; role: Role }
  /** Was signed in, and has to give the password again to go on. */
  | { status: "ended"; username: string; role: Role };

interface Kept {
  username: string;
  refreshToken: string;
  /** As the latest token says: what is offered before the next one is there. */
  role: Role;
}

class Session {
  #state: SessionState = { status: "signed-out" };
  #idToken = "";
  #accessToken = "";
  #goodUntil = 0;
  #kept: Kept | undefined;
  #renewal: Promise<string> | undefined;
  /** Requests that wait for somebody to sign in again. */
  #waiting: { resolve: (token: string) => void; reject: (error: Error) => void }[] = [];
  #listeners = new Set<() => void>();

  constructor() {
    this.#take(readKept());
    window.addEventListener("storage", (event) => {
      if (event.key === STORAGE_KEY) this.#take(readKept());
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes over what Cognito answered to a sign-in. */
  begin(username: string, tokens: cognito.Tokens): void {
    this.#hold(tokens);
    const role = roleOf(tokens.idToken);
    if (tokens.refreshToken) this.#keep({ username, refreshToken: tokens.refreshToken, role });
    this.#change({ status: "signed-in", username, role });
    for (const { resolve } of this.#waiting.splice(0)) resolve(tokens.idToken);
  }

  /** Forgets everything, here and at Cognito. Other tabs follow. */
  async signOut(): Promise<void> {
    const refreshToken = this.#kept?.refreshToken;
    localStorage.removeItem(STORAGE_KEY);
    this.#take(undefined);
    // The token is forgotten here whatever Cognito says.
    if (refreshToken) await cognito.revoke(refreshToken).catch(() => undefined);
  }

  /** A token that is good now. Waits for as long as it takes to have one, which may be a sign-in. */
  async token(): Promise<string> {
    if (this.#state.status === "signed-out") throw new Error("No one is signed in.");
    if (this.#state.status === "ended") return this.#signedInAgain();
    if (Date.now() < this.#goodUntil - RENEW_BEFORE_MS) return this.#idToken;
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** A token for the operator's own account, as good as the other. */
  async accessToken(): Promise<string> {
    await this.token();
    return this.#accessToken;
  }

  /** The API refused this token: the next one asked for is a new one. */
  distrust(token: string): void {
    if (token === this.#idToken) this.#goodUntil = 0;
  }

  /** The API refused even a new token: somebody has to sign in. */
  end(token: string): void {
    if (token === this.#idToken && this.#state.status === "signed-in") {
      this.#idToken = "";
      this.#goodUntil = 0;
      this.#change({ ...this.#state, status: "ended" });
    }
  }

  #keep(kept: Kept): void {
    this.#kept = kept;
    localStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
  }

  async #renew(): Promise<string> {
    const kept = this.#kept;
    if (!kept) throw new Error("No one is signed in.");
    try {
      const tokens = await cognito.refresh(kept.refreshToken);
      if (this.#kept !== kept) return await this.token();
      this.#hold(tokens);
      const { idToken, refreshToken } = tokens;
      const role = roleOf(idToken);
      if (refreshToken) this.begin(kept.username, tokens);
      else if (role !== kept.role) {
        this.#keep({ ...kept, role });
        this.#change({ status: "signed-in", username: kept.username, role });
      }
      return idToken;
    } catch (error) {
      if (!(error instanceof cognito.SignInRefused)) throw error;
      this.#change({ status: "ended", username: kept.username, role: kept.role });
      return this.#signedInAgain();
    }
  }

  #signedInAgain(): Promise<string> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #hold({ idToken, accessToken }: cognito.Tokens): void {
    this.#idToken = idToken;
    this.#accessToken = accessToken;
    this.#goodUntil = expiry(idToken);
  }

  #take(kept: Kept | undefined): void {
    if (kept?.refreshToken === this.#kept?.refreshToken) return;
    this.#kept = kept;
    this.#idToken = "";
    this.#accessToken = "";
    this.#goodUntil = 0;
    if (kept) {
      this.#change({ status: "signed-in", username: kept.username, role: kept.role });
      for (const { resolve, reject } of this.#waiting.splice(0)) this.token().then(resolve, reject);
    } else {
      this.#change({ status: "signed-out" });
      for (const { reject } of this.#waiting.splice(0)) reject(new Error("Signed out."));
    }
  }

  #change(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function readKept(): Kept | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "null") as Partial<Kept> | null;
    if (kept?.username && kept.refreshToken) {
      const { username, refreshToken, role } = kept;
      return { username, refreshToken, role: highestRole(role) };
    }
  } catch {
    // Not ours: as if nothing were there.
  }
  return undefined;
}

/** What a token says; nothing where it cannot be read. */
function claims(jwt: string): { exp?: number; "cognito:groups"?: unknown } {
  try {
    const payload = (jwt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(payload)) as object;
  } catch {
    return {};
  }
}

/** When a token ends, in milliseconds since 1970; what cannot be read has ended. */
function expiry(jwt: string): number {
  return (claims(jwt).exp ?? 0) * 1000;
}

function roleOf(jwt: string): Role {
  return highestRole(claims(jwt)["cognito:groups"]);
}

export const session = new Session();
