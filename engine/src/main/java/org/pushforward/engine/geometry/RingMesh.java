package org.pushforward.engine.geometry;

import java.util.function.DoubleUnaryOperator;

/**
 * An O-grid: rays from an inner curve r(θ) to an outer one R(θ) about the origin, nodes along them at r + s_i (R − r), layers i = 0 … m with s_0 = 0, s_m = 1 and
 * widths that grow by a constant factor, θ_j = 2πj/n. Node i·n + j; each quadrilateral cell is halved along the diagonal that alternates from cell to cell.
 * Triangles run counterclockwise. Immutable; the arrays are not to be written.
 *
 * @param layers m
 * @param around n, even
 * @param xy nodes, (m + 1) n × 2
 * @param triangles three node numbers each
 */
public record RingMesh(int layers, int around, double[] xy, int[] triangles) {

    /**
     * @param inner r(θ) &gt; 0
     * @param outer R(θ) &gt; r(θ); {@link #square} for that of a square
     * @param growth of the width of a layer over that of the one inside
     * @throws IllegalArgumentException where the outer curve is not outside the inner one
     */
    public static RingMesh of(DoubleUnaryOperator inner, DoubleUnaryOperator outer, int layers, int around, double growth) {
        double[] xy = new double[2 * (layers + 1) * around];
        for (int j = 0; j < around; j++) {
            double angle = angle(j, around);
            double r = inner.applyAsDouble(angle);
            double far = outer.applyAsDouble(angle);
            if (!(r > 0 && far > r)) {
                throw new IllegalArgumentException("at angle " + angle + " the inner radius is " + r + ", the outer one " + far);
            }
            for (int i = 0; i <= layers; i++) {
                double at = r + share(i, layers, growth) * (far - r);
                xy[2 * (i * around + j)] = at * Math.cos(angle);
                xy[2 * (i * around + j) + 1] = at * Math.sin(angle);
            }
        }
        return new RingMesh(layers, around, xy, cells(layers, around));
    }

    /** θ_j. */
    public static double angle(int j, int around) {
        return 2 * Math.PI * j / around;
    }

    /** s_i. */
    public static double share(int i, int layers, double growth) {
        return Math.abs(growth - 1) < 1e-12 ? (double) i / layers : (Math.pow(growth, i) - 1) / (Math.pow(growth, layers) - 1);
    }

    /** R(θ) of the square [−half, half]²; with a multiple of eight rays its corners are nodes. */
    public static DoubleUnaryOperator square(double half) {
        return a -> half / Math.max(Math.abs(Math.cos(a)), Math.abs(Math.sin(a)));
    }

    private static int[] cells(int layers, int around) {
        int[] t = new int[6 * layers * around];
        for (int i = 0; i < layers; i++) {
            for (int j = 0; j < around; j++) {
                int a = i * around + j;
                int b = a + around;
                int next = i * around + (j + 1) % around;
                int far = next + around;
                int[] both = (i + j) % 2 == 0 ? new int[] {a, b, far, a, far, next} : new int[] {a, b, next, b, far, next};
                System.arraycopy(both, 0, t, 6 * (i * around + j), 6);
            }
        }
        return t;
    }

    public int nodes() {
        return (layers + 1) * around;
    }

    /** The node on a layer and a ray. */
    public int node(int layer, int ray) {
        return layer * around + ray;
    }

    public P1Elements elements() {
        return new P1Elements(xy, triangles);
    }
}
