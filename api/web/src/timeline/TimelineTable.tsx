import { Button, Table } from "@mantine/core";
import { useState } from "react";

import type { Piece } from "../api/client";
import { clock } from "../words/times";
import { useWords } from "../words/useWords";
import { usePieceWords } from "./ReadOut";

const MOST_ROWS = 200;

/** The timeline for those who do not see it, or want to copy it. */
export function TimelineTable({ pieces, zone }: { pieces: readonly Piece[]; zone: string }) {
  const { t, lasts } = useWords();
  const words = usePieceWords();
  const [open, setOpen] = useState(false);
  const rows = pieces.slice(-MOST_ROWS).reverse();
  return (
    <div className="timeline-table">
      <Button
        size="compact-xs"
        variant="subtle"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {open ? t("timeline.table.hide") : t("timeline.table")}
      </Button>
      {open && (
        <Table striped withTableBorder fz="xs" mt="xs" aria-label={t("timeline")}>
          {pieces.length > MOST_ROWS && <Table.Caption>{t("timeline.table.first", { n: MOST_ROWS })}</Table.Caption>}
          <Table.Thead>
            <Table.Tr>
              {(["from", "to", "state", "lasting", "visitor"] as const).map((column) => (
                <Table.Th key={column}>{t(`table.${column}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((piece) => (
              <Table.Tr key={piece.from_ms}>
                <Table.Td>{clock(piece.from_ms, zone)}</Table.Td>
                <Table.Td>{clock(piece.to_ms, zone)}</Table.Td>
                <Table.Td>{words(piece)}</Table.Td>
                <Table.Td>{lasts(piece.to_ms - piece.from_ms)}</Table.Td>
                <Table.Td>{piece.customer_ms > 0 ? lasts(piece.customer_ms) : t("metric.none")}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  );
}
