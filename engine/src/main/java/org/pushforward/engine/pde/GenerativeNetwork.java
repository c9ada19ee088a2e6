package org.pushforward.engine.pde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Perceptron;

/**
 * Media and solutions from one latent vector (Zang & Koutsourelakis 2025): an encoder of media to means and log deviations of z, a decoder to the odds of phases, and
 * u(z, x) = 16 x(1 − x) y(1 − y) (1/L) Σ_l b^l(z) · t^l(x) with the outputs of all layers of a branch and a trunk (MultiONet), or of the last ones only (DeepONet, with
 * as many weights). One that is taught from solutions has a branch of the medium itself in place of z. Immutable.
 *
 * @param latent numbers of z; 0 for the one that is taught
 */
record GenerativeNetwork(PhaseMedia media, int latent, boolean isMulti) implements Owner {

    private static final int HIDDEN = 128;
    private static final int WIDTH = 80;
    private static final int LAYERS = 3;
    private static final int WAVES = 3;
    private static final int FEATURES = 2 + 4 * WAVES;
    private static final double EDGE = 16;

    private int cells() {
        return media.n() * media.n();
    }

    private Perceptron encoder() {
        return new Perceptron("encoder", Value::gelu, cells(), HIDDEN, 2 * latent);
    }

    private Perceptron decoder() {
        return new Perceptron("decoder", Value::gelu, latent, HIDDEN, cells());
    }

    private Dense branch(int l) {
        return new Dense("branch." + l, l > 0 ? WIDTH : latent > 0 ? latent : cells(), WIDTH);
    }

    private Dense trunk(int l) {
        return new Dense("trunk." + l, l > 0 ? WIDTH : FEATURES, WIDTH);
    }

    @Override
    public List<Part> parts() {
        List<Owner> all = new ArrayList<>(latent > 0 ? List.of(encoder(), decoder()) : List.of());
        IntStream.range(0, LAYERS).forEach(l -> all.addAll(List.of(branch(l), trunk(l))));
        return all.stream().flatMap(o -> o.parts().stream()).toList();
    }

    int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }

    /** Means and log deviations of z, batch × 2 latent; of phases as ±1. */
    Value encoded(Theta w, Value phases) {
        return encoder().apply(w, phases.times(2).minus(1));
    }

    /** Log odds of the phases, batch × cells. */
    Value odds(Theta w, Value z) {
        return decoder().apply(w, z);
    }

    /** What the branch is given of media: the mean of z, or the medium. */
    Value seen(Theta w, Value phases) {
        return latent > 0 ? encoded(w, phases).slice(1, 0, latent) : phases.times(2).minus(1);
    }

    /** u at all nodes, batch × nodes. */
    Value solution(Theta w, Value in) {
        Tape tape = in.tape();
        int n = media.n() + 1;
        double[] features = new double[n * n * FEATURES];
        double[] edge = new double[n * n];
        for (int k = 0; k < n * n; k++) {
            double x = (double) (k / n) / media.n();
            double y = (double) (k % n) / media.n();
            features[k * FEATURES] = 2 * x - 1;
            features[k * FEATURES + 1] = 2 * y - 1;
            for (int m = 0; m < WAVES; m++) {
                double[] waves = {Math.sin((m + 1) * Math.PI * x), Math.cos((m + 1) * Math.PI * x), Math.sin((m + 1) * Math.PI * y), Math.cos((m + 1) * Math.PI * y)};
                System.arraycopy(waves, 0, features, k * FEATURES + 2 + 4 * m, 4);
            }
            edge[k] = EDGE * x * (1 - x) * y * (1 - y);
        }
        Value b = in;
        Value t = tape.of(features, n * n, FEATURES);
        Value sum = null;
        for (int l = 0; l < LAYERS; l++) {
            b = branch(l).apply(w, b);
            t = trunk(l).apply(w, t);
            if (isMulti || l + 1 == LAYERS) {
                Value product = b.matmul(t.transposed()).times(isMulti ? 1.0 / LAYERS : 1);
                sum = sum == null ? product : sum.plus(product);
            }
            b = b.gelu();
            t = t.gelu();
        }
        return sum.times(tape.of(edge, n * n));
    }

    /**
     * Weak residuals of the solution for media, mean square over that of u = 0.
     *
     * @param a batch × cells
     * @param tests functions × inner nodes
     */
    Value weakResidual(Theta w, Value in, Value a, Value tests) {
        int n = media.n();
        Value u = solution(w, in).reshape(a.size(0), n + 1, n + 1);
        Value r = media.residual(a.reshape(a.size(0), n, n), u).matmul(tests.transposed());
        double[] f = new double[(n - 1) * (n - 1)];
        Arrays.fill(f, PhaseMedia.SOURCE / n / n);
        Value zero = tests.matmul(a.tape().of(f, f.length, 1));
        return r.square().mean().over(zero.square().mean());
    }

    /** −log p(phases | z) − what the prior has, a cell: binary cross entropy, and KL of the encoder's law from the normal one. */
    Value evidence(Theta w, Value phases, Value normal) {
        List<Value> code = encoded(w, phases).split(1, latent, latent);
        Value deviation = code.get(1).clamped(-6, 2).exp();
        Value odds = odds(w, code.get(0).plus(deviation.times(normal)));
        Value entropy = odds.softplus().minus(odds.times(phases)).sum(1).mean();
        Value divergence = code.get(0).square().plus(deviation.square()).minus(code.get(1).clamped(-6, 2).times(2)).minus(1).sum(1).mean().times(0.5);
        return entropy.plus(divergence).times(1.0 / cells());
    }
}
