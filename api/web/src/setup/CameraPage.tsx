import { useEffect, useMemo, useState } from "react";
import { useNavigate, useParams } from "react-router";

import { useWords } from "../words/useWords";
import { DrawStep, edited, type Covers } from "./adding/DrawStep";
import { firstPlacing, placed, type Placing } from "./adding/placing";
import { PlaceStep } from "./adding/PlaceStep";
import { Steps, type Step } from "./adding/Steps";
import { useBoard } from "./drawing/useEditing";
import { neighboursOf } from "./neighbours";
import { SetupHead } from "./SetupHead";
import { HERE } from "./site/SaveOutcome";
import { nameIn, type SiteCamera } from "./site/site";
import { useSaving, useSite, type SiteNow } from "./site/useSite";

/** A further counter in the picture of a camera that the site has. */
export function CameraPage() {
  const { t } = useWords();
  const { camera: id = "" } = useParams();
  const { data } = useSite();
  if (data === undefined) return <p className="quiet">{t("hall.loading")}</p>;
  const camera = data.site.cameras.find((one) => one.id === id);
  if (camera === undefined) return <h1 className="quiet">{t("setup.unknown", { id })}</h1>;
  return <Known key={id} now={data} camera={camera} />;
}

function Known({ now, camera }: { now: SiteNow; camera: SiteCamera }) {
  const { t, language } = useWords();
  const navigate = useNavigate();
  const [opened] = useState(now);
  const [step, setStep] = useState<Step>("place");
  const [placing, place] = useState<Placing>(() => firstPlacing(opened.site, HERE));
  const [covers, setCovers] = useState<Covers>("full");
  const drawn = useBoard([]);
  const short = language === "en" ? "en" : "zh";
  const saving = useSaving(opened, () => {
    void navigate("/setup", { state: { saved: placing.counterName || nameIn(camera.name, short, camera.id) } });
  });
  const title = t("setup.draw_in", { name: nameIn(camera.name, short, camera.id) });
  const neighbours = useMemo(() => neighboursOf(opened.site, camera.id, short), [opened, camera.id, short]);
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [title, t]);
  return (
    <div className="setup-page" data-step={step}>
      <SetupHead title={title} />
      <Steps now={step} onGo={setStep} from="place" />
      {step === "place" ? (
        <PlaceStep
          site={opened.site}
          newCamera={false}
          placing={placing}
          onChange={place}
          onNext={() => {
            setStep("draw");
          }}
        />
      ) : (
        <DrawStep
          camera={camera.id}
          first={null}
          size={null}
          name={placing.counterName}
          drawn={drawn}
          neighbours={neighbours}
          covers={covers}
          onCovers={setCovers}
          saving={saving}
          edit={(board, by) =>
            edited(board, (zones) => placed(placing, { zones, covers: by, camera: { id: camera.id } }))
          }
          dirty={drawn[0].past.length > 0}
        />
      )}
    </div>
  );
}
