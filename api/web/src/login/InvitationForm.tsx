import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";

import { useWords } from "../words/useWords";
import { LoginFaultTold } from "./LoginForm";
import { FEWEST_LETTERS, passwordFault, useDoors, type LoginFault } from "./session";

/** The first account, or a new password for one, by a link that works once. */
export function InvitationForm({ token, onIn }: { token: string; onIn: () => void }) {
  const { t } = useWords();
  const { accept } = useDoors();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<LoginFault>(null);
  const wrong = passwordFault(name, password, again);
  const noName = name.trim() === "";
  const submit = async () => {
    setTried(true);
    if (wrong !== null || noName) return;
    setBusy(true);
    const came = await accept(token, name, password);
    setBusy(false);
    setFault(came);
    if (came === null) onIn();
  };
  const shown = { "aria-label": t("login.show") };
  const told = tried && wrong !== null ? t(`login.new.${wrong}`, { n: FEWEST_LETTERS }) : undefined;
  return (
    <form
      className="login-form"
      noValidate
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p>{t("login.invited")}</p>
      <TextInput
        label={t("login.name")}
        name="name"
        autoComplete="username"
        data-autofocus
        value={name}
        error={tried && noName ? t("setup.wanted") : undefined}
        onChange={({ currentTarget: { value } }) => {
          setName(value);
        }}
      />
      <PasswordInput
        label={t("login.new")}
        description={t("login.new.note", { n: FEWEST_LETTERS })}
        name="new-password"
        autoComplete="new-password"
        visibilityToggleButtonProps={shown}
        value={password}
        error={wrong === "differs" ? undefined : told}
        onChange={({ currentTarget: { value } }) => {
          setPassword(value);
        }}
      />
      <PasswordInput
        label={t("login.again")}
        name="new-password-again"
        autoComplete="new-password"
        visibilityToggleButtonProps={shown}
        value={again}
        error={wrong === "differs" ? told : undefined}
        onChange={({ currentTarget: { value } }) => {
          setAgain(value);
        }}
      />
      <LoginFaultTold fault={fault} />
      <Button type="submit" loading={busy} fullWidth>
        {t("login.create")}
      </Button>
    </form>
  );
}
