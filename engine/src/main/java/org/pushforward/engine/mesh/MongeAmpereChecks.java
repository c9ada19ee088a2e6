package org.pushforward.engine.mesh;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.StepContext;

/** What must hold of the mesh mover. A run that does not converge measures NaN, which fails every criterion. */
final class MongeAmpereChecks {

    private static final String CLOSED_FORM = "closed form";
    private static final SeparableMonitor SEPARABLE = new SeparableMonitor(5, 10);

    private MongeAmpereChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("unfolded", "min J", "min-jacobian", Criterion.above(0), false,
                        "closed form: the gradient of a convex potential cannot fold"),
                new Check.Live("convex", "min corner J", "min-corner-jacobian", Criterion.above(0), true, "a cell that is not convex overlaps itself at a corner"),
                new Check.Live("boundary", "boundary off its side", "boundary-offset", Criterion.within(0, 0), false, CLOSED_FORM),
                new Check.Live("solved", "residual / tolerance", "residual-ratio", Criterion.atMost(1), true, "the stopping criterion"),
                new Check.Live("equidistributed", "equidistribution σ/μ", "equidistribution-cv", Criterion.atMost(0.12), true,
                        "converged runs of ours: thin rings on coarse meshes"),
                new Check.Reference("exact-map", "error of the exact map, separable m, n = 128", Criterion.atMost(7.5e-5), CLOSED_FORM,
                        context -> separableError(context, 128)),
                new Check.Reference("order", "order of convergence, separable m", Criterion.within(2, 0.02),
                        "closed form: central differences",
                        context -> Math.log(separableError(context, 64) / separableError(context, 128)) / Math.log(2)),
                new Check.Reference("sharp-rings", "largest σ/μ of three thin rings on coarse meshes", Criterion.atMost(0.12),
                        "converged runs of ours", MongeAmpereChecks::sharpRings),
                new Check.Reference("symmetry", "asymmetry under a symmetric monitor", Criterion.atRounding(), CLOSED_FORM,
                        context -> measure(MeasuredMove::asymmetry, context, "monitor=ring", "n=64")),
                new Check.Reference("identity", "iterations and displacement for constant m", Criterion.within(0, 0), CLOSED_FORM,
                        context -> measure(r -> r.diagnostic("newton-iterations") + r.displacement(), context, "monitor=constant")),
                new Check.Reference("mesh-independence", "most Newton iterations from n = 32 to 512, bell α = 50", Criterion.atMost(15),
                        "converged runs of ours", MongeAmpereChecks::bellIterations),
                new Check.Reference("gain-hill", "interpolation gain on a Gaussian hill, n = 20", Criterion.atLeast(2.9),
                        "converged run of ours: 3.00", context -> gain(context, SampleFunction.GAUSSIAN, 20)),
                new Check.Reference("gain-ring", "interpolation gain on a tanh ring, n = 40", Criterion.atLeast(4.5),
                        "converged run of ours: 4.72", context -> gain(context, SampleFunction.RING, 40)),
                new Check.Reference("transport-cost", "½W₂² from uniform to a ring", Criterion.within(1.2493e-3, 1.2493e-6),
                        "converged runs of ours, extrapolated from 128², 256², 512²; back-and-forth 1.2494e-3",
                        context -> measure(r -> r.diagnostic("transport-cost"), context, "monitor=ring", "alpha=20", "radius2=0.16",
                                "n=512")));
    }

    private static double measure(ToDoubleFunction<MeasuredMove> quantity, StepContext context, String... assignments) {
        return MeasuredMove.converged(context, assignments).map(quantity::applyAsDouble).orElse(Double.NaN);
    }

    private static double separableError(StepContext context, int n) {
        return measure(r -> r.distanceFrom(SEPARABLE), context, "monitor=separable", "alpha=5", "beta=10", "refine=1", "n=" + n);
    }

    private static double sharpRings(StepContext context) {
        return DoubleStream.of(ring(context, 20, 20, 200, 0.16), ring(context, 24, 25, 250, 0.12), ring(context, 48, 40, 300, 0.1))
                .max().orElseThrow();
    }

    private static double ring(StepContext context, int n, double alpha, double beta, double radius2) {
        return measure(r -> r.diagnostic("equidistribution-cv"), context, "monitor=ring", "n=" + n, "alpha=" + alpha, "beta=" + beta,
                "radius2=" + radius2);
    }

    private static double bellIterations(StepContext context) {
        return IntStream.of(32, 64, 128, 256, 512).mapToDouble(n -> measure(r -> r.diagnostic("newton-iterations"), context,
                "monitor=bell", "n=" + n)).max().orElseThrow();
    }

    private static double gain(StepContext context, SampleFunction function, int n) {
        return measure(r -> r.interpolationGain(function), context, "monitor=hessian", "n=" + n,
                "function=" + function.name().toLowerCase(Locale.ROOT));
    }
}
