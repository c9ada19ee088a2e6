package org.pushforward.engine.mesh;

import java.util.List;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

/** Timings of the mesh mover; each is a solve to the default tolerance, without the making of the solver. */
final class MongeAmpereBenchmarks {

    private static final int LEVELS = 20;

    private MongeAmpereBenchmarks() { }

    static List<Benchmark> all() {
        return List.of(
                new Benchmark("ring-512", "ring α = 20, β = 200, r² = 0.16 on 512²", 3,
                        context -> converge(context, "monitor=ring", "n=512", "alpha=20", "radius2=0.16")),
                new Benchmark("hessian-320", "hessian-max of a Gaussian hill on 320²", 0.2,
                        context -> converge(context, "monitor=hessian-max", "n=320")),
                new Benchmark("moving-bell-128", "one time level of the moving bell on 128², dt = 0.01", 0.06,
                        MongeAmpereBenchmarks::follow));
    }

    private static Benchmark.Timed converge(StepContext context, String... assignments) {
        Solver solver = new MongeAmpereMover(MeasuredMove.parameters(assignments));
        return new Benchmark.Timed(1, () -> Benchmark.converge(solver, context));
    }

    /** Levels after the first, which starts from the uniform mesh. */
    private static Benchmark.Timed follow(StepContext context) {
        Solver solver = new MongeAmpereMover(MeasuredMove.parameters("monitor=moving-bell", "n=128"));
        Benchmark.advance(solver, 1, context);
        return new Benchmark.Timed(LEVELS, () -> Benchmark.advance(solver, LEVELS, context));
    }
}
