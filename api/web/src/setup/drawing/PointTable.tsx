import { ActionIcon, NumberInput } from "@mantine/core";

import { useWords } from "../../words/useWords";
import type { Point, Shape } from "./shapes";
import type { Editing } from "./useEditing";

const AXES = ["x", "y"] as const;

/** The points of a shape as numbers: pixels of the camera's picture from its top left corner. */
export function PointTable({ shape, name, editing }: { shape: Shape; name: string; editing: Editing }) {
  const { t } = useWords();
  const { state, act, pixels } = editing;
  const { id, points } = shape;
  const set = (point: number, axis: 0 | 1, px: number) => {
    const old = points[point] ?? [0, 0];
    const part = px / pixels[axis];
    act({ do: "movePoint", shape: id, point, to: axis === 0 ? [part, old[1]] : [old[0], part] });
  };
  const insert = (after: number) => {
    const [a, b] = [points[after] ?? [0, 0], points[(after + 1) % points.length] ?? [0, 0]];
    const at: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    act({ do: "insert", shape: id, after, at });
    act({ do: "select", selected: { shape: id, point: after + 1 } });
  };
  return (
    <table className="point-table">
      <caption className="for-reader">{t("setup.points_of", { name })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("setup.point")}</th>
          {AXES.map((axis) => (
            <th key={axis} scope="col">
              {t(`setup.axis.${axis}`)}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {points.map((point, n) => (
          <tr
            key={n}
            data-chosen={state.selected?.point === n || undefined}
            onFocus={() => {
              act({ do: "select", selected: { shape: id, point: n } });
            }}
          >
            <th scope="row">{n + 1}</th>
            {AXES.map((axis, number) => (
              <td key={axis}>
                <NumberInput
                  size="xs"
                  hideControls
                  allowDecimal={false}
                  min={0}
                  max={pixels[number === 0 ? 0 : 1]}
                  aria-label={`${t("setup.point")} ${n + 1}, ${t(`setup.axis.${axis}`)}`}
                  value={Math.round(point[number === 0 ? 0 : 1] * pixels[number === 0 ? 0 : 1])}
                  onChange={(value) => {
                    const px = Math.round(point[number === 0 ? 0 : 1] * pixels[number === 0 ? 0 : 1]);
                    if (typeof value === "number" && value !== px) set(n, number === 0 ? 0 : 1, value);
                  }}
                />
              </td>
            ))}
            <td className="point-buttons">
              <PointButton
                label={t("setup.insert_after", { n: n + 1 })}
                path="M10 5v10M5 10h10"
                onClick={() => {
                  insert(n);
                }}
              />
              <PointButton
                label={t("setup.remove_point", { n: n + 1 })}
                path="M5 10h10"
                disabled={points.length <= 3}
                onClick={() => {
                  act({ do: "select", selected: { shape: id, point: n } });
                  act({ do: "remove" });
                }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ButtonProps {
  label: string;
  path: string;
  disabled?: boolean;
  onClick: () => void;
}

function PointButton({ label, path, disabled = false, onClick }: ButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <svg viewBox="0 0 20 20" className="icon" aria-hidden>
        <path d={path} />
      </svg>
    </ActionIcon>
  );
}
