import "../setup.css";

import { Alert, Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Link, useLocation } from "react-router";

import { useWords } from "../../words/useWords";
import { Asked } from "../Asked";
import { SaveOutcome } from "../site/SaveOutcome";
import {
  cameraChanged,
  cameraRemoved,
  counterRemoved,
  counterRenamed,
  hallRenamed,
  viewRemoved,
  type Edit,
} from "../site/edits";
import type { SiteCamera } from "../site/site";
import { useSaving, useSite, type SiteNow } from "../site/useSite";
import { CameraForm } from "./CameraForm";
import { CameraTable } from "./CameraTable";
import { HallTable } from "./HallTable";
import { Renaming, type Named } from "./Renaming";
import { Versions } from "./Versions";

/** 设备与区域: the halls, their counters and the cameras that see them. */
export function SetupPage() {
  const { t } = useWords();
  const { data } = useSite();
  useEffect(() => {
    document.title = `${t("page.setup")} · ${t("product")}`;
  }, [t]);
  if (data === undefined) return <p className="quiet">{t("hall.loading")}</p>;
  return <Known key={data.version} now={data} />;
}

/** What is asked before it is done. */
export interface Removal {
  what: "counter" | "view" | "camera";
  id: string;
  name: string;
}

const REMOVED: Record<Removal["what"], (id: string) => Edit> = {
  counter: counterRemoved,
  view: viewRemoved,
  camera: cameraRemoved,
};

function Known({ now }: { now: SiteNow }) {
  const { t } = useWords();
  const [removal, ask] = useState<Removal | null>(null);
  const [renamed, rename] = useState<Named | null>(null);
  const [camera, edit] = useState<SiteCamera | null>(null);
  const saving = useSaving(now, () => undefined);
  const { site } = now;
  return (
    <div className="setup-page">
      <header className="setup-head">
        <h1>{t("page.setup")}</h1>
        <Button component={Link} to="/setup/add" ml="auto">
          {t("setup.add")}
        </Button>
      </header>
      <Saved />
      <SaveOutcome saving={saving} />
      {site.halls.map((hall) => (
        <HallTable key={hall.id} site={site} hall={hall} onRemove={ask} onRename={rename} />
      ))}
      <CameraTable site={site} onRemove={ask} onEdit={edit} />
      <Versions />
      {removal !== null && (
        <Asked
          title={t(`setup.remove.${removal.what}`, { name: removal.name })}
          text={t(`setup.remove.${removal.what}.note`)}
          yes={t("setup.remove")}
          onYes={() => {
            saving.save(REMOVED[removal.what](removal.id));
            ask(null);
          }}
          onNo={() => {
            ask(null);
          }}
        />
      )}
      {renamed !== null && (
        <Renaming
          named={renamed}
          onName={(name) => {
            saving.save((renamed.what === "hall" ? hallRenamed : counterRenamed)(renamed.id, name));
            rename(null);
          }}
          onNo={() => {
            rename(null);
          }}
        />
      )}
      {camera !== null && (
        <CameraForm
          camera={camera}
          onChange={(changed) => {
            saving.save(cameraChanged(camera.id, changed));
            edit(null);
          }}
          onNo={() => {
            edit(null);
          }}
        />
      )}
    </div>
  );
}

/** What was saved a moment ago, and where it is to be seen. */
function Saved() {
  const { t } = useWords();
  const { state } = useLocation() as { state: { saved?: string } | null };
  if (state?.saved === undefined) return null;
  return (
    <Alert variant="light" role="status" title={t("setup.saved", { name: state.saved })}>
      <Link to="/">{t("setup.saved.hall")}</Link>
    </Alert>
  );
}
