import { useWords } from "../../words/useWords";
import { clock, day } from "../../words/times";
import { HERE } from "../site/SaveOutcome";
import { useVersions } from "../site/useSite";

const MOST_SHOWN = 20;

/** The versions of the site: since when, and by whom. */
export function Versions() {
  const { t } = useWords();
  const { data: versions = [] } = useVersions();
  const newest = versions.toReversed().slice(0, MOST_SHOWN);
  return (
    <section className="panel" aria-labelledby="setup-versions">
      <h2 id="setup-versions">{t("setup.versions")}</h2>
      <table className="setup-table">
        <thead>
          <tr>
            <th scope="col">{t("setup.version")}</th>
            <th scope="col">{t("setup.version.since")}</th>
            <th scope="col">{t("setup.version.by")}</th>
          </tr>
        </thead>
        <tbody>
          {newest.map((version, n) => (
            <tr key={version.version}>
              <th scope="row">
                {version.version} {n === 0 && <small>{t("setup.version.current")}</small>}
              </th>
              <td>
                {day(version.from_ms, HERE)} {clock(version.from_ms, HERE)}
              </td>
              <td>
                {version.origin === "file" ? t("setup.version.file") : (version.author ?? t("setup.version.somebody"))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
