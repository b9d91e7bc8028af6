import type { ReactNode } from "react";
import { Link } from "react-router";

import { useWords } from "../words/useWords";

/** The head of a page below the set-up page. */
export function SetupHead({ title, children }: { title: string; children?: ReactNode }) {
  const { t } = useWords();
  return (
    <header className="setup-head">
      <Link to="/setup">{t("page.setup")}</Link>
      <h1>{title}</h1>
      {children}
    </header>
  );
}
