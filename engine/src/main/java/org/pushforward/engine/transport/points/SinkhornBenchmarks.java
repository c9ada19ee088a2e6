package org.pushforward.engine.transport.points;

import java.util.List;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

/** Timings of a solve from N(0, I) to a swiss roll to L1 ≤ 1e-6. */
final class SinkhornBenchmarks {

    /** Largest cost ½|x − y|² of 4000 points with seed 1 is 18.9. */
    private static final double LARGEST_COST = 18.9;

    private SinkhornBenchmarks() { }

    static List<Benchmark> all() {
        return List.of(benchmark("points-4000-sharp", "4000 points, ε = 0.01 max C", 4000, 0.01, 0.35, 1),
                benchmark("points-4000", "4000 points, ε = 0.05 max C", 4000, 0.05, 0.12, Double.NaN),
                benchmark("points-20000", "20 000 points, ε = 0.01 max C", 20_000, 0.01, 10, Double.NaN));
    }

    private static Benchmark benchmark(String id, String name, int points, double part, double target, double coldTarget) {
        return new Benchmark(id, name, target, coldTarget, context -> solve(points, part * LARGEST_COST, context));
    }

    private static Benchmark.Timed solve(int points, double eps, StepContext context) {
        Solver solver = new SinkhornSolver(SinkhornParameters.with("points=" + points, "eps=" + eps), 1);
        return new Benchmark.Timed(1, () -> Benchmark.converge(solver, context));
    }
}
