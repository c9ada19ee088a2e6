package org.pushforward.engine.transport;

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
 * {@code ot.barycenter}: the entropic barycentre of two to four pictures under weights that can be dragged. Stateless and thread-safe.
 *
 * @see Barycenter
 */
public final class BarycenterExperiment implements Experiment {

    private static final Description DESCRIPTION = new Description("ot.barycenter", "Barycentres",
            "Between pictures taken for densities lies a mean in the sense of transport: the density whose mass is carried to all of them at "
                    + "least cost. It moves mass instead of fading one picture into the other, so that the mean of two discs is one disc "
                    + "halfway. Each sweep projects one plan a picture onto its marginals; the geometric mean of the other marginals is the "
                    + "barycentre. The entropy blurs it; debiasing takes that blur out again. Drag the weights to wander between the pictures.",
            List.of("min_p Σ λ_k OT_ε(p, b_k)", "v_k = b_k / K u_k,  p = d ⊙ Π (K v_k)^{λ_k},  u_k = p / K v_k", "d ← √(d p / K d)"),
            List.of(new Citation("J.-D. Benamou, G. Carlier, M. Cuturi, L. Nenna, G. Peyré", 2015,
                            "Iterative Bregman projections for regularized transportation problems", "1412.5154"),
                    new Citation("J. Solomon, F. de Goes, G. Peyré, M. Cuturi, A. Butscher, A. Nguyen, T. Du, L. Guibas", 2015,
                            "Convolutional Wasserstein distances: efficient optimal transportation on geometric domains", "10.1145/2766963"),
                    new Citation("H. Janati, M. Cuturi, A. Gramfort", 2020, "Debiased Sinkhorn barycenters", "2006.02575").code("https://github.com/hichamjanati/debiased-ot-barycenters")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return BarycenterParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("barycenter", "Barycentre", "under the weights now", new Drawing("barycenter", Style.FILL)),
                Pane.plane("picture-1", "Picture 1", "density over the uniform one", new Drawing("picture-1", Style.FILL)),
                Pane.plane("picture-2", "Picture 2", "density over the uniform one", new Drawing("picture-2", Style.FILL)),
                Pane.history("error", "Marginal error", "L1 distance of the plans' marginals from the barycentre", "marginal-error-l1").onLogScale(),
                Pane.plane("picture-3", "Picture 3", "empty when there are only two", new Drawing("picture-3", Style.FILL)),
                Pane.plane("picture-4", "Picture 4", "empty when there are fewer", new Drawing("picture-4", Style.FILL)),
                Pane.history("mass", "Mass", "1 once the marginals agree", "mass"));
    }

    @Override
    public List<Check> checks() {
        return BarycenterChecks.all();
    }

    @Override
    public List<Benchmark> benchmarks() {
        return List.of(new Benchmark("barycenter-128", "20 sweeps, 4 pictures on 128² cells", 0.2, context -> {
            Solver solver = new BarycenterSolver(BarycenterParameters.with("tolerance=1e-12"));
            return new Benchmark.Timed(1, () -> Benchmark.advance(solver, 20, context));
        }));
    }

    @Override
    public double stepsPerSecond(ParameterSet parameters) {
        return 20;
    }

    @Override
    public List<String> tiny() {
        return List.of("grid=12");
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new BarycenterSolver(parameters);
    }
}
