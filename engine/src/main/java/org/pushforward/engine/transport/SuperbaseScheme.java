package org.pushforward.engine.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * u is its least convex extension with slopes in P, u(z) = min over points y inside near z of u(y) + max over P of (z − y)·p (Benamou & Duval 2019,
 * doi:10.1017/S0956792518000451). f is scaled by 1 + α, unknown, and u is held at one point, so that masses need
 * not match; in the paper α is added, which bends flat places. Damped Newton.
 * First order. Immutable.
 */
final class SuperbaseScheme {

    private static final int[][][] BASES = bases();
    /** Slopes of the least that keep Newton's matrix regular. */
    private static final double LEAST_SLOPE = 1e-7;
    private static final int HALVINGS = 20;
    private static final int EDGE = 4;
    /** Points so near along both axes stand for one outside. */
    private static final int NEAR = 3;
    private static final int THIRDS = 24;

    /** A point outside, in cells, and the points inside near it. */
    private record Outside(int index, int i, int j, int[] who) { }

    /** u at the points outside: the value, and the two points inside between which the least is, with the part of the second. */
    private record Extension(double[] value, int[] first, int[] second, double[] part) { }

    final ConvexShape domain;
    final ConvexShape target;
    final int n;
    final double h;
    final double x0;
    final double y0;
    /** Place of each point among the unknowns, −1 outside. */
    final int[] number;
    final int[] points;
    private final int stencil;
    private final double[] right;
    private final Formula g;
    private final SparseSystem system;
    private final Map<Integer, Outside> outside = new HashMap<>();

    /** @param alpha by which f is scaled up */
    record Solved(double[] u, double alpha, double residual, int iterations, String stalled) { }

