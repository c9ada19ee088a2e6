package org.pushforward.engine.bridge.discrete.cp;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;

/**
 * log (Qⁿv)(x) for a potential v in CP form, which is in CP form itself:
 * <pre>
 *   (Qⁿv)(x) = Σ_k b_k Π_d u_d(x_d, k),   u_d(x, k) = Σ_s Qⁿ[x, s] R_d[s, k]
 *   ∂ log (Qⁿv)(x) / ∂ log b_k = p_k(x),   ∂/∂ log R_d[s, k] = p_k(x) Qⁿ[x_d, s] R_d[s, k] / u_d(x_d, k)
 * </pre>
 * with p_k(x) the share of the k-th term (DLightSB; Aramayo, Ksenofontov & Korotin 2025). All tables are logarithms
 * relative to the largest core of a column. Tabulating and pulling back cost D·S²·K, a batch of B points B·D·K. Arrays are made once; the
 * components are worked on in blocks of their own, so the bits do not depend on the number of threads. Used by one thread at a time.
 */
public final class CpPotential {

    private static final int COMPONENT_BLOCK = 128;
    private static final int POINT_BLOCK = 16;

    private final CpShape shape;
    private final int blocks;
    private final double[] weights;
    private final double[] logs;
    private final double[] cores;
    private final double[] sums;
    private final double[] scratch;
    private double[] values = {};
    private double[] shares = {};
    private double[] kernel = {};

    public CpPotential(CpShape shape) {
        this.shape = shape;
        blocks = (shape.components() + COMPONENT_BLOCK - 1) / COMPONENT_BLOCK;
        weights = new double[shape.components()];
        logs = new double[shape.cores()];
        cores = new double[shape.cores()];
        sums = new double[shape.cores()];
        scratch = new double[shape.cores()];
    }

    CpShape shape() {
        return shape;
    }

    /** Takes new logarithms; {@code q} is Qⁿ, S × S, which is kept and not written, or empty for n = 0. */
    public void tabulate(double[] theta, double[] q, StepContext context) {
        kernel = q;
        System.arraycopy(theta, 0, weights, 0, weights.length);
        forEachPart(context, (d, from, to) -> tabulate(theta, d, from, to));
    }

