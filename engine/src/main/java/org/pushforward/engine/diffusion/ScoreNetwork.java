package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.study.Training;

/**
 * A denoiser D(x, σ) = c_skip x + c_out F(c_in x, ln σ/4) (Karras et al. 2022, table 1) with F a residual perceptron with SiLU: the inputs, with
 * sines of their octaves if wanted (Tancik et al. 2020, arXiv:2006.10739), and eight sines and cosines of the noise. Its loss is
 * E w |D − x₀|², w = (σ² + σ_d²)/(σσ_d)², ln σ ~ N(−1.2, 1.4²). Immutable.
 *
 * @param sigmaData σ_d, deviation of a coordinate of the data
 * @param block what stands between two residual additions; plain layers unless something else is learned
 */
record ScoreNetwork(int dimension, int width, int depth, boolean fourier, double sigmaData, Block block) implements Weights.Owner {

    private static final int FREQUENCIES = 8;
    private static final int OCTAVES = 4;
    private static final double MEAN = -1.2;
    private static final double SPREAD = 1.4;
    /** Streams of the training. */
    private static final int NOISES = 51;
    private static final int LEVELS = 52;

    /** A layer of the trunk, from width to width. */
    interface Block {
        List<Weights.Part> parts(String name, int width);

        Value apply(Theta w, String name, int width, Value h);

        /** W h + b. */
        Block PLAIN = new Block() {
            @Override
            public List<Weights.Part> parts(String name, int width) {
                return new Dense(name, width, width).parts();
            }

            @Override
            public Value apply(Theta w, String name, int width, Value h) {
                return new Dense(name, width, width).apply(w, h);
            }
        };
    }

    ScoreNetwork(int dimension, int width, int depth, boolean fourier, double sigmaData) {
        this(dimension, width, depth, fourier, sigmaData, Block.PLAIN);
    }

    private int inputs() {
        return dimension * (fourier ? 1 + 2 * OCTAVES : 1) + 2 * FREQUENCIES;
    }

    private Dense first() {
        return new Dense("first", inputs(), width);
    }

    private Dense last() {
        return new Dense("last", width, dimension);
    }

    @Override
    public List<Weights.Part> parts() {
        List<Weights.Part> all = new ArrayList<>(first().parts());
        for (int k = 0; k < depth; k++) {
            all.addAll(block.parts("block." + k, width));
        }
        all.addAll(last().parts());
        return all;
    }

    /**
     * D of rows.
     *
     * @param x n × d
     * @param sigma one a row
     * @param trunk takes what goes into the first block and what comes out of each, for losses on it
     */
    Value denoised(Theta w, double[] x, double[] sigma, List<Value> trunk) {
        int n = sigma.length;
        double[] scaled = new double[n * inputs()];
        double[] skip = new double[n];
        double[] out = new double[n];
        for (int q = 0; q < n; q++) {
            double total = Math.sqrt(sigma[q] * sigma[q] + sigmaData * sigmaData);
            skip[q] = sigmaData * sigmaData / (total * total);
            out[q] = sigma[q] * sigmaData / total;
            features(x, q, total, sigma[q], scaled);
        }
        Value h = first().apply(w, w.tape().of(scaled, n, inputs()));
        trunk.add(h);
        for (int k = 0; k < depth; k++) {
            h = h.plus(block.apply(w, "block." + k, width, h.silu()));
            trunk.add(h);
        }
        Value f = last().apply(w, h.silu());
        Value x0 = w.tape().of(x, n, dimension);
        return x0.times(w.tape().of(skip, n, 1)).plus(f.times(w.tape().of(out, n, 1)));
    }

    private void features(double[] x, int q, double total, double sigma, double[] into) {
        int at = q * inputs();
        double noise = 0.25 * Math.log(sigma);
        for (int i = 0; i < dimension; i++) {
            double v = x[q * dimension + i] / total;
            into[at++] = v;
            for (int o = 0; fourier && o < OCTAVES; o++) {
                into[at++] = Math.sin(Math.PI / 2 * (1 << o) * v);
                into[at++] = Math.cos(Math.PI / 2 * (1 << o) * v);
            }
        }
        for (int f = 1; f <= FREQUENCIES; f++) {
            into[at++] = Math.sin(f * noise);
            into[at++] = Math.cos(f * noise);
        }
    }

    /** The loss on clean rows, with the noise of an iteration. */
    Value loss(Theta w, double[] clean, Training.Draw draw, List<Value> trunk) {
        int n = clean.length / dimension;
        double[] sigma = draw.normals(LEVELS, n, 1);
        Arrays.setAll(sigma, q -> Math.exp(MEAN + SPREAD * sigma[q]));
        double[] z = draw.normals(NOISES, n, dimension);
        double[] x = new double[clean.length];
        double[] weight = new double[n];
        Arrays.setAll(x, k -> clean[k] + sigma[k / dimension] * z[k]);
        Arrays.setAll(weight, q -> weight(sigma[q]) / n);
        Value gap = denoised(w, x, sigma, trunk).minus(w.tape().of(clean, n, dimension)).square().sum(1);
        return gap.times(w.tape().of(weight, n)).sum();
    }

    double weight(double sigma) {
        double v = sigma * sigma;
        double d = sigmaData * sigmaData;
        return (v + d) / (v * d);
    }

    /** ln σ of the loss's law at a standard normal number. */
    static double sigma(double z) {
        return Math.exp(MEAN + SPREAD * z);
    }

    /** D of rows with given weights, in pieces. */
    double[] denoised(Fit fit, double[] theta, double[] x, double[] sigma, CancelToken cancel) {
        int piece = 4096;
        double[] out = new double[x.length];
        for (int from = 0; from < sigma.length; from += piece) {
            int to = Math.min(sigma.length, from + piece);
            double[] rows = Arrays.copyOfRange(x, from * dimension, to * dimension);
            double[] level = Arrays.copyOfRange(sigma, from, to);
            double[] d = fit.evaluate(cancel, theta, w -> denoised(w, rows, level, new ArrayList<>()));
            System.arraycopy(d, 0, out, from * dimension, d.length);
        }
        return out;
    }

    /** ε = (x − D)/σ for the samplers. */
    Score score(Fit fit, double[] theta) {
        return (x, sigma, context) -> {
            double[] level = new double[x.length / dimension];
            Arrays.fill(level, sigma);
            double[] d = denoised(fit, theta, x, level, context.cancel());
            Arrays.setAll(d, k -> (x[k] - d[k]) / sigma);
            return d;
        };
    }
}