    /** @param f by point, in c f; {@code g} as a formula of p and q */
    SuperbaseScheme(ConvexShape domain, ConvexShape target, int n, int stencil, double[] f, Formula g) {
        this.domain = domain;
        this.target = target;
        this.n = n;
        this.stencil = stencil;
        this.g = g;
        double[] frame = domain.frame();
        h = 2 * frame[2] / n;
        x0 = frame[0] - frame[2];
        y0 = frame[1] - frame[2];
        number = new int[n * n];
        List<Integer> inside = new ArrayList<>();
        for (int k = 0; k < n * n; k++) {
            boolean isIn = domain.contains(x(k), y(k));
            number[k] = isIn ? inside.size() : -1;
            if (isIn) {
                inside.add(k);
            }
        }
        points = inside.stream().mapToInt(k -> k).toArray();
        right = new double[points.length];
        Arrays.setAll(right, a -> f[points[a]]);
        List<int[]> neighbors = Arrays.stream(points).mapToObj(this::known).toList();
        system = new SparseSystem(Arrays.stream(points).mapToDouble(this::x).toArray(), Arrays.stream(points).mapToDouble(this::y).toArray(), neighbors);
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

    double x(int k) {
        return x0 + (k / n + 0.5) * h;
    }

    double y(int k) {
        return y0 + (k % n + 0.5) * h;
    }

    private int neighbor(int k, int dx, int dy) {
        int i = k / n + dx;
        int j = k % n + dy;
        return i < 0 || j < 0 || i >= n || j >= n ? -1 : number[i * n + j];
    }

    /** All whose values the equation at a point may ask for. */
    private int[] known(int k) {
        TreeSet<Integer> all = new TreeSet<>(List.of(number[k]));
        for (int[] e : directions()) {
            int b = neighbor(k, e[0], e[1]);
            if (b >= 0) {
                all.add(b);
            } else {
                Arrays.stream(outside(k, e).who).forEach(all::add);
            }
        }
        return all.stream().mapToInt(a -> a).toArray();
    }

    private List<int[]> directions() {
        return Arrays.stream(BASES).limit(Math.max(2, stencil)).flatMap(Arrays::stream).flatMap(e -> Stream.of(e, new int[] {-e[0], -e[1]})).toList();
    }

    private Outside outside(int k, int[] e) {
        int i = k / n + e[0];
        int j = k % n + e[1];
        return outside.computeIfAbsent((i + EDGE) * (n + 2 * EDGE) + j + EDGE, _ -> {
            List<Integer> who = new ArrayList<>();
            for (int dx = -NEAR; dx <= NEAR; dx++) {
                for (int dy = -NEAR; dy <= NEAR; dy++) {
                    int b = at(i + dx, j + dy);
                    if (b >= 0) {
                        who.add(b);
                    }
                }
            }
            return new Outside(outside.size(), i, j, who.stream().mapToInt(v -> v).toArray());
        });
    }

    private int at(int i, int j) {
        return i < 0 || j < 0 || i >= n || j >= n ? -1 : number[i * n + j];
    }

    /** h σ(z − y) for y a part of the way from one point inside to another. */
    private double climb(Outside z, int a, int b, double part) {
        double y0 = (1 - part) * (points[a] / n) + part * (points[b] / n);
        double y1 = (1 - part) * (points[a] % n) + part * (points[b] % n);
        return h * target.support(z.i - y0, z.j - y1);
    }

    /** The least over points inside near z, and over the segments from the best of them to its neighbors: on points alone its kinks would be too steep. */
    private Extension extended(double[] u) {
        int m = outside.size();
        Extension x = new Extension(new double[m], new int[m], new int[m], new double[m]);
        for (Outside z : outside.values()) {
            int best = z.who[0];
            double least = Double.POSITIVE_INFINITY;
            for (int a : z.who) {
                double v = u[a] + climb(z, a, a, 0);
                if (v < least) {
                    least = v;
                    best = a;
                }
            }
            x.value[z.index] = least;
            x.first[z.index] = best;
            x.second[z.index] = best;
            for (int dx = -1; dx <= 1; dx++) {
                for (int dy = -1; dy <= 1; dy++) {
                    int b = at(points[best] / n + dx, points[best] % n + dy);
                    if (b >= 0 && b != best && Arrays.stream(z.who).anyMatch(w -> w == b)) {
                        search(u, z, best, b, x);
                    }
                }
            }
        }
        return x;
    }

    /** The least along a segment, where the function is convex, by thirds. */
    private void search(double[] u, Outside z, int a, int b, Extension x) {
        double low = 0;
        double high = 1;
        for (int k = 0; k < THIRDS; k++) {
            double p = low + (high - low) / 3;
            double q = high - (high - low) / 3;
            if ((1 - p) * u[a] + p * u[b] + climb(z, a, b, p) < (1 - q) * u[a] + q * u[b] + climb(z, a, b, q)) {
                high = q;
            } else {
                low = p;
            }
        }
        double part = 0.5 * (low + high);
        double v = (1 - part) * u[a] + part * u[b] + climb(z, a, b, part);
        if (v < x.value[z.index]) {
            x.value[z.index] = v;
            x.first[z.index] = a;
            x.second[z.index] = b;
            x.part[z.index] = part;
        }
    }

    /** (u(x + h e) − u(x))/h. */
    private double slope(double[] u, Extension x, int a, int[] e, int sign) {
        int[] to = {sign * e[0], sign * e[1]};
        int b = neighbor(points[a], to[0], to[1]);
        return ((b >= 0 ? u[b] : x.value[outside(points[a], to).index]) - u[a]) / h;
    }

    private double second(double[] u, Extension x, int a, int[] e) {
        return (slope(u, x, a, e, 1) + slope(u, x, a, e, -1)) / h;
    }

    /** ∂u at all points by the middle of the two slopes. */
    double[][] gradients(double[] u) {
        Extension x = extended(u);
        double[][] d = new double[u.length][];
        Arrays.setAll(d, a -> gradient(u, x, a));
        return d;
    }

    private double[] gradient(double[] u, Extension x, int a) {
        int[] ex = {1, 0};
        int[] ey = {0, 1};
        return new double[] {0.5 * (slope(u, x, a, ex, 1) - slope(u, x, a, ex, -1)), 0.5 * (slope(u, x, a, ey, 1) - slope(u, x, a, ey, -1))};
    }

    /** Value, superbase and slopes by the three second differences. */
    private record Least(double value, int base, double[] slopes) { }

    private Least least(double[] u, Extension x, int a) {
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
    private double[] wanted(double[] u) {
        Extension x = extended(u);
        double[] w = new double[points.length];
        for (int a = 0; a < w.length; a++) {
            double[] p = gradient(u, x, a);
            w[a] = right[a] / g.value(p[0], p[1]);
        }
        return w;
    }

    /** det D²u − (1 + α) f/g. */
    private double[] equations(double[] u, double[] wanted, double alpha) {
        Extension x = extended(u);
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
        double[] from = domain.frame();
        double[] u = new double[points.length];
        double stretch = to[2] / from[2];
        Arrays.setAll(u, a -> {
            double dx = x(points[a]) - from[0];
            double dy = y(points[a]) - from[1];
            return to[0] * dx + to[1] * dy + 0.5 * stretch * (dx * dx + dy * dy);
        });
        double[] e = equations(u, wanted(u), 0);
        double alpha = Arrays.stream(e).sum() / Math.max(Arrays.stream(wanted(u)).sum(), Double.MIN_NORMAL);
        return new Solved(u, alpha, norm(equations(u, wanted(u), alpha)), 0, "");
    }

    Solved next(Solved s, CancelToken cancel) {
        double[] u = s.u;
        double[] wanted = wanted(u);
        double[] e = equations(u, wanted, s.alpha);
        Extension x = extended(u);
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
        for (int k = 0; k < HALVINGS; k++) {
            cancel.throwIfCancelled();
            double[] v = new double[u.length];
            for (int a = 0; a < v.length; a++) {
                v[a] = u[a] + part * (both.getFirst()[a] - change * both.getLast()[a]);
            }
            double toAlpha = s.alpha + part * change;
            double norm = norm(equations(v, wanted(v), toAlpha));
            if (norm < (1 - 0.1 * part) * s.residual) {
                return new Solved(v, toAlpha, norm, s.iterations + 1, "");
            }
            part *= 0.5;
        }
        return new Solved(u, s.alpha, s.residual, s.iterations + 1, "no part of Newton's step lessens the residual");
    }

    /** Derivatives of an equation by the values at points. */
    private TreeMap<Integer, Double> row(double[] u, Extension x, int a, double scale) {
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

    private void put(TreeMap<Integer, Double> row, Extension x, int a, int dx, int dy, double value) {
        if (value == 0) {
            return;
        }
        int b = neighbor(points[a], dx, dy);
        row.merge(a, -value, Double::sum);
        if (b >= 0) {
            row.merge(b, value, Double::sum);
        } else {
            int z = outside(points[a], new int[] {dx, dy}).index;
            row.merge(x.first[z], (1 - x.part[z]) * value, Double::sum);
            row.merge(x.second[z], x.part[z] * value, Double::sum);
        }
    }
}
