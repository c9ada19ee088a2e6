package org.pushforward.engine.transport.grid;

import java.util.List;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

/** Timings of a solve from a star to two discs on a grid to L1 ≤ 1e-6. */
final class GridBenchmarks {

    private GridBenchmarks() { }

    static List<Benchmark> all() {
        return List.of(benchmark("grid-256", "256² cells, ε = 0.004", 0.5, "grid=256", "eps=0.004"),
                benchmark("grid-256-sharp", "256² cells, ε = 0.001", 3, "grid=256", "eps=0.001"),
                benchmark("grid-256-distance", "256² cells, cost |x − y|, ε = 0.1, by Fourier transforms", 1, "grid=256", "cost=distance", "eps=0.1"),
                benchmark("grid-160-distance", "160² cells, cost |x − y|, ε = 0.01, by Gaussians", 4, "grid=160", "cost=distance", "eps=0.01"));
    }

    private static Benchmark benchmark(String id, String name, double target, String... assignments) {
        return new Benchmark(id, name, target, context -> solve(context, assignments));
    }

    private static Benchmark.Timed solve(StepContext context, String... assignments) {
        Solver solver = new GridSinkhornSolver(GridParameters.with(assignments));
        return new Benchmark.Timed(1, () -> Benchmark.converge(solver, context));
    }
}
