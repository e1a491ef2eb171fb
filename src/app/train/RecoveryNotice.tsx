/** The run lost its device and went on. */
import { useAppState } from "../state/app";
import { Notice } from "../ui/Notice";

export function RecoveryNotice() {
  const recovery = useAppState(({ run }) => run?.recovery ?? null);
  if (recovery === null) return null;
  return (
    <Notice tone="warn" title="The run was interrupted and goes on">
      {recovery}
    </Notice>
  );
}
