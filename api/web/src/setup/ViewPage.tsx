import { Anchor } from "@mantine/core";
import { useEffect, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";

import { useWords } from "../words/useWords";
import { DrawStep, edited, type Covers } from "./adding/DrawStep";
import { shapesOf } from "./drawing/shapes";
import { useBoard } from "./drawing/useEditing";
import { neighboursOf } from "./neighbours";
import { SetupHead } from "./SetupHead";
import { zonesChanged } from "./site/edits";
import { nameIn, viewsOf, type Placed } from "./site/site";
import { useSaving, useSite, type SiteNow } from "./site/useSite";

/** The zones of a view that is there. */
export function ViewPage() {
  const { t } = useWords();
  const { view = "" } = useParams();
  const { data } = useSite();
  if (data === undefined) return <p className="quiet">{t("hall.loading")}</p>;
  const placed = viewsOf(data.site).find(({ id }) => id === view);
  if (placed === undefined) {
    return (
      <div className="quiet">
        <h1>{t("setup.unknown", { id: view })}</h1>
        <Anchor component={Link} to="/setup">
          {t("page.setup")}
        </Anchor>
      </div>
    );
  }
  return <Known key={view} now={data} placed={placed} />;
}

function Known({ now, placed: found }: { now: SiteNow; placed: Placed }) {
  const { t, language } = useWords();
  const navigate = useNavigate();
  const [opened] = useState(now);
  const [{ counter, view, id }] = useState(found);
  const [covers, setCovers] = useState<Covers>(view.covers ?? "full");
  const drawn = useBoard(shapesOf(view.zones));
  const short = language === "en" ? "en" : "zh";
  const name = nameIn(counter.name, short, counter.id);
  const saving = useSaving(opened, () => {
    void navigate("/setup", { state: { saved: name } });
  });
  const camera = opened.site.cameras.find((one) => one.id === view.camera);
  useEffect(() => {
    document.title = `${name} · ${t("page.setup")} · ${t("product")}`;
  }, [name, t]);
  return (
    <div className="setup-page" data-step="draw">
      <SetupHead title={t("setup.zones_of", { name })}>
        <span className="setup-camera">{nameIn(camera?.name, short, view.camera)}</span>
      </SetupHead>
      <DrawStep
        camera={view.camera}
        first={null}
        size={null}
        name={name}
        drawn={drawn}
        neighbours={neighboursOf(opened.site, view.camera, short, id)}
        covers={covers}
        onCovers={setCovers}
        saving={saving}
        edit={(board, by) => edited(board, (zones) => zonesChanged(id, zones, by))}
        dirty={drawn[0].past.length > 0 || covers !== (view.covers ?? "full")}
      />
    </div>
  );
}
