package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Dense;

/**
 * A layer with binary weights (Zheng et al. 2024, BinaryDM, arXiv:2404.05662): w ≈ σ_I sign(w) + σ_II sign(w − σ_I sign(w)), a learned σ per
 * output and basis; the gradient passes the sign where |w| ≤ 1. Inputs may be rounded to steps of a learned length α on
 * [−2^(b−1), 2^(b−1) − 1] (Esser et al. 2020, arXiv:1902.08153). Immutable.
 *
 * @param bases 1 or 2
 * @param bits of the inputs; 32 leaves them
 * @param plain names of the blocks that are not binary yet
 */
record BinaryBlock(int bases, int bits, Set<String> plain) implements ScoreNetwork.Block {

    static final int FULL = 32;

    @Override
    public List<Weights.Part> parts(String name, int width) {
        List<Weights.Part> all = new ArrayList<>(new Dense(name, width, width).parts());
        for (int b = 1; b <= bases; b++) {
            all.add(new Weights.Part(name + ".sigma" + b, Weights.Start.constant(0.1), width, 1));
        }
        if (bits < FULL) {
            all.add(new Weights.Part(name + ".alpha", Weights.Start.constant(0.1), 1));
        }
        return all;
    }

    @Override
    public Value apply(Theta w, String name, int width, Value h) {
        if (plain.contains(name)) {
            return new Dense(name, width, width).apply(w, h);
        }
        Value x = bits < FULL ? rounded(h, w.get(name + ".alpha")) : h;
        Value real = w.get(name + ".matrix");
        Value binary = sign(real).times(w.get(name + ".sigma1"));
        if (bases == 2) {
            binary = binary.plus(sign(real.minus(binary.detached())).times(w.get(name + ".sigma2")));
        }
        return x.matmul(binary.transposed()).plus(w.get(name + ".bias"));
    }

    /** ±1, with the gradient of the weight itself where it is at most 1. */
    private static Value sign(Value w) {
        Value through = w.clamped(-1, 1);
        return through.plus(w.above(0).times(2).minus(1).minus(through).detached());
    }

    private Value rounded(Value x, Value alpha) {
        double most = (1 << (bits - 1)) - 1;
        Value steps = x.over(alpha).clamped(-most - 1, most);
        return steps.plus(steps.rounded().minus(steps).detached()).times(alpha);
    }

    /** Weights that begin as a trained layer: σ as mean |w| of a row, and of what is left; α = 2 mean |x|/√(2^(b−1) − 1). */
    void begin(Weights from, double[] trained, Weights to, double[] theta, String name, int width, double input) {
        System.arraycopy(trained, from.offset(name + ".matrix"), theta, to.offset(name + ".matrix"), width * width + width);
        for (int i = 0; i < width; i++) {
            double first = 0;
            for (int j = 0; j < width; j++) {
                first += Math.abs(trained[from.offset(name + ".matrix") + i * width + j]) / width;
            }
            double second = 0;
            for (int j = 0; j < width; j++) {
                double v = trained[from.offset(name + ".matrix") + i * width + j];
                second += Math.abs(v - Math.copySign(first, v)) / width;
            }
            theta[to.offset(name + ".sigma1") + i] = first;
            if (bases == 2) {
                theta[to.offset(name + ".sigma2") + i] = second;
            }
        }
        if (bits < FULL) {
            theta[to.offset(name + ".alpha")] = 2 * input / Math.sqrt((1 << (bits - 1)) - 1);
        }
    }
}
