import { Anchor, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

function Message({ text }: { text: "page.later" | "page.not_found" }) {
  const { t } = useTranslation();
  return (
    <Stack align="center" py="xl" gap="xs">
      <Text component="h1" size="lg">
        {t(text)}
      </Text>
      <Anchor component={Link} to="/">
        {t("page.to_hall")}
      </Anchor>
    </Stack>
  );
}

/** The place of a page that is still to come. */
export function LaterPage() {
  return <Message text="page.later" />;
}

export function NotFoundPage() {
  return <Message text="page.not_found" />;
}
