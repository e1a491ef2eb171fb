/**
 * Runs lists of jobs on all threads. A job is a kernel and a number of units; threads take units from a
 * counter until none is left, and go on when all are done. What a unit computes depends on nothing but
 * its number, so results do not depend on the number of threads.
 */

/** Written by the calling thread, each on a cache line of its own. */
@unmanaged
class Control {
  /** Counts runs; sleeping threads wait on it. */
  generation: i32 = 0;
  /** Changes when threads have to go back to JavaScript. */
  recall: i32 = 0;
  list: usize = 0;
  count: i32 = 0;
}
/** 1 while a run may be joined. */
const OPEN: usize = 64;
/** How many threads have joined. */
const JOINED: usize = 128;

@unmanaged
class Job {
  kernel: i32 = 0;
  unitCount: i32 = 0;
}
/** The next unit to take, how many are done, and the kernel's arguments. */
const NEXT: usize = 64;
const DONE: usize = 128;
const ARGUMENTS: usize = 192;
export const JOB_BYTES: usize = 512;

/**
 * How often a thread looks before it sleeps: some 50 µs, longer than most units take and than what the
 * engine does between two runs. A thread that sleeps is late by 50 to 150 µs, at every job.
 */
const SPINS = 50_000;
const NAP_NANOSECONDS: i64 = 50_000;

/** Runs `count` jobs; `canSleep` is 0 on a page's own thread, where waiting is forbidden. */
export function run(control: usize, list: usize, count: i32, threads: i32, canSleep: i32): void {
  for (let i = 0; i < count; i++) {
    store<i32>(list + <usize>i * JOB_BYTES + NEXT, 0);
    store<i32>(list + <usize>i * JOB_BYTES + DONE, 0);
  }
  if (threads > 1) {
    const shared = changetype<Control>(control);
    shared.list = list;
    shared.count = count;
    atomic.store<i32>(control + OPEN, 1);
    atomic.add<i32>(control, 1);
    atomic.notify(control, threads);
  }
  work(list, count, 0, canSleep);
  if (threads > 1) {
    atomic.store<i32>(control + OPEN, 0);
    while (atomic.load<i32>(control + JOINED) != 0) {}
  }
}

/** Serves runs until `recall` differs from what the thread was sent with. */
export function serve(control: usize, thread: i32, recall: i32): void {
  let seen = 0;
  while (true) {
    let spins = 0;
    while (atomic.load<i32>(control) == seen) {
      if (++spins > SPINS) atomic.wait<i32>(control, seen, -1);
    }
    seen = atomic.load<i32>(control);
    if (atomic.load<i32>(control, 4) != recall) return;
    atomic.add<i32>(control + JOINED, 1);
    // A run that is over may have been followed by changes to its list.
    if (atomic.load<i32>(control + OPEN) == 1) {
      const shared = changetype<Control>(control);
      work(shared.list, shared.count, thread, 1);
    }
    atomic.sub<i32>(control + JOINED, 1);
  }
}

function work(list: usize, count: i32, thread: i32, canSleep: i32): void {
  for (let i = 0; i < count; i++) {
    const at = list + <usize>i * JOB_BYTES;
    const job = changetype<Job>(at);
    const unitCount = job.unitCount;
    let unit = atomic.add<i32>(at + NEXT, 1);
    while (unit < unitCount) {
      call_indirect<void>(job.kernel, at + ARGUMENTS, unit, thread);
      atomic.add<i32>(at + DONE, 1);
      unit = atomic.add<i32>(at + NEXT, 1);
    }
    let spins = 0;
    let done = atomic.load<i32>(at + DONE);
    while (done < unitCount) {
      // Naps and no wake-up call: the other threads are about to finish.
      if (++spins > SPINS && canSleep) atomic.wait<i32>(at + DONE, done, NAP_NANOSECONDS);
      done = atomic.load<i32>(at + DONE);
    }
  }
}
