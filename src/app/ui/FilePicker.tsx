/** A button that opens the browser's file dialog. Its input stays in the page, under a fixed label. */
import { Button, type ButtonProps } from "@mantine/core";
import { useRef, type ReactNode } from "react";

interface Props extends ButtonProps {
  /** The input's name, for assistive technology and automation. */
  inputLabel: string;
  onPick: (files: File[]) => void;
  accept?: string;
  isFolder?: boolean;
  isMultiple?: boolean;
  children: ReactNode;
}

export function FilePicker({
  inputLabel,
  onPick,
  accept,
  isFolder = false,
  isMultiple = false,
  children,
  ...button
}: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...button} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={inputLabel}
        accept={accept}
        multiple={isMultiple || isFolder}
        {...(isFolder ? { webkitdirectory: "" } : {})}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file may be picked again, after it was edited for example.
          event.currentTarget.value = "";
          // A folder may be empty, and then that has to be said.
          if (files.length > 0 || isFolder) onPick(files);
        }}
      />
    </>
  );
}
