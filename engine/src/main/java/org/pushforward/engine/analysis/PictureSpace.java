package org.pushforward.engine.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pushforward.engine.geometry.P1Elements;

/**
 * What a picture is made of and how it is differentiated, on triangles of the square [−1, 1]²: linear elements with a gradient a triangle, or
 * constants on triangles with a jump an edge. Masses are the inner product of pictures, areas or lengths that of dual fields. Immutable.
 */
sealed interface PictureSpace {

    /** Unknowns. */
    int size();

    /** Numbers of a dual field. */
    int dual();

    double mass(int k);

    double x(int k);

    double y(int k);

    /** Mean of a function about unknown k. */
    double mean(int k, Plane f);

    void gradient(double[] u, double[] out);

    void adjoint(double[] p, double[] out);

    /** Each vector or number of a dual field no longer than β, in place. */
    void project(double[] p, double beta);

    /** Σ |T| |g_T| or Σ |e| |g_e|. */
    double variation(double[] g);

    double dualProduct(double[] p, double[] q);

    double[] xy();

    int[] triangles();

    boolean isLinear();

    /** |p|/β of every triangle. */
    double[] sizes(double[] p, double beta);

    /** A function of the plane. */
    interface Plane {
        double at(double x, double y);
    }

    static PictureSpace linear(double[] xy, int[] triangles) {
        return new Linear(xy, triangles, new P1Elements(xy, triangles));
    }

    static PictureSpace constant(double[] xy, int[] triangles) {
        return Constant.of(xy, triangles);
    }

    /** The norm of the gradient, by twenty steps of the power method and a margin. */
    default double norm() {
        double[] u = new double[size()];
        Arrays.setAll(u, k -> (k * 7919 % 13) - 6 + 0.5 * Math.sin(k));
        double[] g = new double[dual()];
        double[] back = new double[u.length];
        double value = 1;
        for (int k = 0; k < 40; k++) {
            double length = Math.sqrt(IntStream.range(0, u.length).mapToDouble(v -> mass(v) * u[v] * u[v]).sum());
            for (int v = 0; v < u.length; v++) {
                u[v] /= length;
            }
            gradient(u, g);
            value = Math.sqrt(dualProduct(g, g));
            adjoint(g, back);
            System.arraycopy(back, 0, u, 0, u.length);
        }
        return 1.05 * value;
    }

    /** u of u + w ∇*∇u = f by conjugate gradients. */
    default double[] smoothed(double[] f, double w) {
        double[] u = f.clone();
        double[] g = new double[dual()];
        double[] back = new double[u.length];
        double[] r = new double[u.length];
        gradient(u, g);
        adjoint(g, back);
        Arrays.setAll(r, k -> f[k] - u[k] - w * back[k]);
        double[] d = r.clone();
        double rr = product(r, r);
        double first = rr;
        for (int k = 0; k < 200 && rr > 1e-16 * first; k++) {
            gradient(d, g);
            adjoint(g, back);
            double[] image = new double[d.length];
            Arrays.setAll(image, i -> d[i] + w * back[i]);
            double a = rr / product(d, image);
            for (int i = 0; i < u.length; i++) {
                u[i] += a * d[i];
                r[i] -= a * image[i];
            }
            double next = product(r, r);
            for (int i = 0; i < d.length; i++) {
                d[i] = r[i] + next / rr * d[i];
            }
            rr = next;
        }
        return u;
    }

