import { createBrowserRouter, type RouteObject, RouterProvider } from "react-router";

import { lazily } from "../lib/lazily";
import { PAGE_FILES } from "./addresses";
import { Layout } from "./Layout";
import { NotFoundPage } from "./NotFoundPage";
import { RouteErrorPage } from "./RouteErrorPage";

const files = import.meta.glob<{ Component: React.ComponentType }>("../features/*/*Page.tsx");

/** A page whose code comes when it is gone to. */
function page([path, file]: [path: string, file: string]): RouteObject {
  return {
    path,
    lazy: files[`../features/${file}.tsx`],
    errorElement: <RouteErrorPage />,
    // The frame stands while the first page's code is on its way.
    hydrateFallbackElement: <></>,
  };
}

// Sends for the first page's code as soon as it is made. That is work of its own: not while this file loads.
const router = lazily(() =>
  createBrowserRouter([
    {
      element: <Layout />,
      errorElement: <RouteErrorPage />,
      children: [...Object.entries(PAGE_FILES).map(page), { path: "*", element: <NotFoundPage /> }],
    },
  ]),
);

export function Pages() {
  return <RouterProvider router={router()} />;
}
