package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Jets;
import org.pushforward.engine.learn.layer.Legendre;

/**
 * u(x) = ½|x − c|² + s N(x) on [0, 1]^d, N a Legendre–Kolmogorov–Arnold network or a perceptron with tanh, with exact second derivatives. The
 * quadratic part, ours, lets u begin near a convex function; a problem that comes in little by little is that of a growing share s. Immutable.
 *
 * @param middle c
 * @param share s in (0, 1]
 */
record ConvexNetwork(int d, double middle, double share, List<Legendre> legendre, List<Dense> dense) {

    static final String LEGENDRE = "legendre";
    static final String TANH = "tanh";
    /** From [0, 1] to [−1, 1]. */
    private static final double SHIFT = 0.5;
    private static final double SCALE = 2;
    private static final int SOME = 2048;
    /** Size of a layer at the start, and that of the last one: u begins near its quadratic part. */
    private static final double USUAL = 0.7;
    private static final double SMALL = 0.03;
    /** Of more variables than so many the network is next to nothing at the start, so that u begins convex: many curvatures are rarely all positive. */
    private static final int FEW = 3;
    private static final double TINY = 1e-4;

    static ConvexNetwork legendre(int d, int width, int layers, int degree) {
        List<Legendre> all = new ArrayList<>();
        for (int l = 0; l <= layers; l++) {
            all.add(new Legendre("kan" + l, l == 0 ? d : width, l == layers ? 1 : width, degree, l == layers ? last(d) : USUAL));
        }
        return new ConvexNetwork(d, SHIFT, 1, all, List.of());
    }

    static ConvexNetwork tanh(int d, int width, int layers) {
        List<Dense> all = new ArrayList<>();
        for (int l = 0; l <= layers; l++) {
            int in = l == 0 ? d : width;
            all.add(new Dense("tanh" + l, in, l == layers ? 1 : width, Weights.Start.uniform((l == layers ? last(d) : 1) / Math.sqrt(in))));
        }
        return new ConvexNetwork(d, SHIFT, 1, List.of(), all);
    }

    private static double last(int d) {
        return d > FEW ? TINY : SMALL;
    }

    /** The same about 0: ∇u begins near the identity. */
    ConvexNetwork aboutZero() {
        return new ConvexNetwork(d, 0, share, legendre, dense);
    }

    /** The same network with another share of u. */
    ConvexNetwork shared(double s) {
        return new ConvexNetwork(d, middle, s, legendre, dense);
    }

    /** A perceptron of as many hidden layers with at least as many weights, and the same share. */
    ConvexNetwork rival() {
        int layers = legendre.size() - 1;
        int most = weights().size();
        int width = 1;
        while (tanh(d, width, layers).weights().size() < most) {
            width++;
        }
        return tanh(d, width, layers).shared(share);
    }

    Weights weights() {
        return legendre.isEmpty() ? Weights.of(dense.toArray(Weights.Owner[]::new)) : Weights.of(legendre.toArray(Weights.Owner[]::new));
    }

    /** Jets of u at points. */
    Value jets(Theta w, double[] x) {
        Value n = through(w, Jets.variables(w.tape(), x, d, SHIFT, SCALE));
        int k = Jets.size(d);
        double[] base = new double[x.length / d * k];
        for (int p = 0; p < x.length / d; p++) {
            base[p * k] = half(x, p);
            for (int i = 0; i < d; i++) {
                base[p * k + 1 + i] = x[p * d + i] - middle;
                base[p * k + 1 + d + i * d - i * (i - 1) / 2] = 1;
            }
        }
        return n.plus(w.tape().of(base, x.length / d, k, 1));
    }

    private double half(double[] x, int p) {
        double s = 0;
        for (int i = 0; i < d; i++) {
            s += 0.5 * (x[p * d + i] - middle) * (x[p * d + i] - middle);
        }
        return s;
    }

    /** u at points: a vector. */
    Value values(Theta w, double[] x) {
        double[] base = new double[x.length / d];
        Arrays.setAll(base, p -> half(x, p));
        return through(w, Jets.values(w.tape(), x, d, SHIFT, SCALE)).reshape(x.length / d).plus(w.tape().of(base, base.length));
    }

    /** s N. */
    private Value through(Theta w, Value in) {
        Value v = in;
        for (Legendre l : legendre) {
            v = l.apply(w, v);
        }
        for (int l = 0; l < dense.size(); l++) {
            v = Jets.linear(w, l == 0 ? v : Jets.tanh(v), dense.get(l).name() + ".matrix", dense.get(l).name() + ".bias");
        }
        return share == 1 ? v : v.times(share);
    }

    /** u at points, without derivatives. */
    double[] at(Fit fit, double[] x, CancelToken cancel) {
        double[] u = new double[x.length / d];
        for (int from = 0; from < u.length; from += SOME) {
            int to = Math.min(u.length, from + SOME);
            double[] some = Arrays.copyOfRange(x, from * d, to * d);
            System.arraycopy(fit.evaluate(cancel, w -> values(w, some)), 0, u, from, to - from);
        }
        return u;
    }

    /** Gradient and Hessian (d × d) at points: d + d² numbers each. */
    double[] derivatives(Fit fit, double[] x, CancelToken cancel) {
        int k = Jets.size(d);
        double[] out = new double[x.length / d * (d + d * d)];
        for (int from = 0; from < x.length / d; from += SOME) {
            int to = Math.min(x.length / d, from + SOME);
            double[] some = Arrays.copyOfRange(x, from * d, to * d);
            double[] jets = fit.evaluate(cancel, w -> jets(w, some));
            for (int p = 0; p < to - from; p++) {
                int at = (from + p) * (d + d * d);
                System.arraycopy(jets, p * k + 1, out, at, d);
                int h = p * k + 1 + d;
                for (int i = 0; i < d; i++) {
                    for (int j = i; j < d; j++) {
                        out[at + d + i * d + j] = jets[h];
                        out[at + d + j * d + i] = jets[h++];
                    }
                }
            }
        }
        return out;
    }

    /** The pivots of D²u without exchanges, all positive where it is positive definite: d vectors, whose product is the determinant. */
    List<Value> pivots(Value jets) {
        Value[][] h = new Value[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = i; j < d; j++) {
                h[i][j] = Jets.second(jets, d, i, j);
            }
        }
        List<Value> pivots = new ArrayList<>();
        for (int k = 0; k < d; k++) {
            pivots.add(h[k][k]);
            for (int i = k + 1; i < d; i++) {
                Value l = h[k][i].over(h[k][k]);
                for (int j = i; j < d; j++) {
                    h[i][j] = h[i][j].minus(l.times(h[k][j]));
                }
            }
        }
        return pivots;
    }

    /** det D²u and its least eigenvalue in the plane. */
    Value[] determinant(Value jets) {
        Value a = Jets.second(jets, 2, 0, 0);
        Value b = Jets.second(jets, 2, 0, 1);
        Value c = Jets.second(jets, 2, 1, 1);
        Value spread = a.minus(c).times(0.5).square().plus(b.square()).plus(1e-12).root();
        return new Value[] {a.times(c).minus(b.square()), a.plus(c).times(0.5).minus(spread)};
    }
}
