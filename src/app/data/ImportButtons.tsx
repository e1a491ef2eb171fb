/** Choose a folder or a zip. */
import { IconFileZip, IconFolderOpen } from "@tabler/icons-react";
import { useAppState } from "../state/app";
import { FilePicker } from "../ui/FilePicker";
import { useImportSources } from "./useImportSources";

export function ImportButtons() {
  const sources = useImportSources();
  const isBlocked = useAppState(
    (state) => state.hello === null || state.importing !== null || state.death !== null,
  );
  return (
    <>
      <FilePicker
        variant="default"
        inputLabel="Image folder"
        isFolder
        disabled={isBlocked}
        leftSection={<IconFolderOpen size={16} stroke={1.75} />}
        onPick={sources.fromFolder}
      >
        Choose folder
      </FilePicker>
      <FilePicker
        variant="default"
        inputLabel="Image zip"
        accept=".zip,application/zip"
        disabled={isBlocked}
        leftSection={<IconFileZip size={16} stroke={1.75} />}
        onPick={([file]) => file && sources.fromZip(file)}
      >
        Choose zip
      </FilePicker>
    </>
  );
}
