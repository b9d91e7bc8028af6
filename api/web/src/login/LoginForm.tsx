import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";

import { useWords } from "../words/useWords";
import { useDoors, type LoginFault } from "./session";

/** A name and a password. */
export function LoginForm({ onIn }: { onIn: () => void }) {
  const { t } = useWords();
  const { login } = useDoors();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<LoginFault>(null);
  const submit = async () => {
    setBusy(true);
    setFault(null);
    const came = await login(name, password);
    setBusy(false);
    setFault(came);
    if (came === null) onIn();
    else setPassword("");
  };
  return (
    <form
      className="login-form"
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextInput
        label={t("login.name")}
        name="name"
        autoComplete="username"
        data-autofocus
        required
        withAsterisk={false}
        value={name}
        onChange={({ currentTarget: { value } }) => {
          setName(value);
        }}
      />
      <PasswordInput
        label={t("login.password")}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": t("login.show") }}
        value={password}
        onChange={({ currentTarget: { value } }) => {
          setPassword(value);
        }}
      />
      <LoginFaultTold fault={fault} />
      <Button type="submit" loading={busy} fullWidth>
        {t("login.in")}
      </Button>
    </form>
  );
}

const KNOWN = new Set(["wrong_login", "too_many_logins", "wrong_invitation", "store_unavailable"]);

/** Why one did not get in. */
export function LoginFaultTold({ fault }: { fault: LoginFault }) {
  const { t } = useWords();
  if (fault === null) return null;
  if (fault === "unanswered") {
    return <Alert color="red" variant="light" role="alert" title={t("login.fault.unanswered")} />;
  }
  const seconds = /(\d+) s\b/.exec(fault.message)?.[1];
  return (
    <Alert color="red" variant="light" role="alert">
      {KNOWN.has(fault.code) ? (
        t(`login.fault.${fault.code as "wrong_login"}`)
      ) : (
        <span lang="en">{[fault.message, ...fault.problems.map(({ message }) => message)].join(" ")}</span>
      )}
      {fault.code === "too_many_logins" && seconds !== undefined && ` ${t("login.fault.wait", { n: seconds })}`}
    </Alert>
  );
}
