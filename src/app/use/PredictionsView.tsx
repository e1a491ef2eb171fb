/** Predictions: filtered, as cards where they are few, as a table where they are many, and as a CSV. */
import { useMemo, useState } from "react";
import type { Predictions } from "../state/appState";
import { Panel } from "../ui/Panel";
import { EVERY_CLASS, filterPredictions, type PredictionFilter } from "./filterPredictions";
import { PredictionCards } from "./PredictionCards";
import { PredictionFilters } from "./PredictionFilters";
import { PredictionTable } from "./PredictionTable";

/** Up to so many images are shown large. */
const MAX_CARDS = 12;

export function PredictionsView({ predictions }: { predictions: Predictions }) {
  const { table, files } = predictions;
  const [filter, setFilter] = useState<PredictionFilter>({
    label: EVERY_CLASS,
    minConfidence: 0,
  });
  const rows = useMemo(() => filterPredictions(table.rows, filter), [table, filter]);
  const isFew = table.rows.length <= MAX_CARDS;
  return (
    <Panel
      title="Predictions"
      note={
        rows.length === table.rows.length
          ? String(rows.length)
          : `${rows.length} of ${table.rows.length}`
      }
      tools={
        <PredictionFilters
          classNames={table.classes}
          filter={filter}
          onChange={setFilter}
          rows={rows}
        />
      }
      isFlush={!isFew}
    >
      {isFew ? (
        <PredictionCards rows={rows} classNames={table.classes} files={files} />
      ) : (
        <PredictionTable rows={rows} classNames={table.classes} files={files} />
      )}
    </Panel>
  );
}
