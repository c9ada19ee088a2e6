package org.pushforward.engine.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Formula;
import org.pushforward.engine.numerics.Jet;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * g(∇u) det D²u = c f with ∇u(Ω) = P on n × n points (after Benamou, Collino & Mirebeau 2016, doi:10.1090/mcom/3080, and Bonnet & Mirebeau 2022,
 * doi:10.1051/m2an/2022029). det D²u is the least, over superbases e₀ + e₁ + e₂ = 0 of the grid, of h(m₀, m₁, m₂) with the second differences mᵢ along eᵢ:
 * the product of the two smaller ones where the third is at least their sum, else ½(m₀m₁ + m₁m₂ + m₂m₀) − ¼(m₀² + m₁² + m₂²). Beyond the edge of Ω
 * u is its least convex extension with slopes in P ({@link ConvexExtension}). f at a point is its mean over the part of Ω that is nearest to it
 * ({@link GridSet#shares}). It is scaled by 1 + α, unknown, and u is held at one point, so that masses need
 * not match; in the paper α is added, which bends flat places. Damped Newton.
 * First order. Immutable.
 */
final class SuperbaseScheme {

    private static final int[][][] BASES = bases();
    /** Slopes of the least that keep Newton's matrix regular. */
    private static final double LEAST_SLOPE = 1e-7;
    private static final int HALVINGS = 20;

    final GridSet grid;
    final ConvexShape target;
    private final int stencil;
    private final double[] right;
    private final Formula g;
    private final SparseSystem system;
    private final int[] points;
    private final double h;
    private final ConvexExtension extension;

    /**
     * @param alpha by which f is scaled up
     * @param bearable a mean of the residuals so far, of which each counts half as much as the next
     */
    record Solved(double[] u, double alpha, double residual, double bearable, int iterations, String stalled) {
        Solved to(double[] v, double toAlpha, double norm) {
            return new Solved(v, toAlpha, norm, (0.5 * bearable + norm) / 1.5, iterations + 1, "");
        }
    }

    /** @param f by point of the grid, in c f; {@code g} as a formula of p and q */
    SuperbaseScheme(GridSet grid, ConvexShape target, int stencil, double[] f, Formula g) {
        this.grid = grid;
        this.target = target;
        this.stencil = stencil;
        this.g = g;
        points = grid.points;
        h = grid.h;
        extension = new ConvexExtension(grid, target);
        right = new double[points.length];
        Arrays.setAll(right, a -> f[points[a]]);
        List<int[]> neighbors = Arrays.stream(points).mapToObj(this::known).toList();
        system = new SparseSystem(Arrays.stream(points).mapToDouble(grid::x).toArray(), Arrays.stream(points).mapToDouble(grid::y).toArray(), neighbors);
    }

    /** 2, 6 and 10 superbases; a triple of vectors each. */
    private static int[][][] bases() {
        int[][][] b = new int[10][][];
        int at = 0;
        int[][][] first = {{{1, 0}, {0, 1}}, {{1, 0}, {0, -1}}, {{1, 0}, {1, 1}}, {{0, 1}, {1, 1}}, {{1, 0}, {1, -1}}, {{0, -1}, {1, -1}}, {{1, 0}, {2, 1}}, {{0, 1}, {1, 2}}, {{1, 0}, {2, -1}},
            {{0, -1}, {1, -2}}};
        for (int[][] p : first) {
            b[at++] = new int[][] {p[0], p[1], {-p[0][0] - p[1][0], -p[0][1] - p[1][1]}};
        }
        return b;
    }

    /** All whose values the equation at a point may ask for. */
    private int[] known(int k) {
        TreeSet<Integer> all = new TreeSet<>(List.of(grid.number[k]));
        for (int[] e : directions()) {
            int b = grid.neighbor(k, e[0], e[1]);
            if (b >= 0) {
                all.add(b);
            } else {
                Arrays.stream(extension.outside(k, e).who()).forEach(all::add);
            }
        }
        return all.stream().mapToInt(a -> a).toArray();
    }

    private List<int[]> directions() {
        return Arrays.stream(BASES).limit(Math.max(2, stencil)).flatMap(Arrays::stream).flatMap(e -> Stream.of(e, new int[] {-e[0], -e[1]})).toList();
    }

    /** (u(x + h e) − u(x))/h. */
    private double slope(double[] u, ConvexExtension.Values x, int a, int[] e, int sign) {
        int[] to = {sign * e[0], sign * e[1]};
        int b = grid.neighbor(points[a], to[0], to[1]);
        return ((b >= 0 ? u[b] : x.value()[extension.outside(points[a], to).index()]) - u[a]) / h;
    }

    private double second(double[] u, ConvexExtension.Values x, int a, int[] e) {
        return (slope(u, x, a, e, 1) + slope(u, x, a, e, -1)) / h;
    }

    /** ∂u at all points by the middle of the two slopes. */
    double[][] gradients(double[] u) {
        ConvexExtension.Values x = extension.of(u);
        double[][] d = new double[u.length][];
        Arrays.setAll(d, a -> gradient(u, x, a));
        return d;
    }

    private double[] gradient(double[] u, ConvexExtension.Values x, int a) {
        int[] ex = {1, 0};
        int[] ey = {0, 1};
        return new double[] {0.5 * (slope(u, x, a, ex, 1) - slope(u, x, a, ex, -1)), 0.5 * (slope(u, x, a, ey, 1) - slope(u, x, a, ey, -1))};
    }

    /** Value, superbase and slopes by the three second differences. */
    private record Least(double value, int base, double[] slopes) { }

    private Least least(double[] u, ConvexExtension.Values x, int a) {
        Least best = new Least(Double.POSITIVE_INFINITY, 0, new double[3]);
        for (int b = 0; b < stencil; b++) {
            double[] m = new double[3];
            double negative = 0;
            for (int k = 0; k < 3; k++) {
                m[k] = second(u, x, a, BASES[b][k]);
                negative += Math.min(0, m[k]);
                m[k] = Math.max(0, m[k]);
            }
            double value = form(m) + negative;
            if (value < best.value) {
                double[] s = slopes(m);
                for (int k = 0; k < 3; k++) {
                    s[k] = m[k] == 0 ? Math.max(1, s[k]) : Math.max(LEAST_SLOPE, s[k]);
                }
                best = new Least(value, b, s);
            }
        }
        return best;
    }

    private static double form(double[] m) {
        int top = top(m);
        double p = m[(top + 1) % 3];
        double q = m[(top + 2) % 3];
        double t = m[top];
        return t >= p + q ? p * q : 0.5 * (t * p + p * q + q * t) - 0.25 * (t * t + p * p + q * q);
    }

    private static double[] slopes(double[] m) {
        int top = top(m);
        int a = (top + 1) % 3;
        int b = (top + 2) % 3;
        double[] s = new double[3];
        if (m[top] >= m[a] + m[b]) {
            s[a] = m[b];
            s[b] = m[a];
            return s;
        }
        for (int k = 0; k < 3; k++) {
            s[k] = 0.5 * (m[(k + 1) % 3] + m[(k + 2) % 3] - m[k]);
        }
        return s;
    }

    private static int top(double[] m) {
        return m[0] >= m[1] && m[0] >= m[2] ? 0 : m[1] >= m[2] ? 1 : 2;
    }

    /** f/g at the present gradients. */
    private double[] wanted(double[] u, ConvexExtension.Values x) {
        double[] w = new double[points.length];
        for (int a = 0; a < w.length; a++) {
            double[] p = gradient(u, x, a);
            w[a] = right[a] / g.value(p[0], p[1]);
        }
        return w;
    }

    /** det D²u − (1 + α) f/g. */
    private double[] equations(double[] u, ConvexExtension.Values x, double[] wanted, double alpha) {
        double[] e = new double[points.length];
        Arrays.setAll(e, a -> least(u, x, a).value - (1 + alpha) * wanted[a]);
        return e;
    }

    private double norm(double[] e) {
        double sum = 0;
        double scale = 0;
        for (int a = 0; a < e.length; a++) {
            sum += e[a] * e[a];
            scale += right[a] * right[a];
        }
        return Math.sqrt(sum / Math.max(scale, Double.MIN_NORMAL));
    }

    Solved start() {
        double[] to = target.frame();
        double[] from = grid.domain.frame();
        double[] u = new double[points.length];
        double stretch = to[2] / from[2];
        Arrays.setAll(u, a -> {
            double dx = grid.x(points[a]) - from[0];
            double dy = grid.y(points[a]) - from[1];
            return to[0] * dx + to[1] * dy + 0.5 * stretch * (dx * dx + dy * dy);
        });
        ConvexExtension.Values x = extension.of(u);
        double[] wanted = wanted(u, x);
        double alpha = Arrays.stream(equations(u, x, wanted, 0)).sum() / Math.max(Arrays.stream(wanted).sum(), Double.MIN_NORMAL);
        double norm = norm(equations(u, x, wanted, alpha));
        return new Solved(u, alpha, norm, norm, 0, "");
    }

    Solved next(Solved s, CancelToken cancel) {
        double[] u = s.u;
        ConvexExtension.Values x = extension.of(u);
        double[] wanted = wanted(u, x);
        double[] e = equations(u, x, wanted, s.alpha);
        SparseSystem.Matrix matrix = system.matrix();
        int held = points.length / 2;
        for (int a = 0; a < points.length; a++) {
            TreeMap<Integer, Double> row = row(u, x, a, 1 + s.alpha);
            if (a == held) {
                row.merge(a, row.get(a), Double::sum);
            }
            int number = a;
            row.forEach((column, value) -> matrix.set(number, column, value));
        }
        // With u held at one point, what α changes by follows: δ = y − a z, and is 0 there.
        List<double[]> both = matrix.solve(List.of(Arrays.stream(e).map(v -> -v).toArray(), Arrays.stream(wanted).map(v -> -v).toArray()), cancel);
        double change = both.getFirst()[held] / both.getLast()[held];
        double part = 1;
        Optional<Solved> bearable = Optional.empty();
        for (int k = 0; k < HALVINGS; k++) {
            cancel.throwIfCancelled();
            double[] v = new double[u.length];
            for (int a = 0; a < v.length; a++) {
                v[a] = u[a] + part * (both.getFirst()[a] - change * both.getLast()[a]);
            }
            double toAlpha = s.alpha + part * change;
            ConvexExtension.Values beyond = extension.of(v);
            double norm = norm(equations(v, beyond, wanted(v, beyond), toAlpha));
            if (norm < (1 - 0.1 * part) * s.residual) {
                return s.to(v, toAlpha, norm);
            }
            if (bearable.isEmpty() && norm < s.bearable) {
                bearable = Optional.of(s.to(v, toAlpha, norm));
            }
            part *= 0.5;
        }
        // The least over superbases has kinks, and on flat places a step into the next piece may have to rise first.
        return bearable.orElse(new Solved(u, s.alpha, s.residual, s.bearable, s.iterations + 1, "no part of Newton's step lessens the residual"));
    }

    /** Derivatives of an equation by the values at points. */
    private TreeMap<Integer, Double> row(double[] u, ConvexExtension.Values x, int a, double scale) {
        TreeMap<Integer, Double> row = new TreeMap<>();
        row.put(a, 0.0);
        Least l = least(u, x, a);
        for (int k = 0; k < 3; k++) {
            int[] e = BASES[l.base][k];
            for (int sign = -1; sign <= 1; sign += 2) {
                put(row, x, a, sign * e[0], sign * e[1], l.slopes[k] / (h * h));
            }
        }
        double[] p = gradient(u, x, a);
        Jet j = g.jet(p[0], p[1]);
        double factor = scale * right[a] / (j.value() * j.value()) * 0.5 / h;
        for (int sign = -1; sign <= 1; sign += 2) {
            put(row, x, a, sign, 0, sign * factor * j.gradient()[0]);
            put(row, x, a, 0, sign, sign * factor * j.gradient()[1]);
        }
        return row;
    }

    private void put(TreeMap<Integer, Double> row, ConvexExtension.Values x, int a, int dx, int dy, double value) {
        if (value == 0) {
            return;
        }
        int b = grid.neighbor(points[a], dx, dy);
        row.merge(a, -value, Double::sum);
        if (b >= 0) {
            row.merge(b, value, Double::sum);
        } else {
            int z = extension.outside(points[a], new int[] {dx, dy}).index();
            row.merge(x.first()[z], (1 - x.part()[z]) * value, Double::sum);
            row.merge(x.second()[z], x.part()[z] * value, Double::sum);
        }
    }
}
