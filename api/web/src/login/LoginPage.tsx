import { Group } from "@mantine/core";
import { useEffect } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { api, told } from "../api/client";
import { LanguageSwitch } from "../frame/LanguageSwitch";
import { ThemeSwitch } from "../frame/ThemeSwitch";
import { useWords } from "../words/useWords";
import { InvitationForm } from "./InvitationForm";
import { LoginForm } from "./LoginForm";
import { placeAfter } from "./session";

/** The way in. An address with an invitation makes the account that it invites to. */
export function LoginPage() {
  const { t } = useWords();
  const navigate = useNavigate();
  const [asked] = useSearchParams();
  const token = asked.get("invitation");
  const title = t(token === null ? "login" : "login.first");
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [title, t]);
  const enter = async () => {
    const windows = await told(api.GET("/api/v1/counters", {})).then(
      ({ counters }) => counters.length,
      () => undefined, // the hall tells what is wrong
    );
    void navigate(placeAfter(asked.get("then"), windows), { replace: true });
  };
  const onIn = () => void enter();
  return (
    <div className="login-page">
      <header className="login-tools">
        <Group gap="sm" ml="auto">
          <ThemeSwitch />
          <LanguageSwitch />
        </Group>
      </header>
      <main className="login-card">
        <div className="login-brand">
          <img src="/mark.svg" alt="" width={40} height={40} />
          <span>{t("product")}</span>
        </div>
        <h1>{title}</h1>
        {token === null ? <LoginForm onIn={onIn} /> : <InvitationForm token={token} onIn={onIn} />}
        <p className="login-note">{t(token === null ? "login.note" : "login.first.note")}</p>
      </main>
    </div>
  );
}
