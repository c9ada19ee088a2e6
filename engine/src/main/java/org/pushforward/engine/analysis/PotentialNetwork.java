package org.pushforward.engine.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;

/**
 * An energy that turning and exchanging like atoms do not change: a sum over pairs of a network of their distance, or over atoms of a network of its symmetry functions Σⱼ exp(−(rᵢⱼ − s)²/w²) (Behler & Parrinello 2007); and a
 * symmetric matrix of distances. Molecules in batches.
 *
 * @param isPairwise which of the two
 * @param near and {@code far}: the range of the Gaussians
 */
record PotentialNetwork(boolean isPairwise, int hidden, double near, double far, int orbitals, int molecule) implements Weights.Owner {

    private static final int FUNCTIONS = 14;
    /** Kinds of atoms: 1, 2, 8. */
    private static final int KINDS = 3;

    private Perceptron energyNet() {
        return new Perceptron("energy", Value::silu, isPairwise ? FUNCTIONS + KINDS : FUNCTIONS * KINDS + KINDS, hidden, hidden, 1);
    }

    private Perceptron matrixNet() {
        return new Perceptron("matrix", Value::silu, molecule * (molecule - 1) / 2, hidden, hidden, orbitals * (orbitals + 1) / 2);
    }

    @Override
    public List<Weights.Part> parts() {
        List<Weights.Part> all = new ArrayList<>(energyNet().parts());
        if (molecule > 0) {
            all.addAll(matrixNet().parts());
        }
        return all;
    }

    private static int kind(int charge) {
        return charge == 1 ? 0 : charge == 2 ? 1 : 2;
    }

    /** Distances of all pairs, batch × pairs. */
    private static Value distances(Value x, int n) {
        List<int[]> pairs = Molecule.pairs(n);
        double[] signs = new double[pairs.size() * n];
        for (int k = 0; k < pairs.size(); k++) {
            signs[k * n + pairs.get(k)[0]] = 1;
            signs[k * n + pairs.get(k)[1]] = -1;
        }
        return x.tape().of(signs, pairs.size(), n).matmul(x).square().sum(2).plus(1e-12).root();
    }

    /** Batch × atoms × 3 → batch. */
    Value energy(Theta w, Value x, int[] charges) {
        int n = charges.length;
        int b = x.size(0);
        Tape tape = w.tape();
        List<int[]> pairs = Molecule.pairs(n);
        double width = (far - near) / (FUNCTIONS - 1);
        double[] places = new double[FUNCTIONS];
        Arrays.setAll(places, k -> (near + k * width) / width);
        Value r = distances(x, n).times(1 / width).unsqueeze(2);
        Value features = r.minus(tape.of(places, 1, 1, FUNCTIONS)).square().negated().exp();
        if (isPairwise) {
            double[] kinds = new double[pairs.size() * KINDS];
            for (int k = 0; k < pairs.size(); k++) {
                kinds[k * KINDS + kind(charges[pairs.get(k)[0]])] += 0.5;
                kinds[k * KINDS + kind(charges[pairs.get(k)[1]])] += 0.5;
            }
            Value of = tape.of(kinds, 1, pairs.size(), KINDS).expand(b, pairs.size(), KINDS);
            return energyNet().apply(w, Value.cat(2, features, of)).sum(1, 2);
        }
        Value[] all = new Value[KINDS + 1];
        double[] own = new double[n * KINDS];
        for (int s = 0; s < KINDS; s++) {
            double[] takes = new double[n * pairs.size()];
            for (int k = 0; k < pairs.size(); k++) {
                int i = pairs.get(k)[0];
                int j = pairs.get(k)[1];
                takes[i * pairs.size() + k] = kind(charges[j]) == s ? 1 : 0;
                takes[j * pairs.size() + k] = kind(charges[i]) == s ? 1 : 0;
            }
            all[s] = tape.of(takes, n, pairs.size()).matmul(features);
        }
        for (int i = 0; i < n; i++) {
            own[i * KINDS + kind(charges[i])] = 1;
        }
        all[KINDS] = tape.of(own, 1, n, KINDS).expand(b, n, KINDS);
        return energyNet().apply(w, Value.cat(2, all)).sum(1, 2);
    }

    /** Batch × atoms × 3 → batch × the lower triangle of the Hamiltonian. */
    Value triangle(Theta w, Value x) {
        return matrixNet().apply(w, distances(x, molecule).minus(2));
    }

    /** Energy and forces of one molecule in 64 bits: the energy first. */
    double[] answer(Fit fit, double[] x, int[] charges) {
        return fit.precise().evaluate(CancelToken.current(), w -> {
            Value at = w.tape().variable(x, 1, charges.length, 3);
            Value e = energy(w, at, charges);
            return Value.cat(0, e, e.grad(at).negated().reshape(-1));
        });
    }
}
