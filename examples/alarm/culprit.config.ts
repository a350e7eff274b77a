// Four benchmarks that slow down for different reasons, and a command that tells its own time. Usage, in this folder:
//
//   culprit alarm update --note "first references"
//   culprit alarm check
export default {
  alarm: {
    // On a quiet machine 2 or 3 would do.
    budget: 5,
    benchmarks: {
      // Each stands for a way in which an engine or a toolchain gets slower, so that what crosses together says where to look.
      calls: { workload: 'calls.mjs' },
      allocation: { workload: 'allocation.mjs' },
      closures: { workload: 'closures.mjs' },
      loop: { workload: 'loop.mjs' },
      // Any program: it is started anew for each run, and its start counts unless it prints what it measured.
      report: { command: 'node report.mjs', reads: 'took (\\S+) ms', unit: 'ms' },
    },
  },
}