    private double product(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> mass(k) * a[k] * b[k]).sum();
    }

    /** Unknowns nearest to y = 0, from left to right. */
    default int[] middle() {
        double h = IntStream.range(0, size()).mapToDouble(k -> Math.abs(y(k))).min().orElse(0) + 1e-9;
        return IntStream.range(0, size()).filter(k -> Math.abs(y(k)) <= h && y(k) >= -1e-12).boxed().sorted(Comparator.comparingDouble(this::x)).mapToInt(k -> k).toArray();
    }

    /** Linear elements. */
    record Linear(double[] xy, int[] triangles, P1Elements elements) implements PictureSpace {

        @Override
        public int size() {
            return elements.nodes();
        }

        @Override
        public int dual() {
            return 2 * elements.count();
        }

        @Override
        public double mass(int k) {
            return elements.mass(k);
        }

        @Override
        public double x(int k) {
            return xy[2 * k];
        }

        @Override
        public double y(int k) {
            return xy[2 * k + 1];
        }

        @Override
        public double mean(int k, Plane f) {
            // Over the square about a node: edges are where their area is, to a sixth of a cell.
            double h = 2 / (Math.sqrt(size()) - 1);
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 6; j++) {
                    sum += f.at(x(k) + h * ((i + 0.5) / 6 - 0.5), y(k) + h * ((j + 0.5) / 6 - 0.5)) / 36;
                }
            }
            return sum;
        }

        @Override
        public void gradient(double[] u, double[] out) {
            elements.gradient(u, out);
        }

        @Override
        public void adjoint(double[] p, double[] out) {
            elements.adjoint(p, out);
        }

        @Override
        public void project(double[] p, double beta) {
            for (int t = 0; t < p.length; t += 2) {
                double by = Math.max(1, Math.hypot(p[t], p[t + 1]) / beta);
                p[t] /= by;
                p[t + 1] /= by;
            }
        }

        @Override
        public double variation(double[] g) {
            return IntStream.range(0, elements.count()).mapToDouble(t -> elements.area(t) * Math.hypot(g[2 * t], g[2 * t + 1])).sum();
        }

        @Override
        public double dualProduct(double[] p, double[] q) {
            return IntStream.range(0, elements.count()).mapToDouble(t -> elements.area(t) * (p[2 * t] * q[2 * t] + p[2 * t + 1] * q[2 * t + 1])).sum();
        }

        @Override
        public boolean isLinear() {
            return true;
        }

        @Override
        public double[] sizes(double[] p, double beta) {
            return IntStream.range(0, elements.count()).mapToDouble(t -> Math.hypot(p[2 * t], p[2 * t + 1]) / beta).toArray();
        }
    }

    /**
     * Constants on triangles.
     *
     * @param sides of every edge inside: the triangles to both sides
     * @param lengths of these edges
     */
    record Constant(double[] xy, int[] triangles, double[] areas, double[] centers, int[] sides, double[] lengths) implements PictureSpace {

        static Constant of(double[] xy, int[] triangles) {
            int n = triangles.length / 3;
            double[] areas = new double[n];
            double[] centers = new double[2 * n];
            Map<Long, Integer> open = new HashMap<>();
            List<int[]> sides = new ArrayList<>();
            List<Double> lengths = new ArrayList<>();
            P1Elements elements = new P1Elements(xy, triangles);
            for (int t = 0; t < n; t++) {
                areas[t] = elements.area(t);
                for (int k = 0; k < 3; k++) {
                    int a = triangles[3 * t + k];
                    int b = triangles[3 * t + (k + 1) % 3];
                    centers[2 * t] += xy[2 * a] / 3;
                    centers[2 * t + 1] += xy[2 * a + 1] / 3;
                    Integer other = open.remove((long) Math.min(a, b) << 32 | Math.max(a, b));
                    if (other == null) {
                        open.put((long) Math.min(a, b) << 32 | Math.max(a, b), t);
                    } else {
                        sides.add(new int[] {other, t});
                        lengths.add(Math.hypot(xy[2 * a] - xy[2 * b], xy[2 * a + 1] - xy[2 * b + 1]));
                    }
                }
            }
            return new Constant(xy, triangles, areas, centers, sides.stream().flatMapToInt(Arrays::stream).toArray(), lengths.stream().mapToDouble(Double::doubleValue).toArray());
        }

        @Override
        public int size() {
            return areas.length;
        }

        @Override
        public int dual() {
            return lengths.length;
        }

        @Override
        public double mass(int k) {
            return areas[k];
        }

        @Override
        public double x(int k) {
            return centers[2 * k];
        }

        @Override
        public double y(int k) {
            return centers[2 * k + 1];
        }

        @Override
        public double mean(int k, Plane f) {
            return f.at(x(k), y(k));
        }

        @Override
        public void gradient(double[] u, double[] out) {
            for (int e = 0; e < lengths.length; e++) {
                out[e] = u[sides[2 * e + 1]] - u[sides[2 * e]];
            }
        }

        @Override
        public void adjoint(double[] p, double[] out) {
            Arrays.fill(out, 0);
            for (int e = 0; e < lengths.length; e++) {
                out[sides[2 * e + 1]] += lengths[e] * p[e];
                out[sides[2 * e]] -= lengths[e] * p[e];
            }
            for (int k = 0; k < out.length; k++) {
                out[k] /= areas[k];
            }
        }

        @Override
        public void project(double[] p, double beta) {
            for (int e = 0; e < p.length; e++) {
                p[e] = Math.clamp(p[e], -beta, beta);
            }
        }

        @Override
        public double variation(double[] g) {
            return IntStream.range(0, lengths.length).mapToDouble(e -> lengths[e] * Math.abs(g[e])).sum();
        }

        @Override
        public double dualProduct(double[] p, double[] q) {
            return IntStream.range(0, lengths.length).mapToDouble(e -> lengths[e] * p[e] * q[e]).sum();
        }

        @Override
        public boolean isLinear() {
            return false;
        }

        @Override
        public double[] sizes(double[] p, double beta) {
            double[] most = new double[areas.length];
            for (int e = 0; e < lengths.length; e++) {
                for (int s = 0; s < 2; s++) {
                    most[sides[2 * e + s]] = Math.max(most[sides[2 * e + s]], Math.abs(p[e]) / beta);
                }
            }
            return most;
        }
    }
}
