package org.pushforward.engine.transport;

import java.util.Arrays;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.data.PointCloud;

/** A convex set of the plane: an ellipse about the origin, or a polygon, counterclockwise. Immutable. */
sealed interface ConvexShape {

    boolean contains(double x, double y);

    /** max over the set of e·p. */
    double support(double ex, double ey);

    /** x and y of the middle, and half of the widest extent along an axis. */
    double[] frame();

    /** Points of the outline. */
    double[] outline();

    /** x² and y² in its own axes, over a² and b², at most 1. */
    record Ellipse(double a, double b, double angle) implements ConvexShape {

        private static final int CORNERS = 96;

        @Override
        public boolean contains(double x, double y) {
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            double u = (c * x + s * y) / a;
            double v = (-s * x + c * y) / b;
            return u * u + v * v < 1;
        }

        @Override
        public double support(double ex, double ey) {
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            return Math.hypot(a * (c * ex + s * ey), b * (-s * ex + c * ey));
        }

        @Override
        public double[] frame() {
            return new double[] {0, 0, Math.max(support(1, 0), support(0, 1))};
        }

        @Override
        public double[] outline() {
            double[] xy = new double[2 * CORNERS];
            for (int k = 0; k < CORNERS; k++) {
                double t = 2 * Math.PI * k / CORNERS;
                double u = a * Math.cos(t);
                double v = b * Math.sin(t);
                xy[2 * k] = Math.cos(angle) * u - Math.sin(angle) * v;
                xy[2 * k + 1] = Math.sin(angle) * u + Math.cos(angle) * v;
            }
            return xy;
        }
    }

    /** @param xy corners, counterclockwise */
    record Polygon(double[] xy) implements ConvexShape {

        /** @throws InputException when it is not convex or has no area */
        static Polygon of(String name, PointCloud corners) {
            if (corners.dimension() != 2 || corners.size() < 3) {
                throw new InputException(name + ": " + corners.size() + " points of dimension " + corners.dimension() + " are no polygon", "give at least three corners x,y in their order");
            }
            double[] xy = corners.coordinates().clone();
            int n = xy.length / 2;
            double twice = 0;
            for (int k = 0; k < n; k++) {
                int l = (k + 1) % n;
                twice += xy[2 * k] * xy[2 * l + 1] - xy[2 * l] * xy[2 * k + 1];
            }
            if (twice < 0) {
                double[] turned = new double[xy.length];
                Arrays.setAll(turned, k -> xy[2 * (n - 1 - k / 2) + k % 2]);
                System.arraycopy(turned, 0, xy, 0, xy.length);
            }
            for (int k = 0; k < n; k++) {
                int a = 2 * k;
                int b = 2 * ((k + 1) % n);
                int c = 2 * ((k + 2) % n);
                double turn = (xy[b] - xy[a]) * (xy[c + 1] - xy[b + 1]) - (xy[b + 1] - xy[a + 1]) * (xy[c] - xy[b]);
                if (!(turn > 1e-12 * Math.abs(twice))) {
                    throw new InputException(name + ": the polygon is not convex at corner " + ((k + 1) % n + 1), "give the corners of a convex polygon in their order, without three in line");
                }
            }
            return new Polygon(xy);
        }

        @Override
        public boolean contains(double x, double y) {
            for (int k = 0; k < xy.length; k += 2) {
                int l = (k + 2) % xy.length;
                if ((xy[l] - xy[k]) * (y - xy[k + 1]) - (xy[l + 1] - xy[k + 1]) * (x - xy[k]) <= 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public double support(double ex, double ey) {
            double most = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < xy.length; k += 2) {
                most = Math.max(most, ex * xy[k] + ey * xy[k + 1]);
            }
            return most;
        }

        @Override
        public double[] frame() {
            double x1 = support(1, 0);
            double x0 = -support(-1, 0);
            double y1 = support(0, 1);
            double y0 = -support(0, -1);
            return new double[] {0.5 * (x0 + x1), 0.5 * (y0 + y1), 0.5 * Math.max(x1 - x0, y1 - y0)};
        }

        @Override
        public double[] outline() {
            return xy;
        }
    }
}
