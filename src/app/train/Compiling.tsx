/** How far the kernels are compiled, before a run begins or goes on. */
import { Progress, Text } from "@mantine/core";
import { useAppState } from "../state/app";

export function Compiling() {
  const compiling = useAppState((state) => state.compiling);
  if (!compiling) return null;
  const { done, total } = compiling;
  return (
    <div>
      <Text c="dimmed" size="sm" role="status">
        Compiling kernels {done}/{total}
      </Text>
      <Progress value={(100 * done) / total} size={4} aria-label="Kernels compiled" />
    </div>
  );
}
