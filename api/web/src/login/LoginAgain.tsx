import { Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";

import { onUnauthorised } from "../api/client";
import { useWords } from "../words/useWords";
import { LoginForm } from "./LoginForm";

/** Where something may stand that was not saved, the login comes to it. */
const KEPT = /^\/setup\/./;

/** When the API wants a login: its page, or over what is being drawn a dialogue that leaves it as it is. */
export function LoginAgain() {
  const { t } = useWords();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [wanted, want] = useState(false);
  useEffect(
    () =>
      onUnauthorised(() => {
        if (KEPT.test(pathname)) want(true);
        else void navigate(`/login?then=${encodeURIComponent(pathname)}`);
      }),
    [navigate, pathname],
  );
  return (
    <Modal
      lockScroll={false}
      opened={wanted}
      onClose={() => {
        want(false);
      }}
      title={t("login.ended")}
    >
      <p>{t("login.ended.note")}</p>
      <LoginForm
        onIn={() => {
          want(false);
        }}
      />
    </Modal>
  );
}
