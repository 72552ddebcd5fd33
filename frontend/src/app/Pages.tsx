import { createBrowserRouter, RouterProvider } from "react-router";

import { Layout } from "./Layout";
import { NotFoundPage } from "./NotFoundPage";
import { PAGES } from "./pageLoaders";
import { RouteErrorPage } from "./RouteErrorPage";

const router = createBrowserRouter([
  {
    element: <Layout />,
    errorElement: <RouteErrorPage />,
    children: [
      ...PAGES.map(({ path, load }) => ({
        path,
        lazy: load,
        errorElement: <RouteErrorPage />,
        // The frame stands while the first page's code is on its way.
        hydrateFallbackElement: <></>,
      })),
      { path: "*", element: <NotFoundPage /> },
    ],
  },
]);

export function Pages() {
  return <RouterProvider router={router} />;
}
