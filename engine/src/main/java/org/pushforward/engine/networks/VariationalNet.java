package org.pushforward.engine.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.numerics.NormalDistribution;

/**
 * Dense layers with ReLU between whose weights are independent normals N(μ, σ²), σ = e^ρ, under a prior N(0, τ²), or are not there. What reaches a neuron is drawn, not the weights: with inputs h
 * it is normal with mean Σ μ h and variance Σ σ² h² (Kingma, Salimans & Welling 2015, arXiv:1506.02557). Biases are plain numbers. Immutable.
 *
 * @param widths inputs, hidden layers, outputs
 * @param prior τ
 */
record VariationalNet(List<Integer> widths, double prior) implements Owner {

    /** σ of a weight that has just come. */
    static final double YOUNG = 0.05;
    /** Keeps the root of a variance of nothing differentiable. */
    private static final double TINY = 1e-12;

    /** Mean and variance of what leaves the last layer, n × outputs. */
    record Output(Value mean, Value variance) { }

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>();
        for (int l = 0; l < layers(); l++) {
            int in = widths.get(l);
            int out = widths.get(l + 1);
            all.add(new Part("mean." + l, Start.normal(Math.sqrt((layers() == 1 ? 0.1 : 2.0) / in)), out, in));
            all.add(new Part("log." + l, Start.constant(Math.log(YOUNG)), out, in));
            all.add(new Part("bias." + l, Start.ZERO, out));
        }
        return all;
    }

    int layers() {
        return widths.size() - 1;
    }

    /** Weights without biases. */
    int size() {
        return IntStream.range(0, layers()).map(l -> widths.get(l) * widths.get(l + 1)).sum();
    }

    /** Where in θ the means begin of each layer; the ρ follow. */
    int meansAt(int layer) {
        int at = 0;
        for (int l = 0; l < layer; l++) {
            at += 2 * widths.get(l) * widths.get(l + 1) + widths.get(l + 1);
        }
        return at;
    }

    /** One number of every weight, layer by layer, from θ: means, or ρ. */
    double[] picked(double[] theta, boolean means) {
        double[] out = new double[size()];
        int to = 0;
        for (int l = 0; l < layers(); l++) {
            int n = widths.get(l) * widths.get(l + 1);
            System.arraycopy(theta, meansAt(l) + (means ? 0 : n), out, to, n);
            to += n;
        }
        return out;
    }

    /** θ with other means and ρ. */
    double[] replaced(double[] theta, double[] means, double[] rho) {
        double[] out = theta.clone();
        int from = 0;
        for (int l = 0; l < layers(); l++) {
            int n = widths.get(l) * widths.get(l + 1);
            System.arraycopy(means, from, out, meansAt(l), n);
            System.arraycopy(rho, from, out, meansAt(l) + n, n);
            from += n;
        }
        return out;
    }

    /**
     * @param x n × inputs
     * @param there 1 or 0 a weight, layer by layer
     * @param meansThere the same for the means alone, all 1 where the derivative by an absent weight is wanted
     * @param noise standard normal, n × hidden of each hidden layer
     */
    Output apply(Theta w, Value x, double[] there, double[] meansThere, List<double[]> noise) {
        Value h = x;
        int from = 0;
        for (int l = 0; ; l++) {
            int in = widths.get(l);
            int out = widths.get(l + 1);
            Value means = w.get("mean." + l).times(w.tape().of(Arrays.copyOfRange(meansThere, from, from + in * out), out, in));
            Value variances = w.get("log." + l).times(2).exp().times(w.tape().of(Arrays.copyOfRange(there, from, from + in * out), out, in));
            from += in * out;
            Value mean = h.matmul(means.transposed()).plus(w.get("bias." + l));
            Value variance = h.square().matmul(variances.transposed());
            if (l + 1 == layers()) {
                return new Output(mean, variance);
            }
            h = mean.plus(variance.plus(TINY).root().times(w.tape().of(noise.get(l), x.size(0), out))).relu();
        }
    }

    /** Σ log(τ/σ) + (σ² + μ²)/2τ² − ½ over the weights that are there. */
    Value divergence(Theta w, double[] there) {
        Value sum = w.tape().of(0);
        int from = 0;
        for (int l = 0; l < layers(); l++) {
            int n = widths.get(l) * widths.get(l + 1);
            Value mask = w.tape().of(Arrays.copyOfRange(there, from, from + n), widths.get(l + 1), widths.get(l));
            Value rho = w.get("log." + l);
            Value each = rho.times(2).exp().plus(w.get("mean." + l).square()).over(2 * prior * prior).minus(rho).plus(Math.log(prior) - 0.5);
            sum = sum.plus(each.times(mask).sum());
            from += n;
        }
        return sum;
    }

    /** Signal to noise of |w|: E|w| over its deviation, of a folded normal law (Leone, Nelson & Nottingham 1961). */
    static double signalToNoise(double mean, double sigma) {
        double m = Math.abs(mean);
        double folded = sigma * Math.sqrt(2 / Math.PI) * Math.exp(-0.5 * m * m / (sigma * sigma)) + m * (1 - 2 * NormalDistribution.cumulative(-m / sigma));
        return folded / Math.sqrt(Math.max(1e-300, m * m + sigma * sigma - folded * folded));
    }
}
