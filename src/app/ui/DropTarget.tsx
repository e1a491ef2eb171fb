/** A place to drop files and folders on. */
import { useState, type DragEvent, type ReactNode } from "react";
import type { NamedFile } from "../../protocol";
import { droppedFiles } from "../droppedFiles";
import { messageOf } from "../state/messageOf";
import classes from "./DropTarget.module.css";

interface Props {
  onDrop: (files: NamedFile[]) => void;
  /** What to say of a drop that could not be read. */
  onError: (message: string) => void;
  isDisabled?: boolean;
  /** A large target stands alone, a small one above other things; a plain one lies around them. */
  size: "large" | "small" | "plain";
  children: ReactNode;
}

export function DropTarget({ onDrop, onError, isDisabled = false, size, children }: Props) {
  const [isOver, setOver] = useState(false);
  const take = async (transfer: DataTransfer) => {
    try {
      const files = await droppedFiles(transfer);
      if (files.length > 0) onDrop(files);
      else onError("Nothing that was dropped is a file or a folder with files.");
    } catch (error) {
      onError(messageOf(error));
    }
  };
  const isFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    <div
      className={classes.target}
      data-size={size}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!isFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = isDisabled ? "none" : "copy";
        setOver(!isDisabled);
      }}
      onDragLeave={(event) => {
        const { currentTarget, relatedTarget } = event;
        const isInside = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
        if (!isInside) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!isDisabled) void take(event.dataTransfer);
      }}
    >
      {children}
    </div>
  );
}
