package org.pushforward.engine.transport;

import java.util.List;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

/** Timings of a solve from a star to two discs on 256² cells to L1 ≤ 1e-6. */
final class GridBenchmarks {

    private GridBenchmarks() { }

    static List<Benchmark> all() {
        return List.of(benchmark("grid-256", "256² cells, ε = 0.004", "0.004", 0.5),
                benchmark("grid-256-sharp", "256² cells, ε = 0.001", "0.001", 3));
    }

    private static Benchmark benchmark(String id, String name, String eps, double target) {
        return new Benchmark(id, name, target, context -> solve(eps, context));
    }

    private static Benchmark.Timed solve(String eps, StepContext context) {
        Solver solver = new GridSinkhornSolver(GridParameters.with("grid=256", "eps=" + eps));
        return new Benchmark.Timed(1, () -> {
            if (!(solver.advance(1000, context) instanceof Status.Converged)) {
                throw new IllegalStateException("a benchmark did not converge");
            }
        });
    }
}
