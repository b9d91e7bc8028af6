import { Button } from "@mantine/core";
import { Link } from "react-router";

import { useNow } from "../../live/live";
import { useWords } from "../../words/useWords";
import { nameIn, type Site, type SiteCamera } from "../site/site";
import { justSaved } from "../site/starting";
import { useCameras, useVersions } from "../site/useSite";
import type { Removal } from "./SetupPage";

interface Props {
  site: Site;
  onRemove: (removal: Removal) => void;
  onEdit: (camera: SiteCamera) => void;
}

/** The ids of the cameras in which something is drawn. */
function drawnIn(site: Site): Set<string> {
  const counters = site.halls.flatMap((hall) => hall.counters ?? []);
  return new Set(counters.flatMap((counter) => counter.views ?? []).map(({ camera }) => camera));
}

/** The cameras: where each is, whether pictures come, and what is seen in them. */
export function CameraTable({ site, onRemove, onEdit }: Props) {
  const { t, language } = useWords();
  const { data: states } = useCameras();
  const { data: versions } = useVersions();
  const fresh = justSaved(versions?.at(-1)?.from_ms, useNow());
  const short = language === "en" ? "en" : "zh";
  return (
    <section className="panel" aria-labelledby="setup-cameras">
      <h2 id="setup-cameras">{t("setup.cameras")}</h2>
      {site.cameras.length === 0 && <p className="quiet">{t("setup.cameras.none")}</p>}
      {site.cameras.length > 0 && (
        <table className="setup-table">
          <thead>
            <tr>
              <th scope="col">{t("picture.camera")}</th>
              <th scope="col">{t("table.state")}</th>
              <th scope="col">{t("setup.address")}</th>
              <th scope="col">
                <span className="for-reader">{t("setup.acts")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {site.cameras.map((camera) => {
              const name = nameIn(camera.name, short, camera.id);
              const told = states?.find(({ id }) => id === camera.id);
              const state = told?.state ?? "unknown";
              const unused = !drawnIn(site).has(camera.id) && state !== "live";
              return (
                <tr key={camera.id}>
                  <th scope="row">{name}</th>
                  <td>
                    <span className="camera-state" data-state={unused ? "unused" : state}>
                      {t(
                        unused
                          ? "setup.camera.unused"
                          : fresh && state === "unknown"
                            ? "setup.starting"
                            : `setup.camera.${state}`,
                      )}
                    </span>
                    {told?.reason !== null && told?.reason !== undefined && !unused && (
                      <details className="probe-details">
                        <summary>{t("setup.probe.details")}</summary>
                        <p lang="en">{told.reason}</p>
                      </details>
                    )}
                  </td>
                  <td className="setup-address">{camera.main}</td>
                  <td className="setup-acts">
                    <Button
                      component={Link}
                      to={`/setup/cameras/${encodeURIComponent(camera.id)}`}
                      size="compact-sm"
                      variant="light"
                      aria-label={t("setup.draw_in", { name })}
                    >
                      {t("setup.draw_counter")}
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      aria-label={t("setup.edit_camera_of", { name })}
                      onClick={() => {
                        onEdit(camera);
                      }}
                    >
                      {t("setup.edit_camera")}
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="gray"
                      aria-label={t("setup.remove.camera", { name })}
                      onClick={() => {
                        onRemove({ what: "camera", id: camera.id, name });
                      }}
                    >
                      {t("setup.remove")}
                    </Button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
