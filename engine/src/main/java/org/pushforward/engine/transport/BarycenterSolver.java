package org.pushforward.engine.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.DensitySources;

/**
 * The barycentre of a few pictures; one step is one sweep over all of them. New weights and a new ε start from the potentials there are.
 * Errors: {@link InputException} when a picture is empty, no weight is positive, or ε beyond double precision. Not thread-safe.
 */
final class BarycenterSolver implements Solver {

    private final int n;
    private final double kappa;
    private final double tolerance;
    private final double[][] measures;
    private final Barycenter barycenter;
    private BarycenterState state;

    BarycenterSolver(ParameterSet p) {
        this(p, IntStream.range(0, BarycenterParameters.count(p)).mapToObj(k -> DensitySources.on(p.whole(BarycenterParameters.GRID),
                p.source(BarycenterParameters.picture(k)))).toArray(double[][]::new));
    }

    /** Of given masses on the grid of the parameters. */
    BarycenterSolver(ParameterSet p, double[][] measures) {
        this.measures = measures;
        n = p.whole(BarycenterParameters.GRID);
        kappa = p.choice(BarycenterParameters.COST).equals(SinkhornParameters.HALF_SQUARED) ? 0.5 : 1;
        tolerance = p.real(BarycenterParameters.TOLERANCE);
        double[] weights = IntStream.range(0, measures.length).mapToDouble(k -> p.real(BarycenterParameters.weight(k))).toArray();
        BarycenterParameters.shares(weights);
        barycenter = new Barycenter(n, kappa, measures, tolerance, p.flag(BarycenterParameters.DEBIASED));
        double eps = p.real(BarycenterParameters.EPS);
        GridProblem.requireResolvable(eps, new GridCost.Squared(kappa), tolerance);
        state = barycenter.start(eps, weights);
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            state = barycenter.next(state, context);
        }
        return state.status();
    }

    @Override
    public Frame frame(long step) {
        List<Layer> layers = new ArrayList<>();
        layers.add(GridLayers.field(n, "barycenter", "Barycentre", "", GridLayers.density(state.masses())));
        for (int k = 0; k < BarycenterParameters.MOST; k++) {
            double[] shown = k < measures.length ? GridLayers.density(measures[k]) : new double[n * n];
            layers.add(GridLayers.field(n, BarycenterParameters.picture(k), "Picture " + (k + 1), "", shown));
        }
        return new Frame(step, step, layers, diagnostics());
    }

    @Override
    public Diagnostics diagnostics() {
        double[] masses = state.masses();
        double mass = Arrays.stream(masses).sum();
        double[] mean = new double[2];
        double[] square = new double[2];
        for (int k = 0; k < masses.length; k++) {
            double x = (k / n + 0.5) / n;
            double y = (k % n + 0.5) / n;
            mean[0] += masses[k] * x / mass;
            mean[1] += masses[k] * y / mass;
            square[0] += masses[k] * x * x / mass;
            square[1] += masses[k] * y * y / mass;
        }
        double sigma = Math.sqrt(0.5 * state.eps() / kappa);
        List<Entry> entries = new ArrayList<>(List.of(new Entry("marginal-error-l1", "Plans' marginals off, L1", "", state.error()),
                new Entry("mass", "Mass", "", mass),
                new Entry("mean-x", "Mean, x", "", mean[0]),
                new Entry("mean-y", "Mean, y", "", mean[1]),
                new Entry("variance-x", "Variance, x", "", square[0] - mean[0] * mean[0]),
                new Entry("variance-y", "Variance, y", "", square[1] - mean[1] * mean[1]),
                new Entry("iterations", "Sweeps", "", state.sweeps()),
                new Entry("eps", "ε", "", state.eps()),
                new Entry("sigma", "σ of the kernel", "", sigma),
                new Entry("sigma-cells", "σ of the kernel in cells", "", sigma * n)));
        double[] shares = state.shares();
        for (int k = 0; k < measures.length; k++) {
            entries.add(new Entry("share-" + (k + 1), "Share of picture " + (k + 1), "", shares[k]));
        }
        entries.add(new Entry("marginal-error-ratio", "Marginal error / tolerance", "", state.error() / tolerance));
        entries.add(new Entry("mass-error-ratio", "|mass − 1| / tolerance", "", Math.abs(mass - 1) / tolerance));
        Diagnostics all = new Diagnostics(entries);
        return state.sweeps() > 0 ? all : all.measured();
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set(String parameter, Object value))) {
            throw onlyLive();
        }
        if (parameter.equals(BarycenterParameters.EPS)) {
            GridProblem.requireResolvable((Double) value, new GridCost.Squared(kappa), tolerance);
            state = barycenter.changed(state, (Double) value, state.weights());
            return;
        }
        int k = IntStream.range(0, BarycenterParameters.MOST).filter(i -> BarycenterParameters.weight(i).equals(parameter)).findFirst()
                .orElseThrow(BarycenterSolver::onlyLive);
        if (k < measures.length) {
            double[] weights = state.weights().clone();
            weights[k] = (Double) value;
            BarycenterParameters.shares(weights);
            state = barycenter.changed(state, state.eps(), weights);
        }
    }

    private static InputException onlyLive() {
        return new InputException("only " + BarycenterParameters.EPS + " and the weights can be changed while it runs");
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (BarycenterState) saved;
    }
}
