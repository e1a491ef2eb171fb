/** The ways in which files become a data set's source. */
import type { NamedFile } from "../../protocol";
import { pickedFiles } from "../pickedFiles";
import { useApp } from "../state/app";
import { importData } from "../state/importData";

export function useImportSources() {
  const app = useApp();
  const fromFiles = (files: readonly NamedFile[]) => {
    const [only] = files;
    if (files.length === 1 && only?.file instanceof File && /\.zip$/i.test(only.path))
      fromZip(only.file);
    else void importData(app, { kind: "files", name: nameOf(files), files });
  };
  const fromZip = (file: File) =>
    void importData(app, { kind: "zip", name: file.name.replace(/\.zip$/i, ""), file });
  return {
    fromFiles,
    fromZip,
    fromFolder: (files: readonly File[]) => fromFiles(pickedFiles(files)),
    fromSample: ({ name, label }: { name: string; label: string }) =>
      void importData(app, { kind: "sample", name: label, sample: name }),
    refuse: (message: string) =>
      app.store.setState({ importProblem: { title: "Nothing was imported", message } }),
  };
}

/** The folder that all files lie in, if there is one. */
function nameOf(files: readonly NamedFile[]): string {
  const roots = new Set(files.map(({ path }) => path.split("/")[0]));
  const [root] = roots;
  return roots.size === 1 && root && files[0]?.path.includes("/") ? root : "Images";
}
