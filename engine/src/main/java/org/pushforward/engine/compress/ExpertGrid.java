package org.pushforward.engine.compress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Router;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Experts;

/**
 * All mixtures of a grid search at once, each with its own experts and its own router: for every number of experts and every number k that an input
 * uses, softmax over the k largest of e^s cos(x, w), s learned; that of the only one is its share among all (Fedus, Zoph & Shazeer 2021). Every mixture has places for as many experts as the largest one. Immutable.
 *
 * @param mixtures of {@link #EXPERTS} and {@link #TOP} without those that ask for more than there are
 */
record ExpertGrid(List<Mixture> mixtures, Experts experts) implements Owner {

    static final int[] EXPERTS = {2, 4, 6, 8, 12, 16};
    static final int[] TOP = {1, 2, 4};
    private static final int PLACES = 16;
    /** A logit whose exponential is 0. */
    private static final double NEVER = -1e9;

    /** @param top experts that an input uses */
    record Mixture(int experts, int top) { }

    static ExpertGrid of(int inputs, int hidden, int outputs) {
        List<Mixture> all = new ArrayList<>();
        for (int e : EXPERTS) {
            for (int k : TOP) {
                if (k <= e) {
                    all.add(new Mixture(e, k));
                }
            }
        }
        return new ExpertGrid(List.copyOf(all), new Experts("grid", all.size() * PLACES, inputs, hidden, outputs));
    }

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>(experts.parts());
        all.add(new Part("grid.router", Start.normal(0.2), experts.count(), experts.inputs()));
        all.add(new Part("grid.scale", Start.constant(1), mixtures.size(), 1));
        return all;
    }

    /**
     * What the mixtures make of some inputs.
     *
     * @param outputs mixtures × n × outputs
     * @param load the losses that keep experts in use, added (see {@link Router#load}), each over its k
     */
    record Said(Value outputs, Value load) { }

    Said apply(Theta w, Value x) {
        int n = x.size(0);
        int mixed = mixtures.size();
        Value cosines = unit(x).matmul(unit(w.get("grid.router")).transposed()).reshape(n, mixed, PLACES);
        Value logits = cosines.times(w.get("grid.scale").exp()).plus(w.tape().of(absent(), mixed, PLACES));
        double[] chosen = chosen(logits.array());
        Value mask = w.tape().of(chosen, n, mixed, PLACES);
        Value shares = logits.softmax(2);
        Value gates = shares.times(mask);
        // A single weight that is divided by itself would teach the router nothing: top 1 keeps its share.
        Value one = w.tape().of(mixtures.stream().mapToDouble(m -> m.top == 1 ? 1 : 0).toArray(), mixed, 1);
        Value sum = gates.sum(2).unsqueeze(2);
        gates = gates.over(sum.plus(sum.from(1).times(one))).reshape(n, experts.count());
        Value said = experts.each(w, x).times(gates.transposed().unsqueeze(2)).reshape(mixed, PLACES, n, experts.outputs()).sum(1);
        double[] each = mixtures.stream().mapToDouble(m -> (double) m.experts / m.top).toArray();
        Value load = mask.mean(0).times(shares.mean(0)).sum(1).times(w.tape().of(each, mixed)).sum();
        return new Said(said, load);
    }

    private static Value unit(Value rows) {
        return rows.over(rows.norm(1).unsqueeze(1).plus(1e-9));
    }

    private double[] absent() {
        double[] a = new double[mixtures.size() * PLACES];
        Arrays.setAll(a, k -> k % PLACES < mixtures.get(k / PLACES).experts ? 0 : NEVER);
        return a;
    }

    /** 1 for the k largest logits of each mixture, of equal ones the first. */
    private double[] chosen(double[] logits) {
        double[] mask = new double[logits.length];
        for (int row = 0; row < logits.length; row += PLACES) {
            Mixture m = mixtures.get(row / PLACES % mixtures.size());
            Router.mark(logits, row, row + m.experts, m.top, mask);
        }
        return mask;
    }

    /** Multiplications and additions for an input in all mixtures, routers included; only experts that are used count. */
    double operations() {
        return mixtures.stream().mapToDouble(m -> 2.0 * m.top * experts.size() + 2.0 * m.experts * (experts.inputs() + 1)).sum();
    }
}
