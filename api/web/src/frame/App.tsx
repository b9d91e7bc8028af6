import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createBrowserRouter, RouterProvider } from "react-router";

import { CounterPage } from "../counter/CounterPage";
import { HallPage } from "../hall/HallPage";
import { Frame } from "./Frame";
import { LaterPage, NotFoundPage } from "./OtherPages";
import { styleNonce, theme } from "./theme";

const queries = new QueryClient({
  defaultOptions: {
    // The API may be reachable where the internet is not: what the browser says of being online is no matter.
    queries: { networkMode: "always", retry: false, refetchOnWindowFocus: true, staleTime: 1_000 },
    mutations: { networkMode: "always" },
  },
});

const router = createBrowserRouter([
  {
    path: "/",
    Component: Frame,
    children: [
      { index: true, Component: HallPage },
      { path: "counters/:id", Component: CounterPage },
      { path: "setup/*", Component: LaterPage },
      { path: "login", Component: LaterPage },
      { path: "*", Component: NotFoundPage },
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
