import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { session } from "./auth/session";

if (session.state.status === "signed-in") {
  // Asked for while the page's code is on its way. Whoever needs it asks again, and says what is wrong.
  session.token().catch(() => undefined);
}
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no root.");
// In slices, as a transition is, rather than in one long piece: a slow phone stays responsive.
startTransition(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
