import { Anchor, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

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
