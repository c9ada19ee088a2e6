package org.pushforward.engine.bridge.discrete;

import java.util.Arrays;
import org.pushforward.engine.numerics.Philox;

/**
 * The reference between two given ends: X_n is i with probability Qⁿ[x₀, i] Q^{N+1−n}[i, x₁] / Q^{N+1}[x₀, x₁], every coordinate on its
 * own. Immutable and thread-safe.
 */
public final class ReferenceBridge {

    private final int transitions;
    private final int categories;
    private final double[][] powers;
    private final double[][] logs;

    public ReferenceBridge(CategoricalReference reference) {
        transitions = reference.transitions();
        categories = reference.categories();
        powers = new double[transitions + 1][];
        logs = new double[transitions + 1][];
        for (int n = 0; n <= transitions; n++) {
            powers[n] = reference.power(n).toArray();
            logs[n] = Arrays.stream(powers[n]).map(Math::log).toArray();
        }
    }

    public int transitions() {
        return transitions;
    }

    /** Qⁿ, S × S, which is not to be written; empty for n = 0. */
    public double[] power(int n) {
        return n == 0 ? new double[0] : powers[n];
    }

    /** Qⁿ, S × S, also for n = 0; not to be written. */
    public double[] matrix(int n) {
        return powers[n];
    }

    /** log Qⁿ, S × S; not to be written. */
    public double[] logMatrix(int n) {
        return logs[n];
    }

    public int categories() {
        return categories;
    }

    /** Qⁿ[i, j]. */
    public double probability(int n, int i, int j) {
        return powers[n][i * categories + j];
    }

    /** A category {@code steps} after a and {@code rest} before b, by a number uniform in (0, 1]. */
    public int between(int a, int steps, int b, int rest, double u, double[] scratch) {
        double[] there = powers[steps];
        double[] back = powers[rest];
        for (int i = 0; i < categories; i++) {
            scratch[i] = there[a * categories + i] * back[i * categories + b];
        }
        return CategorySource.pick(scratch, 0, categories, u);
    }

    /** Bridges between the rows of x₀ and x₁ at all times: [n][rows × D]. */
    public int[][] ways(int[] x0, int[] x1, Philox random) {
        int[][] ways = new int[transitions + 1][];
        ways[0] = x0;
        double[] u = new double[x0.length];
        double[] scratch = new double[categories];
        for (int n = 1; n <= transitions; n++) {
            random.uniforms(0, x0.length, n, 1, u, 0);
            ways[n] = new int[x0.length];
            for (int k = 0; k < x0.length; k++) {
                ways[n][k] = between(ways[n - 1][k], 1, x1[k], transitions - n, u[k], scratch);
            }
        }
        return ways;
    }

    /** A neighbouring pair of times on the bridges between the rows of x₀ and x₁: X_n and X_{n+1}. */
    public record Step(int[] x, int[] next) { }

    /** Draws {@code step} of the stream. */
    public Step step(int[] x0, int[] x1, int n, Philox random, int step) {
        double[] u = new double[2 * x0.length];
        random.uniforms(0, x0.length, step, 2, u, 0);
        double[] scratch = new double[categories];
        int[] x = new int[x0.length];
        int[] next = new int[x0.length];
        for (int k = 0; k < x0.length; k++) {
            x[k] = between(x0[k], n, x1[k], transitions - n, u[2 * k], scratch);
            next[k] = between(x[k], 1, x1[k], transitions - n - 1, u[2 * k + 1], scratch);
        }
        return new Step(x, next);
    }
}
