/** What the run would cost, in a line, and what deserves a word before it starts. */
import { formatBytes, formatCompact, formatCount } from "../format";
import { useAppState } from "../state/app";
import { Notice } from "../ui/Notice";
import { MemoryNotice } from "./MemoryNotice";
import classes from "./Plan.module.css";

export function Plan() {
  const plan = useAppState((state) => state.check?.plan);
  const problem = useAppState((state) => state.startProblem);
  return (
    <>
      {problem && (
        <Notice tone="bad" title={problem.title}>
          {problem.message}
        </Notice>
      )}
      {plan && plan.warnings.length > 0 && (
        <Notice tone="warn">
          {plan.warnings.map((warning) => (
            <p key={warning} className={classes.warning}>
              {warning}
            </p>
          ))}
        </Notice>
      )}
      {plan?.memory && !plan.memory.fits && <MemoryNotice memory={plan.memory} />}
      {plan && (
        <dl className={classes.plan} aria-label="Plan">
          <Fact label="training / validation">
            {`${formatCount(plan.imageCounts.train)} / ${formatCount(plan.imageCounts.validation)}`}
          </Fact>
          <Fact label="steps">{formatCount(plan.totalSteps)}</Fact>
          <Fact label="effective batch">{formatCount(plan.effectiveBatchSize)}</Fact>
          <Fact label="parameters">{formatCompact(plan.parameterCount)}</Fact>
          {plan.memory && <Fact label="memory">{formatBytes(plan.memory.peakBytes)}</Fact>}
        </dl>
      )}
    </>
  );
}

function Fact({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
