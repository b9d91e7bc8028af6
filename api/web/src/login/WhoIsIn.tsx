import { Button } from "@mantine/core";
import { Link, useLocation, useNavigate } from "react-router";

import { useWords } from "../words/useWords";
import { useDoors, useSession } from "./session";

/** Who is logged in, and the way out or in. */
export function WhoIsIn() {
  const { t } = useWords();
  const { data: session } = useSession();
  const { logout } = useDoors();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  if (session === undefined) return null;
  if (session.kind === "out") {
    return (
      <Link className="who-in" to={`/login?then=${encodeURIComponent(pathname)}`}>
        {t("login.in")}
      </Link>
    );
  }
  const leave = async () => {
    if ((await logout()) === null) void navigate("/login");
  };
  return (
    <span className="who">
      <span title={t("login.as", { name: session.account.name })}>{session.account.name}</span>
      <Button size="compact-xs" variant="default" onClick={() => void leave()}>
        {t("login.out")}
      </Button>
    </span>
  );
}
