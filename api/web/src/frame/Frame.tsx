import { Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet } from "react-router";

import { LiveProvider } from "../live/LiveProvider";
import { LoginAgain } from "../login/LoginAgain";
import { WhoIsIn } from "../login/WhoIsIn";
import { ConnectionBanner } from "./ConnectionBanner";
import { ConnectionState } from "./ConnectionState";
import { LanguageSwitch } from "./LanguageSwitch";
import { ThemeSwitch } from "./ThemeSwitch";

/** What stands around every page: where one is, whether it is live, and how it is shown. */
export function Frame() {
  const { t } = useTranslation();
  return (
    <LiveProvider>
      <a className="skip" href="#main">
        {t("page.skip")}
      </a>
      <header className="frame-head">
        <Link to="/" className="brand">
          <img src="/mark.svg" alt="" width={26} height={26} />
          {t("product")}
        </Link>
        <nav aria-label={t("page.main")}>
          <NavLink to="/" end>
            {t("page.hall")}
          </NavLink>
          <NavLink to="/setup">{t("page.setup")}</NavLink>
        </nav>
        <Group className="frame-tools" gap="sm" ml="auto">
          <ConnectionState />
          <ThemeSwitch />
          <LanguageSwitch />
          <WhoIsIn />
        </Group>
      </header>
      <ConnectionBanner />
      <LoginAgain />
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
    </LiveProvider>
  );
}
