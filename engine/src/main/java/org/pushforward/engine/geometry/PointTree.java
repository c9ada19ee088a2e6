package org.pushforward.engine.geometry;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Points of the plane halved along the longer side of their bounding box until {@value #LEAF} are left. With values at the points it finds
 * where u_j − p·x_j is least, which is the Legendre transform u*(p) = max_j p·x_j − u_j and who attains it: every box knows a plane that lies below its values,
 * their least squares fit moved down, and boxes whose plane is too high are passed by. About O(log n) a question where values are smooth.
 * Exact whatever they are. Immutable and thread-safe.
 */
public final class PointTree {

    private static final int LEAF = 8;
    /** Of the least squares of a plane, relative to the spread of the points: they may lie on a line. */
    private static final double RIDGE = 1e-9;

    private final double[] xy;
    /** Points by boxes: box k, from 1 on, has those from {@code from[k]} to {@code end[k]}, and halves 2k and 2k + 1 unless it is a leaf. */
    private final int[] order;
    private final int[] from;
    private final int[] end;
    /** x0, y0, x1, y1 of each box. */
    private final double[] boxes;

    /** @param xy n × 2, n at least 1 */
    public PointTree(double[] xy) {
        this.xy = xy;
        int n = xy.length / 2;
        order = IntStream.range(0, n).toArray();
        int levels = 1;
        for (int rest = n; rest > LEAF; rest = (rest + 1) / 2) {
            levels++;
        }
        from = new int[1 << levels];
        end = new int[1 << levels];
        boxes = new double[4 << levels];
        halve(1, 0, n);
    }

    public int size() {
        return order.length;
    }

    public double x(int j) {
        return xy[2 * j];
    }

    public double y(int j) {
        return xy[2 * j + 1];
    }

    private void halve(int k, int first, int last) {
        from[k] = first;
        end[k] = last;
        double[] b = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int a = first; a < last; a++) {
            for (int axis = 0; axis < 2; axis++) {
                b[axis] = Math.min(b[axis], xy[2 * order[a] + axis]);
                b[2 + axis] = Math.max(b[2 + axis], xy[2 * order[a] + axis]);
            }
        }
        System.arraycopy(b, 0, boxes, 4 * k, 4);
        if (isLeaf(k)) {
            return;
        }
        int axis = b[2] - b[0] >= b[3] - b[1] ? 0 : 1;
        int[] sorted = Arrays.stream(order, first, last).boxed().sorted(Comparator.<Integer>comparingDouble(j -> xy[2 * j + axis]).thenComparing(j -> j)).mapToInt(j -> j).toArray();
        System.arraycopy(sorted, 0, order, first, sorted.length);
        int middle = (first + last + 1) / 2;
        halve(2 * k, first, middle);
        halve(2 * k + 1, middle, last);
    }

    private boolean isLeaf(int k) {
        return end[k] - from[k] <= LEAF;
    }

    /** With values at the points, which nobody writes any more. */
    public Values with(double[] u) {
        return new Values(u);
    }

    /** The tree with values. Immutable and thread-safe. */
    public final class Values {
        private final double[] u;
        /** Level and slopes of the plane below each box. */
        private final double[] planes;

        private Values(double[] u) {
            this.u = u;
            planes = new double[3 * from.length];
            for (int k = 1; k < from.length; k++) {
                if (end[k] > from[k]) {
                    fit(k);
                }
            }
        }

        public double value(int j) {
            return u[j];
        }

        private void fit(int k) {
            int n = end[k] - from[k];
            double mx = 0;
            double my = 0;
            double mu = 0;
            for (int a = from[k]; a < end[k]; a++) {
                mx += x(order[a]) / n;
                my += y(order[a]) / n;
                mu += u[order[a]] / n;
            }
            double[] s = new double[5];
            for (int a = from[k]; a < end[k]; a++) {
                double dx = x(order[a]) - mx;
                double dy = y(order[a]) - my;
                double du = u[order[a]] - mu;
                s[0] += dx * dx;
                s[1] += dx * dy;
                s[2] += dy * dy;
                s[3] += dx * du;
                s[4] += dy * du;
            }
            double ridge = RIDGE * (s[0] + s[2]) + Double.MIN_NORMAL;
            double xx = s[0] + ridge;
            double yy = s[2] + ridge;
            double det = xx * yy - s[1] * s[1];
            double bx = det > 0 ? (yy * s[3] - s[1] * s[4]) / det : 0;
            double by = det > 0 ? (xx * s[4] - s[1] * s[3]) / det : 0;
            double level = Double.POSITIVE_INFINITY;
            for (int a = from[k]; a < end[k]; a++) {
                level = Math.min(level, u[order[a]] - bx * x(order[a]) - by * y(order[a]));
            }
            planes[3 * k] = level;
            planes[3 * k + 1] = bx;
            planes[3 * k + 2] = by;
        }

        /** The least that u_j − p·x_j can be in a box. */
        private double bound(int k, double px, double py) {
            double sx = planes[3 * k + 1] - px;
            double sy = planes[3 * k + 2] - py;
            return planes[3 * k] + sx * boxes[4 * k + (sx > 0 ? 0 : 2)] + sy * boxes[4 * k + (sy > 0 ? 1 : 3)];
        }

        /** The point where u_j − p·x_j is least, if it is less than {@code level} there, else −1. */
        public int below(double px, double py, double level) {
            int[] found = {-1};
            search(1, px, py, level, found);
            return found[0];
        }

        private double search(int k, double px, double py, double level, int[] found) {
            double least = level;
            if (isLeaf(k)) {
                for (int a = from[k]; a < end[k]; a++) {
                    int j = order[a];
                    double v = u[j] - px * x(j) - py * y(j);
                    if (v < least) {
                        least = v;
                        found[0] = j;
                    }
                }
                return least;
            }
            double left = bound(2 * k, px, py);
            double right = bound(2 * k + 1, px, py);
            int near = left <= right ? 2 * k : 2 * k + 1;
            if (Math.min(left, right) < least) {
                least = search(near, px, py, least, found);
            }
            return Math.max(left, right) < least ? search(near ^ 1, px, py, least, found) : least;
        }
    }
}
