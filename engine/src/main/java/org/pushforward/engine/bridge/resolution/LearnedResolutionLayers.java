package org.pushforward.engine.bridge.resolution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
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
}
