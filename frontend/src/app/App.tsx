import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./global.css";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";

import { useSession } from "../auth/useSession";
import { Brand } from "../components/Brand";
import { Pages } from "./Pages";
import { queryClient } from "./queryClient";
import { readableColors, theme } from "./theme";

// Whoever is signed in needs no form.
const SignInPage = lazy(() => import("../features/signIn/SignInPage"));

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={readableColors} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <SignedInOrNot />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** The address stays while somebody signs in: a link leads to its page also from outside. */
function SignedInOrNot() {
  const signedOut = useSession().status === "signed-out";
  useEffect(() => {
    // What one operator saw is not for the next.
    if (signedOut) queryClient.clear();
  }, [signedOut]);
  return (
    <Suspense
      fallback={
        <div className="head">
          <Brand />
        </div>
      }
    >
      {signedOut ? <SignInPage /> : <Pages />}
    </Suspense>
  );
}
