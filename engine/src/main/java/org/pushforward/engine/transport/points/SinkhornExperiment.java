package org.pushforward.engine.transport.points;

import java.util.List;
import java.util.stream.Stream;
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
 * {@code ot.sinkhorn}: entropic optimal transport between two weighted point clouds by Sinkhorn's iteration in the log domain, balanced,
 * unbalanced and partial. Stateless and thread-safe.
 *
 * @see LogSinkhorn
 */
public final class SinkhornExperiment implements Experiment {

    private static final Description DESCRIPTION = new Description("ot.sinkhorn", "Sinkhorn",
            "Mass is moved from one cloud of points to another at least cost, blurred by an entropy of weight ε. The plan is "
                    + "a kernel whose rows and columns are scaled in turn: each half-step mends one marginal and breaks the other a "
                    + "little, until both hold. A small ε gives the sharp plan of optimal transport and needs more sweeps; a large one "
                    + "spreads every point over all targets. With cost ½|x − y|² the plan is that of the Schrödinger bridge with "
                    + "noise √ε W. Potentials are kept as logarithms and costs formed on the fly, so that no kernel underflows and "
                    + "no matrix is stored; over-relaxation, annealing and Newton steps keep small ε reachable. Where the clouds do not "
                    + "belong together as a whole, marginals may differ at a price (unbalanced) or only a part of the mass is moved "
                    + "(partial): outliers are left out instead of dragging the plan.",
            List.of("min ⟨C, P⟩ + ε KL(P ‖ a⊗b),  P1 = a, Pᵀ1 = b", "Pᵢⱼ = aᵢ bⱼ exp((fᵢ + gⱼ − Cᵢⱼ)/ε)",
                    "fᵢ ← (1−w) fᵢ − w ε log Σⱼ bⱼ exp((gⱼ − Cᵢⱼ)/ε), then g alike", "w = 2/(1 + √(1 − rate))",
                    "unbalanced: … + ρ KL(P1 ‖ a) + ρ KL(Pᵀ1 ‖ b)  ⟹  P1 = a exp(−f/ρ)",
                    "partial: P1 ≤ a, Pᵀ1 ≤ b, ΣP = m  ⟹  f, g ≤ 0"),
            List.of(new Citation("M. Cuturi", 2013, "Sinkhorn distances: lightspeed computation of optimal transport", "1306.0895"),
                    new Citation("G. Peyré, M. Cuturi", 2019, "Computational optimal transport", "1803.00567"),
                    new Citation("T. Lehmann, M.-K. von Renesse, A. Sambale, A. Uschmajew", 2022,
                            "A note on overrelaxation in the Sinkhorn algorithm", "2012.12562"),
                    new Citation("J. Altschuler, F. Bach, A. Rudi, J. Niles-Weed", 2019, "Massively scalable Sinkhorn distances via the Nyström method",
                            "1812.05189"),
                    new Citation("L. Chizat, G. Peyré, B. Schmitzer, F.-X. Vialard", 2018,
                            "Scaling algorithms for unbalanced optimal transport problems", "1607.05816"),
                    new Citation("H. Janati, B. Muzellec, G. Peyré, M. Cuturi", 2020,
                            "Entropic optimal transport between unbalanced Gaussian measures has a closed form", "2006.02572"),
                    new Citation("J.-D. Benamou, G. Carlier, M. Cuturi, L. Nenna, G. Peyré", 2015,
                            "Iterative Bregman projections for regularized transportation problems", "1412.5154")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return SinkhornParameters.all();
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("transport", "Transport", "colors follow the mass, crosses stay", new Drawing("couplings", Style.LINES),
                        new Drawing("left-out", Style.LINES), new Drawing("drawn-source", Style.POINTS), new Drawing("drawn-target", Style.POINTS)),
                Pane.plane("matrix", "Coupling", "points sorted along their first principal axis", new Drawing("coupling-matrix", Style.CELLS)),
                Pane.history("error", "Errors", "L1 of the marginals", "column-error", "marginal-error-l1",
                                "optimality-error-l1")
                        .onLogScale(),
                Pane.plot("marginals", "Marginals", "over the masses", new Drawing("row-marginal", Style.CURVE),
                        new Drawing("column-marginal", Style.CURVE)),
                Pane.plane("projection", "Barycentric projection", "where each source point's mass goes on average",
                        new Drawing("drawn-projection", Style.POINTS)),
                Pane.plane("shares", "Shares", "how much of its mass each point sends or receives", new Drawing("shares", Style.POINTS)));
    }

    @Override
    public List<Check> checks() {
        return Stream.concat(SinkhornChecks.all().stream(), RelaxedChecks.all().stream()).toList();
    }

    @Override
    public List<Benchmark> benchmarks() {
        return SinkhornBenchmarks.all();
    }

    @Override
    public double stepsPerSecond(ParameterSet parameters) {
        return 6;
    }

    @Override
    public List<String> tiny() {
        return List.of("points=40",
                "points=30 marginals=unbalanced");
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new SinkhornSolver(parameters, seed);
    }
}
