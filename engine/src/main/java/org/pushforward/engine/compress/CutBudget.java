package org.pushforward.engine.compress;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.HouseModel;

/**
 * A model with matrices of two kinds that share a budget of weights, so that the cut k of the first kind says all: Σ k_l (inputs_l + outputs_l) over all matrices is at
 * most what the same rank needs everywhere. Immutable.
 *
 * @param rank that the budget allows everywhere
 */
record CutBudget(HouseModel model, int rank) {

    /** Weights that one rank of all pieces of a kind needs. */
    int cost(int kind) {
        return model.pieces().stream().filter(q -> q.kind() == kind).mapToInt(q -> q.inputs() + q.outputs()).sum();
    }

    private int all() {
        return rank * (cost(0) + cost(1));
    }

    /** The highest rank there is, of the pieces of a kind. */
    int most(int kind) {
        return model.pieces().stream().filter(q -> q.kind() == kind).mapToInt(q -> Math.min(q.inputs(), q.outputs())).min().orElseThrow();
    }

    /** What a cut of the first kind leaves the second one. */
    double other(double k) {
        return Math.clamp((all() - k * cost(0)) / cost(1), 0, most(1));
    }

    /** The highest cut of the first kind that leaves the second one a rank, or nearly so. */
    int last() {
        return Math.clamp((all() - cost(1)) / cost(0), 1, most(0));
    }

    /** Whole ranks of both kinds. */
    int[] whole(double k) {
        int first = (int) Math.clamp(Math.round(k), 1, last());
        return new int[] {first, (int) other(first)};
    }

    /** Weights of whole ranks beyond what is allowed; negative where some are left. */
    int over(double k) {
        int[] r = whole(k);
        return r[0] * cost(0) + r[1] * cost(1) - all();
    }

    /** The model cut to whole ranks, by its outputs or by the weights alone. */
    HouseModel cut(List<ActivationCut> cuts, int[] ranks, boolean byOutputs) {
        List<double[]> w = new ArrayList<>();
        for (int k = 0; k < cuts.size(); k++) {
            int r = ranks[model.pieces().get(k).kind()];
            w.add((byOutputs ? cuts.get(k).hard(r) : ActivationCut.plain(cuts.get(k).w(), r)).toArray());
        }
        return model.with(w);
    }

    /** The model with soft cuts. */
    HouseModel softened(List<ActivationCut> cuts, double at, double sharpness) {
        List<double[]> w = new ArrayList<>();
        for (int k = 0; k < cuts.size(); k++) {
            w.add(cuts.get(k).soft(model.pieces().get(k).kind() == 0 ? at : other(at), sharpness).toArray());
        }
        return model.with(w);
    }

    /** Derivative of the loss by the cut of the first kind, the second one giving way, from what the softly cut model leaves behind. */
    double slope(List<ActivationCut> cuts, double at, double sharpness, HouseModel.Traces t) {
        double[] by = new double[2];
        for (int k = 0; k < cuts.size(); k++) {
            HouseModel.Piece q = model.pieces().get(k);
            by[q.kind()] += cuts.get(k).slope(t.slope(k, q.inputs(), q.outputs()), q.kind() == 0 ? at : other(at), sharpness);
        }
        return by[0] - by[1] * cost(0) / cost(1);
    }

    /** The first piece of a kind. */
    int first(int kind) {
        return IntStream.range(0, model.pieces().size()).filter(k -> model.pieces().get(k).kind() == kind).findFirst().orElseThrow();
    }
}
