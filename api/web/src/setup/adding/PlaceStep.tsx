import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";

import { useWords } from "../../words/useWords";
import { nameIn, type Site } from "../site/site";
import { NEW, placingFaults, type Placing, type PlacingFault } from "./placing";

const ZONES = Intl.supportedValuesOf("timeZone");

interface Props {
  site: Site;
  newCamera: boolean;
  placing: Placing;
  onChange: (placing: Placing) => void;
  onNext: () => void;
}

/** What is seen: the camera's name, and which counter of which hall. */
export function PlaceStep({ site, newCamera, placing, onChange, onNext }: Props) {
  const { t, language } = useWords();
  const [faults, setFaults] = useState<readonly PlacingFault[]>([]);
  const named = (one: { id: string; name: Parameters<typeof nameIn>[0] }) =>
    nameIn(one.name, language === "en" ? "en" : "zh", one.id);
  const set = (change: Partial<Placing>) => {
    onChange({ ...placing, ...change });
    setFaults([]);
  };
  const hall = site.halls.find(({ id }) => id === placing.hall);
  const counters = hall?.counters ?? [];
  const fault = (of: PlacingFault) => (faults.includes(of) ? t("setup.wanted") : undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = placingFaults(placing, newCamera);
    setFaults(found);
    if (found.length === 0) onNext();
  };
  const text = (of: PlacingFault) => (
    <TextInput
      label={t(`setup.place.${of}`)}
      description={of === "hallName" ? undefined : t(`setup.place.${of}.note`)}
      value={placing[of]}
      maxLength={200}
      error={fault(of)}
      onChange={({ currentTarget: { value } }) => {
        set({ [of]: value });
      }}
    />
  );
  return (
    <form className="place-form" onSubmit={submit} noValidate>
      {newCamera && text("camera")}
      {site.halls.length > 0 && (
        <NativeSelect
          label={t("setup.place.hall")}
          value={placing.hall}
          data={[
            ...site.halls.map((one) => ({ value: one.id, label: named(one) })),
            { value: NEW, label: t("setup.place.hall.new") },
          ]}
          onChange={({ currentTarget: { value } }) => {
            set({ hall: value, counter: NEW });
          }}
        />
      )}
      {placing.hall === NEW && (
        <Group grow align="start">
          {text("hallName")}
          <NativeSelect
            label={t("setup.place.time_zone")}
            value={placing.timeZone}
            data={ZONES.includes(placing.timeZone) ? ZONES : [placing.timeZone, ...ZONES]}
            onChange={({ currentTarget: { value } }) => {
              set({ timeZone: value });
            }}
          />
        </Group>
      )}
      {placing.hall !== NEW && counters.length > 0 && (
        <NativeSelect
          label={t("setup.place.counter")}
          description={t("setup.place.counter.note")}
          value={placing.counter}
          data={[
            { value: NEW, label: t("setup.place.counter.new") },
            ...counters.map((one) => ({ value: one.id, label: named(one) })),
          ]}
          onChange={({ currentTarget: { value } }) => {
            set({ counter: value });
          }}
        />
      )}
      {(placing.hall === NEW || placing.counter === NEW) && text("counterName")}
      <Group>
        <Button type="submit">{t("setup.next.draw")}</Button>
      </Group>
    </form>
  );
}
