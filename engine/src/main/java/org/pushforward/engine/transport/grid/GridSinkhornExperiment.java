package org.pushforward.engine.transport.grid;

import java.util.List;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Style;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;

/**
 * {@code ot.sinkhorn-grid}: entropic optimal transport between two densities on a grid, and the Schrödinger bridge that carries one to
 * the other. Stateless and thread-safe.
 *
 * @see GridSinkhorn
 */
public final class GridSinkhornExperiment implements Experiment {

    private static final Description DESCRIPTION = new Description("ot.sinkhorn-grid", "Sinkhorn on a grid",
            "Two pictures are taken for densities of mass, and one is carried to the other at least cost, blurred by an entropy of weight ε. "
                    + "On a grid the kernel exp(−|x − y|²/ε) is a product of one along each axis, so that a sweep over all pairs of "
                    + "pixels is a few products of small matrices. The plan is that of a Schrödinger bridge: its density at every time t is "
                    + "the product of two potentials spread by heat, in closed form. A small ε gives the sharp motion of optimal transport, "
                    + "a large one a cloud that spreads on its way and gathers again. For the distance |x − y| the kernel is no product: sums are "
                    + "formed by fast Fourier transforms where those are accurate enough, else by a sum of Gaussians. Under it "
                    + "mass that both pictures share need not move.",
            List.of("min ⟨C, P⟩ + ε KL(P ‖ a⊗b),  P1 = a, Pᵀ1 = b", "P(x, y) = a(x) b(y) exp((f(x) + g(y) − C(x, y))/ε)",
                    "f ← (1−w) f − w ε log Σ b exp((g − C)/ε), then g alike", "p_t ∝ (k_t ∗ a e^{f/ε}) (k_{1−t} ∗ b e^{g/ε})",
                    "exp(−|z|/ε) = (1/(ε√π)) ∫ exp(−v²/4ε² − |z|²/v²) dv"),
            List.of(new Citation("J. Solomon, F. de Goes, G. Peyré, M. Cuturi, A. Butscher, A. Nguyen, T. Du, L. Guibas", 2015,
                            "Convolutional Wasserstein distances: efficient optimal transportation on geometric domains", "10.1145/2766963"),
                    new Citation("C. Léonard", 2014, "A survey of the Schrödinger problem and some of its connections with optimal transport",
                            "1308.0215"),
                    new Citation("T. Lehmann, M.-K. von Renesse, A. Sambale, A. Uschmajew", 2022,
                            "A note on overrelaxation in the Sinkhorn algorithm", "2012.12562")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return GridParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("bridge", "On its way", "at time t; for |x − y| how far mass goes", new Drawing("moving", Style.FILL),
                        new Drawing("travelled", Style.FILL), new Drawing("ways", Style.ARROWS)),
                Pane.plane("source", "Source", "and the mean way of its mass", new Drawing("source", Style.FILL),
                        new Drawing("displacement", Style.ARROWS)),
                Pane.plane("target", "Target", "density over the uniform one", new Drawing("target", Style.FILL)),
                Pane.history("error", "Marginal errors", "L1 of source, target and both", "row-error", "column-error", "marginal-error-l1")
                        .onLogScale(),
                Pane.plane("potential", "Potential f", "its gradient moves the mass", new Drawing("potential-f", Style.FILL),
                        new Drawing("potential-f", Style.CONTOURS)),
                Pane.plane("potential-g", "Potential g", "of the target", new Drawing("potential-g", Style.FILL),
                        new Drawing("potential-g", Style.CONTOURS)),
                Pane.plane("row-deviation", "Source marginal off", "of the plan now", new Drawing("row-deviation", Style.FILL)),
                Pane.plane("column-deviation", "Target marginal off", "of the plan now", new Drawing("column-deviation", Style.FILL)));
    }

    @Override
    public List<Check> checks() {
        return GridChecks.all();
    }

    @Override
    public List<Benchmark> benchmarks() {
        return GridBenchmarks.all();
    }

    @Override
    public double stepsPerSecond(ParameterSet parameters) {
        return 6;
    }

    @Override
    public List<String> tiny() {
        return List.of("grid=12",
                "grid=10 cost=distance");
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new GridSinkhornSolver(parameters);
    }
}
