package org.pushforward.engine.bridge.resolution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;

/** Draws the fields, the ensembles of both samplers and how good they are. */
final class LearnedResolutionLayers {

    private final LearnedResolutionState state;
    private final FieldPairs pairs;
    private final LearnedResolutionState.Shown shown;

    private LearnedResolutionLayers(LearnedResolutionState state) {
        this.state = state;
        pairs = state.contest().pairs();
        shown = state.shown();
    }

    static List<Layer> of(LearnedResolutionState state) {
        LearnedResolutionLayers l = new LearnedResolutionLayers(state);
        List<Layer> all = new ArrayList<>(List.of(l.value("truth", "fine field", l.shown.pair().fine()),
                l.value("coarse", "coarse field", l.shown.pair().coarse())));
        if (l.pairs.block() > 0) {
            all.add(l.height());
        }
        for (boolean isBridge : new boolean[] {true, false}) {
            l.ensemble(all, isBridge);
        }
        l.spectra(all);
        return all;
    }

    private static String name(boolean isBridge) {
        return isBridge ? "bridge" : "diffusion";
    }

    private void ensemble(List<Layer> all, boolean isBridge) {
        String name = name(isBridge);
        double[][] members = shown.members().of(isBridge);
        double[] mean = FieldMeasures.mean(members);
        all.add(value("member-" + name, name + ": one member", members[0]));
        all.add(value("other-" + name, name + ": another member", members[1]));
        all.add(value("mean-" + name, name + ": mean", mean));
        all.add(difference("spread-" + name, name + ": deviation of the members", FieldMeasures.spread(members)));
        double[] error = mean.clone();
        for (int c = 0; c < error.length; c++) {
            error[c] -= shown.pair().fine()[c];
        }
        all.add(difference("error-" + name, name + ": mean − fine field", error));
        double[] ranks = shown.scores().of(isBridge).ranks();
        double[] rank = new double[ranks.length];
        double[] share = new double[ranks.length];
        for (int k = 0; k < ranks.length; k++) {
            rank[k] = k;
            share[k] = ranks[k] * ranks.length / shown.pair().fine().length;
        }
        all.add(new Layer.Series("ranks-" + name, name, "", "members below the truth", rank, share));
        all.add(curve("crps-" + name, name, isBridge, pairs.unit(), s -> s.crps() * pairs.scale()));
        all.add(curve("rmse-" + name, name, isBridge, pairs.unit(), s -> s.rmse() * pairs.scale()));
        all.add(curve("spread-skill-" + name, name, isBridge, "", EnsembleScore::spreadSkill));
    }

    private Layer field(String id, String label, String unit, double[] values) {
        int n = pairs.cells();
        return new Layer.ScalarField(id, label, unit, n, n, Rect.UNIT, values);
    }

    private Layer value(String id, String label, double[] x) {
        double[] values = new double[x.length];
        for (int c = 0; c < x.length; c++) {
            values[c] = shown.pair().mean() + pairs.scale() * x[c];
        }
        return field(id, label, pairs.unit(), values);
    }

    private Layer difference(String id, String label, double[] x) {
        double[] values = new double[x.length];
        for (int c = 0; c < x.length; c++) {
            values[c] = pairs.scale() * x[c];
        }
        return field(id, label, pairs.unit(), values);
    }

    private Layer height() {
        double[] values = new double[shown.pair().known().length];
        for (int c = 0; c < values.length; c++) {
            values[c] = UrbanPairs.height(shown.pair().known()[c]);
        }
        return field("height", "height of buildings", "m", values);
    }

    /** Of the numbers of evaluations that were judged. */
    private Layer curve(String id, String label, boolean isBridge, String unit, ToDoubleFunction<EnsembleScore> measure) {
        List<Integer> judged = LearnedResolutionState.EVALUATIONS.stream()
                .filter(n -> state.score(n, isBridge).cells() > 0).toList();
        double[] x = judged.stream().mapToDouble(Math::log10).toArray();
        double[] y = judged.stream().mapToDouble(n -> measure.applyAsDouble(state.score(n, isBridge))).toArray();
        return new Layer.Series(id, label, unit, "log₁₀ evaluations", x, y);
    }