    private void tabulate(double[] theta, int d, int from, int to) {
        int k0 = shape.components();
        int s = shape.categories();
        for (int k = from; k < to; k++) {
            double top = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < s; i++) {
                top = Math.max(top, theta[k0 + shape.row(d, i) + k]);
            }
            for (int i = 0; i < s; i++) {
                int at = shape.row(d, i) + k;
                cores[at] = Math.exp(theta[k0 + at] - top);
                logs[at] = kernel.length == 0 ? theta[k0 + at] : top;
            }
        }
        if (kernel.length == 0) {
            return;
        }
        multiply(kernel, cores, sums, d, from, to);
        for (int i = 0; i < s; i++) {
            for (int at = shape.row(d, i) + from; at < shape.row(d, i) + to; at++) {
                logs[at] += Math.log(sums[at]);
            }
        }
    }

    /** out[d, x, k] = Σ_s Q[x, s] in[d, s, k] for the components of a block; Q is symmetric. */
    private void multiply(double[] q, double[] in, double[] out, int d, int from, int to) {
        int s = shape.categories();
        for (int x = 0; x < s; x++) {
            int o = shape.row(d, x);
            Arrays.fill(out, o + from, o + to, 0);
            int i = 0;
            for (; i + 1 < s; i += 2) {
                double a = q[x * s + i];
                double b = q[x * s + i + 1];
                int ra = shape.row(d, i);
                int rb = shape.row(d, i + 1);
                for (int k = from; k < to; k++) {
                    out[o + k] += a * in[ra + k] + b * in[rb + k];
                }
            }
            for (; i < s; i++) {
                double a = q[x * s + i];
                int ra = shape.row(d, i);
                for (int k = from; k < to; k++) {
                    out[o + k] += a * in[ra + k];
                }
            }
        }
    }

    /** The mean of log (Qⁿv) over points, n × D row-major; their logarithms and shares are kept for what follows. */
    double mean(int[] x, StepContext context) {
        int n = x.length / shape.dimension();
        evaluate(x, context);
        double sum = 0;
        for (int p = 0; p < n; p++) {
            sum += values[p];
        }
        return sum / n;
    }

    /** log (Qⁿv) at points. */
    void evaluate(int[] x, StepContext context) {
        int n = x.length / shape.dimension();
        if (values.length != n) {
            values = new double[n];
            shares = new double[n * shape.components()];
        }
        context.workers().forRanges(n, POINT_BLOCK, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int p = from; p < to; p++) {
                values[p] = shares(x, p, shares, p * shape.components());
            }
        });
    }

    /** Shares p_k of point p at {@code out[at]} and on; returns log (Qⁿv). */
    public double shares(int[] x, int p, double[] out, int at) {
        int n = shape.components();
        System.arraycopy(weights, 0, out, at, n);
        for (int d = 0; d < shape.dimension(); d++) {
            int row = shape.row(d, x[p * shape.dimension() + d]);
            for (int k = 0; k < n; k++) {
                out[at + k] += logs[row + k];
            }
        }
        double top = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < n; k++) {
            top = Math.max(top, out[at + k]);
        }
        double sum = 0;
        for (int k = 0; k < n; k++) {
            out[at + k] = Math.exp(out[at + k] - top);
            sum += out[at + k];
        }
        for (int k = 0; k < n; k++) {
            out[at + k] /= sum;
        }
        return top + Math.log(sum);
    }

    /** log (Qⁿv) of point p of the batch last evaluated. */
    double value(int p) {
        return values[p];
    }

    /** p_k of point p of the batch last evaluated. */
    double share(int p, int k) {
        return shares[p * shape.components() + k];
    }

    /** u_d(x, k) over the largest core of its column. */
    double relative(int d, int x, int k) {
        return (kernel.length == 0 ? cores : sums)[shape.row(d, x) + k];
    }

    /** Adds {@code factor} times the gradient of the mean over the batch last evaluated, whose points are {@code x}; uses the tables up. */
    void pullBack(double factor, int[] x, double[] gradient, StepContext context) {
        int n = x.length / shape.dimension();
        double scale = factor / n;
        int components = shape.components();
        for (int p = 0; p < n; p++) {
            for (int k = 0; k < components; k++) {
                gradient[k] += scale * shares[p * components + k];
            }
        }
        forEachPart(context, (d, from, to) -> {
            gather(x, d, from, to);
            carryBack(scale, gradient, d, from, to);
        });
    }

    /**
     * Adds {@code factor} times the gradient of Σ r_d(x, k) log u_d(x, k) by the logarithms of the cores, for fixed r, D·S·K; uses the
     * tables up.
     */
    void pullBackTable(double factor, double[] r, double[] gradient, StepContext context) {
        forEachPart(context, (d, from, to) -> {
            for (int i = 0; i < shape.categories(); i++) {
                System.arraycopy(r, shape.row(d, i) + from, scratch, shape.row(d, i) + from, to - from);
            }
            carryBack(factor, gradient, d, from, to);
        });
    }

    /** Shares of the points of the batch at the categories where they are. */
    private void gather(int[] x, int d, int from, int to) {
        int n = x.length / shape.dimension();
        for (int i = 0; i < shape.categories(); i++) {
            Arrays.fill(scratch, shape.row(d, i) + from, shape.row(d, i) + to, 0);
        }
        for (int p = 0; p < n; p++) {
            int row = shape.row(d, x[p * shape.dimension() + d]);
            for (int k = from; k < to; k++) {
                scratch[row + k] += shares[p * shape.components() + k];
            }
        }
    }

    /** From what is at the categories carried to, to the cores. */
    private void carryBack(double scale, double[] gradient, int d, int from, int to) {
        int s = shape.categories();
        int components = shape.components();
        if (kernel.length == 0) {
            for (int i = 0; i < s; i++) {
                for (int at = shape.row(d, i) + from; at < shape.row(d, i) + to; at++) {
                    gradient[components + at] += scale * scratch[at];
                }
            }
            return;
        }
        for (int i = 0; i < s; i++) {
            for (int at = shape.row(d, i) + from; at < shape.row(d, i) + to; at++) {
                scratch[at] = scratch[at] == 0 ? 0 : scratch[at] / sums[at];
            }
        }
        // The sums are not needed any more; what comes back through Q takes their place.
        multiply(kernel, scratch, sums, d, from, to);
        for (int i = 0; i < s; i++) {
            for (int at = shape.row(d, i) + from; at < shape.row(d, i) + to; at++) {
                gradient[components + at] += scale * cores[at] * sums[at];
            }
        }
    }

    /** Qⁿ[x, s] R_d[s, k] / u_d(x, k) for every s: the law of a coordinate at the end that starts at x and follows component k. */
    public void conditional(int d, int x, int k, double[] out, int from) {
        int s = shape.categories();
        double sum = 0;
        for (int i = 0; i < s; i++) {
            double r = kernel[x * s + i] * cores[shape.row(d, i) + k];
            out[from + i] = r;
            sum += r;
        }
        for (int i = 0; i < s; i++) {
            out[from + i] /= sum;
        }
    }

    private void forEachPart(StepContext context, Part part) {
        context.workers().forEach(shape.dimension() * blocks, b -> {
            context.cancel().throwIfCancelled();
            int from = b % blocks * COMPONENT_BLOCK;
            part.run(b / blocks, from, Math.min(shape.components(), from + COMPONENT_BLOCK));
        });
    }

    /** The components from {@code from} to {@code to} of one dimension. */
    @FunctionalInterface
    private interface Part {
        void run(int d, int from, int to);
    }
}
