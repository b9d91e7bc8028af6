import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createBrowserRouter, RouterProvider } from "react-router";

import { CounterPage } from "../counter/CounterPage";
import { HallPage } from "../hall/HallPage";
import { Guarded } from "../login/Guarded";
import { LoginPage } from "../login/LoginPage";
import { Frame } from "./Frame";
import { FailedPage, NotFoundPage } from "./OtherPages";
import { styleNonce, theme } from "./theme";

const queries = new QueryClient({
  defaultOptions: {
    // The API may be reachable where the internet is not: what the browser says of being online is no matter.
    queries: { networkMode: "always", retry: false, refetchOnWindowFocus: true, staleTime: 1_000 },
    mutations: { networkMode: "always" },
  },
});

const drawing = () => import("../setup/drawingPages");

const router = createBrowserRouter([
  { path: "/login", Component: LoginPage, ErrorBoundary: FailedPage },
  {
    path: "/",
    Component: Frame,
    ErrorBoundary: FailedPage,
    hydrateFallbackElement: <></>,
    children: [
      {
        // Within the frame: the way to other pages stays.
        ErrorBoundary: FailedPage,
        children: [
          { index: true, Component: HallPage },
          { path: "counters/:id", Component: CounterPage },
          {
            path: "setup",
            Component: Guarded,
            children: [
              { index: true, lazy: async () => ({ Component: (await import("../setup/list/SetupPage")).SetupPage }) },
              { path: "add", lazy: async () => ({ Component: (await drawing()).AddPage }) },
              { path: "cameras/:camera", lazy: async () => ({ Component: (await drawing()).CameraPage }) },
              { path: "views/:view", lazy: async () => ({ Component: (await drawing()).ViewPage }) },
            ],
          },
          { path: "*", Component: NotFoundPage },
        ],
      },
    ],
  },
]);

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
