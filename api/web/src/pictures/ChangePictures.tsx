import { usePictures } from "../api/questions";
import { clock } from "../words/times";
import { useWords } from "../words/useWords";
import { pictureAddress } from "./changePictures";

const MOST_SHOWN = 40;

/** The picture of each change of a stretch of time, the latest first; nothing where none was kept. */
export function ChangePictures({
  counter,
  from,
  to,
  zone,
}: {
  counter: string;
  from: number;
  to: number;
  zone: string;
}) {
  const { t } = useWords();
  const { data = [] } = usePictures(counter, from, to);
  if (data.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="pictures">
      <h2 id="pictures">{t("pictures")}</h2>
      <ol className="pictures">
        {data
          .slice(-MOST_SHOWN)
          .reverse()
          .map((picture) => (
            <li key={`${picture.view} ${picture.at_ms}`}>
              <a href={pictureAddress(picture)} target="_blank" rel="noreferrer">
                <img
                  src={pictureAddress(picture)}
                  alt={t("pictures.of", { time: clock(picture.at_ms, zone) })}
                  loading="lazy"
                />
              </a>
              <time>{clock(picture.at_ms, zone)}</time>
            </li>
          ))}
      </ol>
    </section>
  );
}
