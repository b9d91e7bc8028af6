import { Alert, Button, Group, Modal } from "@mantine/core";

import { useWords } from "../../words/useWords";
import { clock, day } from "../../words/times";
import type { Difference } from "./differences";
import { nameIn } from "./site";
import type { Conflict, Saving } from "./useSite";

export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What came of saving, where it was not simply saved. */
export function SaveOutcome({ saving }: { saving: Saving }) {
  const { t } = useWords();
  const { outcome } = saving;
  if (outcome === null || outcome.kind === "saved") return null;
  if (outcome.kind === "conflict") return <ConflictTold conflict={outcome.conflict} saving={saving} />;
  if (outcome.kind !== "refused") {
    return (
      <Alert color="red" variant="light" role="alert" title={t(`setup.save.${outcome.kind}`)}>
        {t(`setup.save.${outcome.kind}.remedy`)}
      </Alert>
    );
  }
  const { code, message, problems } = outcome.problem;
  return (
    <Alert color="red" variant="light" role="alert" title={t("setup.save.refused")}>
      {code === "wrong_site" ? t("setup.save.refused.remedy") : <span lang="en">{message}</span>}
      <ul lang="en" className="problems">
        {problems.map((problem) => (
          <li key={problem.path}>
            <code>{problem.path}</code> {problem.message}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

/** Who saved what meanwhile; the drawing stays as it is. */
function ConflictTold({ conflict, saving }: { conflict: Conflict; saving: Saving }) {
  const { t } = useWords();
  const { last, changes } = conflict;
  return (
    <Modal lockScroll={false} opened onClose={saving.forget} title={t("setup.conflict")} size="lg">
      <p>
        {last === undefined
          ? t("setup.conflict.note")
          : t("setup.conflict.who", {
              who: last.author ?? t("setup.version.somebody"),
              time: `${day(last.from_ms, HERE)} ${clock(last.from_ms, HERE)}`,
              version: last.version,
            })}
      </p>
      <ul className="changes" aria-label={t("setup.conflict.changes")}>
        {changes.map((change) => (
          <li key={`${change.what} ${change.id}`}>
            <Change change={change} />
          </li>
        ))}
        {changes.length === 0 && <li>{t("setup.conflict.none")}</li>}
      </ul>
      <p>{t("setup.conflict.kept")}</p>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={saving.forget}>
          {t("setup.conflict.later")}
        </Button>
        <Button data-autofocus onClick={saving.takeTheirs}>
          {t("setup.conflict.take")}
        </Button>
      </Group>
    </Modal>
  );
}

function Change({ change: { what, how, id, name } }: { change: Difference }) {
  const { t, language } = useWords();
  const named = nameIn(name, language === "en" ? "en" : "zh", id);
  return (
    <>
      {t(`setup.change.${what}`)} {named !== "" && <b>{named}</b>} {t(`setup.change.${how}`)}
    </>
  );
}
