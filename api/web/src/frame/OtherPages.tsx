import { Anchor, Button, Code, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useRouteError } from "react-router";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Stack align="center" py="xl" gap="xs">
      <Text component="h1" size="lg">
        {t("page.not_found")}
      </Text>
      <Anchor component={Link} to="/">
        {t("page.to_hall")}
      </Anchor>
    </Stack>
  );
}

/** In place of a page that broke: what to do, and what to tell. */
export function FailedPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <Stack align="center" p="xl" gap="xs" role="alert">
      <Text component="h1" size="lg">
        {t("page.failed")}
      </Text>
      <Text>{t("page.failed.note")}</Text>
      <Code>{error instanceof Error ? error.message : String(error)}</Code>
      <Button
        onClick={() => {
          window.location.reload();
        }}
      >
        {t("page.again")}
      </Button>
      {/* Loads anew: what broke may still stand in memory. */}
      <Anchor href="/">{t("page.to_hall")}</Anchor>
    </Stack>
  );
}
