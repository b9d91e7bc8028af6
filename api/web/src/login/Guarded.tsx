import { Navigate, Outlet, useLocation } from "react-router";

import { useWords } from "../words/useWords";
import { useSession } from "./session";

/** Pages on which something is changed: whoever is not logged in does that first. */
export function Guarded() {
  const { t } = useWords();
  const { data: session, isPending } = useSession();
  const { pathname } = useLocation();
  if (isPending) return <p className="quiet">{t("hall.loading")}</p>;
  // A session that ends later is asked for over what is drawn (LoginAgain): it is not taken away here.
  if (session?.kind === "out" && !/^\/setup\/./.test(pathname)) {
    return <Navigate to={`/login?then=${encodeURIComponent(pathname)}`} replace />;
  }
  return <Outlet />;
}
