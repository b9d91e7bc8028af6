import { Button } from "@mantine/core";
import { Link } from "react-router";

import { useLive, useNow } from "../../live/live";
import { StandingMark } from "../../standing/StandingMark";
import { shown } from "../../standing/standing";
import { useWords } from "../../words/useWords";
import { starting } from "../site/starting";
import { nameIn, viewId, type Site, type SiteCounter, type SiteHall } from "../site/site";
import type { Named } from "./Renaming";
import type { Removal } from "./SetupPage";

interface Props {
  site: Site;
  hall: SiteHall;
  onRemove: (removal: Removal) => void;
  onRename: (named: Named) => void;
}

/** The counters of a hall, how they stand, and through which cameras they are seen. */
export function HallTable({ site, hall, onRemove, onRename }: Props) {
  const { t, language } = useWords();
  const short = language === "en" ? "en" : "zh";
  const counters = hall.counters ?? [];
  return (
    <section className="panel" aria-labelledby={`setup-${hall.id}`}>
      <h2 id={`setup-${hall.id}`}>
        {nameIn(hall.name, short, hall.id)} <small>{hall.time_zone}</small>{" "}
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t("setup.rename_of", { name: nameIn(hall.name, short, hall.id) })}
          onClick={() => {
            onRename({ what: "hall", id: hall.id, name: hall.name });
          }}
        >
          {t("setup.rename")}
        </Button>
      </h2>
      {counters.length === 0 && <p className="quiet">{t("setup.hall.empty")}</p>}
      {counters.length > 0 && (
        <table className="setup-table">
          <thead>
            <tr>
              <th scope="col">{t("setup.counter")}</th>
              <th scope="col">{t("table.state")}</th>
              <th scope="col">{t("setup.views")}</th>
              <th scope="col">
                <span className="for-reader">{t("setup.acts")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {counters.map((counter) => (
              <CounterRow
                key={counter.id}
                site={site}
                counter={counter}
                name={nameIn(counter.name, short, counter.id)}
                onRemove={onRemove}
                onRename={onRename}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface RowProps {
  site: Site;
  counter: SiteCounter;
  name: string;
  onRemove: (removal: Removal) => void;
  onRename: (named: Named) => void;
}

function CounterRow({ site, counter, name, onRemove, onRename }: RowProps) {
  const { t, language } = useWords();
  const short = language === "en" ? "en" : "zh";
  const views = counter.views ?? [];
  return (
    <tr>
      <th scope="row">
        <Link to={`/counters/${encodeURIComponent(counter.id)}`}>{name}</Link>
      </th>
      <td>
        <CounterState id={counter.id} />
      </td>
      <td>
        <ul className="setup-views">
          {views.length === 0 && <li className="quiet-line">{t("setup.views.none")}</li>}
          {views.map((view) => {
            const id = viewId(counter, view);
            const camera = site.cameras.find((one) => one.id === view.camera);
            const seen = nameIn(camera?.name, short, view.camera);
            return (
              <li key={id}>
                <span>
                  {seen}
                  {view.covers === "part" && <small> {t("setup.covers.part.short")}</small>}
                </span>
                <Button
                  component={Link}
                  to={`/setup/views/${encodeURIComponent(id)}`}
                  size="compact-sm"
                  variant="light"
                  aria-label={t("setup.edit_zones_of", { name, camera: seen })}
                >
                  {t("setup.edit_zones")}
                </Button>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t("setup.remove.view", { name: `${name}, ${seen}` })}
                  onClick={() => {
                    onRemove({ what: "view", id, name: `${name}, ${seen}` });
                  }}
                >
                  {t("setup.remove_zones")}
                </Button>
              </li>
            );
          })}
        </ul>
      </td>
      <td className="setup-acts">
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t("setup.rename_of", { name })}
          onClick={() => {
            onRename({ what: "counter", id: counter.id, name: counter.name });
          }}
        >
          {t("setup.rename")}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          aria-label={t("setup.remove.counter", { name })}
          onClick={() => {
            onRemove({ what: "counter", id: counter.id, name });
          }}
        >
          {t("setup.remove_counter")}
        </Button>
      </td>
    </tr>
  );
}

function CounterState({ id }: { id: string }) {
  const { t } = useWords();
  const { standings } = useLive();
  const nowMs = useNow();
  const counter = standings?.counters.find((one) => one.id === id);
  if (counter === undefined) return <span className="quiet-line">{t("setup.state.none")}</span>;
  if (starting(counter, nowMs)) return <span className="quiet-line">{t("setup.starting")}</span>;
  const { standing } = shown(counter);
  return (
    <span className="setup-state" data-standing={standing}>
      <StandingMark standing={standing} size={18} /> {t(`state.${standing}`)}
    </span>
  );
}
