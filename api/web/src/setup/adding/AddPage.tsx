import { useEffect, useMemo, useState } from "react";
import { useNavigate } from "react-router";

import { useWords } from "../../words/useWords";
import { useBoard } from "../drawing/useEditing";
import { SetupHead } from "../SetupHead";
import { HERE } from "../site/SaveOutcome";
import { useSaving, useSite, type SiteNow } from "../site/useSite";
import { AddressStep } from "./AddressStep";
import { DrawStep, edited, type Covers } from "./DrawStep";
import { firstPlacing, placed, type Placing } from "./placing";
import { PlaceStep } from "./PlaceStep";
import { ProbePicture } from "./ProbePicture";
import { Steps, type Step } from "./Steps";
import { useProbe } from "./useProbe";

/** 添加摄像机: its address, what it shows, which counter that is, and its zones. */
export function AddPage() {
  const { t } = useWords();
  const { data } = useSite();
  useEffect(() => {
    document.title = `${t("setup.add")} · ${t("product")}`;
  }, [t]);
  if (data === undefined) return <p className="quiet">{t("hall.loading")}</p>;
  return <Adding opened={data} />;
}

function Adding({ opened: now }: { opened: SiteNow }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [opened] = useState(now);
  const [address, setAddress] = useState<string | null>(null);
  const [probing, probe] = useProbe();
  const [step, setStep] = useState<Step>("address");
  const [placing, place] = useState<Placing>(() => firstPlacing(opened.site, HERE));
  const [covers, setCovers] = useState<Covers>("full");
  const drawn = useBoard([]);
  const name = placing.counterName.trim() === "" ? placing.camera : placing.counterName;
  const saving = useSaving(opened, () => {
    void navigate("/setup", { state: { saved: name } });
  });
  const message = probing.kind === "told" && probing.message.state === "ok" ? probing.message : null;
  const ask = (whole: string) => {
    setAddress(whole);
    probe(whole);
  };
  const otherAddress = () => {
    setStep("address");
    setAddress(null);
    probe(null);
  };
  const shown: Step = step === "draw" ? step : message === null ? "address" : "place";
  const first = useMemo(() => (message === null ? null : `/api/v1/probes/${message.id}/picture`), [message]);
  return (
    <div className="setup-page" data-step={shown}>
      <SetupHead title={t("setup.add")} />
      <Steps now={shown} onGo={setStep} />
      {message === null && <AddressStep probing={probing} onAsk={ask} />}
      {message !== null && first !== null && shown === "place" && (
        <div className="add-columns">
          <ProbePicture message={message} address={address ?? ""} picture={first} onOther={otherAddress} />
          <PlaceStep
            site={opened.site}
            newCamera
            placing={placing}
            onChange={place}
            onNext={() => {
              setStep("draw");
            }}
          />
        </div>
      )}
      {message !== null && address !== null && shown === "draw" && (
        <DrawStep
          camera={message.id}
          first={first}
          size={message.size_wh ?? null}
          name={name}
          drawn={drawn}
          neighbours={[]}
          covers={covers}
          onCovers={setCovers}
          saving={saving}
          edit={(board, by) => edited(board, (zones) => placed(placing, { zones, covers: by, camera: { address } }))}
          dirty={drawn[0].past.length > 0}
        />
      )}
    </div>
  );
}