    private void spectra(List<Layer> all) {
        all.add(spectrum("spectrum-truth", "fine field", new double[][] {shown.pair().fine()}));
        all.add(spectrum("spectrum-coarse", "coarse field", new double[][] {shown.pair().coarse()}));
        all.add(spectrum("spectrum-bridge", "members, bridge", shown.members().bridge()));
        all.add(spectrum("spectrum-diffusion", "members, diffusion", shown.members().diffusion()));
        all.add(spectrum("spectrum-mean", "mean, bridge", new double[][] {FieldMeasures.mean(shown.members().bridge())}));
    }

    /** The mean of the spectra of some fields. */
    private Layer spectrum(String id, String label, double[][] fields) {
        int n = pairs.cells();
        double[] x = new double[n / 2];
        double[] y = new double[n / 2];
        for (int k = 0; k < x.length; k++) {
            x[k] = k + 1;
        }
        for (double[] f : fields) {
            double[] power = FieldMeasures.spectrum(f, n);
            for (int k = 0; k < y.length; k++) {
                y[k] += pairs.scale() * pairs.scale() * power[k] / fields.length;
            }
        }
        return new Layer.Series(id, label, pairs.unit().isEmpty() ? "" : pairs.unit() + "²", "waves a side", x, y);
    }

    static Diagnostics diagnostics(LearnedResolutionState state) {
        LearnedResolutionLayers l = new LearnedResolutionLayers(state);
        List<Entry> all = new ArrayList<>(List.of(new Entry("iterations", "Iterations", "", state.iteration())));
        double coarse = FieldMeasures.rms(l.shown.pair().coarse(), l.shown.pair().fine());
        // Before the first iteration there is neither a loss nor an ensemble.
        if (state.iteration() > 0) {
            all.add(new Entry("loss-bridge", "Loss, bridge", "", state.networks().bridge().loss()));
            all.add(new Entry("loss-diffusion", "Loss, diffusion", "", state.networks().diffusion().loss()));
            l.scores(all, true);
            l.scores(all, false);
            all.add(new Entry("error-ratio", "Error of the bridge's mean / of the coarse field", "", l.shown.scores().bridge().rmse() / coarse));
        }
        all.add(new Entry("rmse-coarse", "RMS of coarse − fine field", l.pairs.unit(), coarse * l.pairs.scale()));
        if (l.pairs instanceof GaussianPairs known) {
            all.add(new Entry("spread-exact", "Spread of the posterior", "", known.fields().posteriorDeviation()));
        }
        l.shown.expectationError().ifPresent(e -> all.add(new Entry("expectation-error", "E[x₁ | X_t, y] off the closed form, relative", "", e)));
        for (int n : LearnedResolutionState.EVALUATIONS) {
            l.judged(all, n, true);
            l.judged(all, n, false);
        }
        return new Diagnostics(all);
    }

    /** Of the ensemble that is shown. */
    private void scores(List<Entry> all, boolean isBridge) {
        String name = name(isBridge);
        EnsembleScore s = shown.scores().of(isBridge);
        all.add(new Entry("crps-" + name, "CRPS, " + name, pairs.unit(), s.crps() * pairs.scale()));
        all.add(new Entry("rmse-" + name, "RMS of mean − fine field, " + name, pairs.unit(), s.rmse() * pairs.scale()));
        all.add(new Entry("spread-" + name, "Spread, " + name, pairs.unit(), s.spread() * pairs.scale()));
        all.add(new Entry("spread-skill-" + name, "Spread / error, " + name, "", s.spreadSkill()));
        if (pairs.givesMeans()) {
            all.add(new Entry("block-error-" + name, "Block means off, relative, " + name, "", FieldMeasures.blockError(
                    shown.members().of(isBridge), shown.pair().fine(), pairs.cells(), pairs.block())));
        }
    }

    /** A point of the curves. */
    private void judged(List<Entry> all, int evaluations, boolean isBridge) {
        EnsembleScore s = state.score(evaluations, isBridge);
        if (s.cells() > 0) {
            String name = name(isBridge);
            all.add(new Entry("crps-" + name + "-" + evaluations, "CRPS, " + name + ", " + evaluations + " evaluations", pairs.unit(),
                    s.crps() * pairs.scale()));
        }
    }
}
