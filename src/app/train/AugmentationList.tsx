/** The augmentations of the training images, in the order in which they are applied. */
import { ActionIcon, Menu, Button } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useApp, useAppState } from "../state/app";
import { defaultPart, partName, readDraft } from "../state/draft";
import { editDraft } from "../state/editDraft";
import classes from "./AugmentationList.module.css";
import { PartOptions } from "./PartOptions";

const PATH = "data.augmentations";

export function AugmentationList() {
  const app = useApp();
  const parts = useAppState((state) => state.hello?.parts.augmentations) ?? [];
  const list = useAppState(({ draft }) => draft && readDraft(draft, PATH));
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  const names = items.map((_, index) => partName({ items }, `items.${index}`));
  const unused = parts.filter(({ name }) => !names.includes(name));
  return (
    <section className={classes.section} aria-label="Augmentations">
      <div className={classes.head}>
        <h4>Augmentations</h4>
        <p>Every training image is changed a little, and anew in every epoch.</p>
      </div>
      {names.map((itsName, index) => {
        const part = parts.find(({ name }) => name === itsName);
        if (!part) return null;
        return (
          <div key={`${index} ${itsName}`} className={classes.item}>
            <div className={classes.title}>
              <div>
                <strong>{part.label}</strong>
                <p>{part.help}</p>
              </div>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={`Remove ${part.label}`}
                onClick={() =>
                  editDraft(
                    app,
                    PATH,
                    items.filter((_, other) => other !== index),
                  )
                }
              >
                <IconTrash size={16} stroke={1.75} />
              </ActionIcon>
            </div>
            <PartOptions path={`${PATH}.${index}`} part={part} />
          </div>
        );
      })}
      <Menu position="bottom-start" shadow="none" disabled={unused.length === 0}>
        <Menu.Target>
          <Button
            variant="default"
            disabled={unused.length === 0}
            leftSection={<IconPlus size={16} />}
            className={classes.add}
          >
            {unused.length === 0 ? "All augmentations are in use" : "Add an augmentation"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {unused.map((part) => (
            <Menu.Item
              key={part.name}
              onClick={() => editDraft(app, PATH, [...items, defaultPart(part)])}
            >
              {part.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </section>
  );
}
