import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { headStart } from "./app/headStart";

headStart();
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
