package org.pushforward.engine.bridge.resolution;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/** Draws an ensemble of fine fields; one step is one evaluation for every member. Not thread-safe. */
final class SuperResolutionSolver implements Solver {

    private static final int[] EVALUATIONS = {2, 3, 5, 10, 20, 50, 100};
    /** Cells a side on which the curves of all samplers are formed: the error hardly depends on the grid. */
    private static final int CURVE_CELLS = 32;

    private final List<Layer> curves = new ArrayList<>();
    private Ensemble state;

    SuperResolutionSolver(ParameterSet p, long seed) {
        double eps = p.real(ResolutionParameters.EPS);
        state = Ensemble.start(Ensemble.Scene.of(ResolutionParameters.fields(p), Sampler.named(p.choice(ResolutionParameters.SAMPLER)),
                p.whole(ResolutionParameters.EVALUATIONS), eps, new Philox(seed)), p.whole(ResolutionParameters.MEMBERS));
        GaussianFields small = new GaussianFields(Math.min(CURVE_CELLS, p.whole(ResolutionParameters.CELLS)),
                p.real(ResolutionParameters.LENGTH), p.real(ResolutionParameters.SMOOTHNESS), p.real(ResolutionParameters.BLUR),
                p.real(ResolutionParameters.NOISE));
        for (Sampler s : Sampler.values()) {
            double[] x = new double[EVALUATIONS.length];
            double[] y = new double[EVALUATIONS.length];
            for (int k = 0; k < x.length; k++) {
                x[k] = Math.log10(EVALUATIONS[k]);
                y[k] = s.error(small, EVALUATIONS[k], eps);
            }
            curves.add(new Layer.Series("error-" + s.id(), s.id(), "", "log₁₀ evaluations", x, y));
        }
    }

    @Override
    public Status status() {
        return state.isDone() ? Status.FINISHED : Status.RUNNING;
    }

    @Override
    public Status step(StepContext context) {
        if (!state.isDone()) {
            state = state.next(context);
        }
        return status();
    }

    @Override
    public Frame frame(long step) {
        Ensemble.Scene scene = state.scene();
        double[] mean = state.mean();
        double[] error = mean.clone();
        for (int k = 0; k < error.length; k++) {
            error[k] -= scene.wiener()[k];
        }
        List<Layer> all = new ArrayList<>(List.of(field("member", "one member", state.members()[0]), field("coarse", "coarse field", scene.coarse()),
                field("truth", "fine field", scene.truth()), field("mean", "ensemble mean", mean),
                field("wiener", "posterior mean", scene.wiener()), field("spread", "deviation of the members", state.spread()),
                field("mean-error", "ensemble mean − posterior mean", error)));
        all.addAll(curves);
        return new Frame(step, state.time(), all, diagnostics());
    }

    private Layer field(String id, String label, double[] values) {
        int n = state.scene().fields().size();
        return new Layer.ScalarField(id, label, "", n, n, Rect.UNIT, values);
    }

    @Override
    public Diagnostics diagnostics() {
        Ensemble.Scene scene = state.scene();
        double[] mean = state.mean();
        double spread = FieldMeasures.rms(state.spread(), new double[mean.length]);
        double exact = scene.fields().posteriorDeviation();
        double sampling = exact / Math.sqrt(state.members().length);
        return Diagnostics.of(new Entry("time", "t", "", state.time()), new Entry("evaluations", "Evaluations", "", state.step()),
                new Entry("law-error", "W₂ to the posterior", "", state.lawError()),
                new Entry("spread", "Spread of the members", "", spread), new Entry("spread-law", "Spread of their law", "", state.lawDeviation()),
                new Entry("spread-exact", "Spread of the posterior", "", exact),
                new Entry("mean-error", "RMS of mean − posterior mean", "", FieldMeasures.rms(mean, scene.wiener())),
                new Entry("sampling-error", "the same of a perfect ensemble", "", sampling),
                new Entry("rmse", "RMS of mean − truth", "", FieldMeasures.rms(mean, scene.truth())),
                new Entry("rmse-coarse", "RMS of coarse − truth", "", FieldMeasures.rms(scene.coarse(), scene.truth())),
                new Entry("spread-ratio", "Spread / of their law", "", state.lawDeviation() > 0 ? spread / state.lawDeviation() : 1),
                new Entry("eps", "ε", "", scene.eps()));
    }

    @Override
    public void apply(Change change) {
        throw new InputException("nothing can be changed while the ensemble is drawn");
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (Ensemble) saved;
    }

    @Override
    public double progress() {
        return state.time();
    }
}
