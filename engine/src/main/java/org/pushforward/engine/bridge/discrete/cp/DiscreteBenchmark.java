package org.pushforward.engine.bridge.discrete.cp;

import java.util.Arrays;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.CategorySource;
import org.pushforward.engine.numerics.Philox;

/**
 * A pair of distributions on S categories in D dimensions whose bridge is known: choose p₀ and a potential v in CP form, then
 * q*(x₀, x₁) = p₀(x₀) Π_d Q^{N+1}[x₀,x₁] v(x₁) / c(x₀) with c = Q^{N+1}v is the bridge to its own second marginal p₁ (construction of the
 * catsbench program; Aramayo, Ksenofontov & Korotin 2025). p₀ has independent coordinates; the cores of v are discretised
 * normal densities about means on a sphere of radius {@value #RADIUS}, which are kept apart. p₁ is drawn in two steps, component then
 * coordinates. Immutable and thread-safe.
 */
public final class DiscreteBenchmark {

    /** Half width of the cube that p₀ is quantised on, and of that of the means. */
    static final double SPAN = 7;
    private static final double MEAN_SPAN = 5;
    private static final double RADIUS = 5;
    /** Standard deviation of a core in categories, and how many of them means are apart at least. */
    private static final double DEVIATION = 2;
    private static final double APART = 2.5;
    private static final int TRIES = 100;
    /** Below that products over a plane of what the reference does leave double precision. */
    private static final double LEAST = 1e-140;

    /** The distribution of every coordinate at the start. */
    public enum Start { NORMAL, UNIFORM }

    private final CategoricalReference reference;
    private final double[] p0;
    private final CpShape shape;
    private final double[] theta;
    /** The true plan, worked out when somebody asks: with many categories that takes a third of a second. */
    private CpPlan plan;

    /** @param components K* */
    public DiscreteBenchmark(CategoricalReference reference, int dimension, int components, Start start, Philox random) {
        this.reference = reference;
        requireMoving(reference, "alpha");
        int s = reference.categories();
        p0 = start(start, s);
        shape = new CpShape(dimension, s, components);
        theta = potential(shape, random);
    }

    /**
     * @param noise the parameter that says how far the reference moves
     * @throws InputException when a way of the reference is too unlikely to be computed with
     */
    public static void requireMoving(CategoricalReference reference, String noise) {
        double least = reference.leastLikely();
        if (least < LEAST) {
            throw new InputException(noise + ": the reference hardly moves, its least likely way has probability " + least,
                    "give a larger " + noise + ", more steps or a larger skip");
        }
    }

    private static double[] start(Start start, int s) {
        int fine = 16;
        double[] p = new double[s];
        for (int k = 0; k < s * fine; k++) {
            double x = SPAN * (2 * (k + 0.5) / (s * fine) - 1);
            p[k / fine] += switch (start) {
                case NORMAL -> Math.exp(-0.5 * x * x);
                case UNIFORM -> Math.abs(x) <= 3 ? 1 : 0;
            };
        }
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(v -> v / sum).toArray();
    }

    private static double[] potential(CpShape shape, Philox random) {
        int k0 = shape.components();
        int[][] means = means(shape, random);
        double[] theta = new double[shape.size()];
        Arrays.fill(theta, 0, k0, -Math.log(k0));
        for (int k = 0; k < k0; k++) {
            for (int d = 0; d < shape.dimension(); d++) {
                for (int i = 0; i < shape.categories(); i++) {
                    double r = (i - means[k][d]) / DEVIATION;
                    theta[k0 + shape.row(d, i) + k] = -0.5 * r * r - Math.log(DEVIATION * Math.sqrt(2 * Math.PI));
                }
            }
        }
        return theta;
    }

    private static int[][] means(CpShape shape, Philox random) {
        int d = shape.dimension();
        int[][] means = new int[shape.components()][d];
        double[] z = new double[d];
        for (int k = 0; k < means.length; k++) {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                random.normals(k, 1, attempt, d, z, 0);
                double norm = Math.sqrt(Arrays.stream(z).map(v -> v * v).sum());
                for (int j = 0; j < d; j++) {
                    means[k][j] = CategorySource.bin(RADIUS * z[j] / norm, shape.categories(), MEAN_SPAN);
                }
                if (isApart(means, k)) {
                    break;
                }
            }
        }
        return means;
    }

    private static boolean isApart(int[][] means, int k) {
        for (int other = 0; other < k; other++) {
            double square = 0;
            for (int j = 0; j < means[k].length; j++) {
                square += Math.pow(means[k][j] - means[other][j], 2);
            }
            if (square < Math.pow(APART * DEVIATION, 2)) {
                return false;
            }
        }
        return true;
    }

    public CategoricalReference reference() {
        return reference;
    }

    /** The law of every coordinate at the start. */
    public double[] p0() {
        return p0;
    }

    public CpShape shape() {
        return shape;
    }

    /** The logarithms of v. */
    public double[] theta() {
        return theta.clone();
    }

    /** q*. */
    public synchronized CpPlan plan() {
        if (plan == null) {
            plan = CpPlan.of(shape, theta, reference.kernel().toArray(), StepContext.creating());
        }
        return plan;
    }

    /** p₀. */
    public CategorySource source() {
        return new Draws(false);
    }

    /** p₁. */
    public CategorySource target() {
        return new Draws(true);
    }

    /** Pairs of q*: x₀ as {@code source().draw} gives it, x₁ as {@code target().draw}. */
    private final class Draws implements CategorySource {
        private final boolean end;

        Draws(boolean end) {
            this.end = end;
        }

        @Override
        public int dimension() {
            return shape.dimension();
        }

        @Override
        public int categories() {
            return shape.categories();
        }

        @Override
        public void draw(Philox random, int step, long first, int count, int[] out, int from) {
            int d = shape.dimension();
            double[] u = new double[2 * d + 1];
            int[] x = new int[d];
            CpPlan truth = plan();
            CpPlan.Scratch scratch = truth.scratch();
            for (int p = 0; p < count; p++) {
                random.uniforms(first + p, 1, step, u.length, u, 0);
                for (int j = 0; j < d; j++) {
                    x[j] = CategorySource.pick(p0, 0, p0.length, u[j]);
                }
                if (end) {
                    truth.draw(x, u, d, out, from + p * d, scratch);
                } else {
                    System.arraycopy(x, 0, out, from + p * d, d);
                }
            }
        }
    }
}
