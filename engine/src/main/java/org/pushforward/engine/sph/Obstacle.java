package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A solid that can be dragged about: in the plane a disc, a square or an upright bar, in space a ball, a cube or a pillar from the floor to the
 * ceiling, half way through the depth. Its center is (across, up).
 */
record Obstacle(String shape, double size, double dx, double[] box) {

    private boolean isPillar() {
        return box.length == 3 && shape.equals("bar");
    }

    /** Half of its width and height. */
    double[] half() {
        double r = size / 2;
        return shape.equals("bar") ? new double[] {Math.max(r / 2, dx), r} : new double[] {r, r};
    }

    boolean fits(double x, double y) {
        double[] half = half();
        return x >= half[0] && x <= box[0] - half[0] && y >= half[1] && y <= box[box.length - 1] - half[1];
    }

    /** The center nearest to a place at which it fits. */
    double[] inside(double x, double y) {
        double[] half = half();
        return new double[] {Math.clamp(x, half[0], Math.max(half[0], box[0] - half[0])), Math.clamp(y, half[1], Math.max(half[1], box[box.length - 1] - half[1]))};
    }

    /** Whether a place is inside, or nearer than {@code margin}. */
    boolean contains(double[] x, double[] center, double margin) {
        double[] half = half();
        double ex = Math.abs(x[0] - center[0]);
        double ey = Math.abs(x[x.length - 1] - center[1]);
        double ez = x.length == 3 ? Math.abs(x[1] - box[1] / 2) : 0;
        if (shape.equals("disc")) {
            return ex * ex + ey * ey + ez * ez < (half[0] + margin) * (half[0] + margin);
        }
        return ex < half[0] + margin && ez < half[0] + margin && (isPillar() || ey < half[1] + margin);
    }

    /** A lattice that fills it. */
    List<double[]> places(double[] center) {
        int m = (int) Math.ceil(size / dx) + 1;
        int deep = box.length == 3 ? m : 0;
        List<double[]> places = new ArrayList<>();
        for (int i = -m; i <= m; i++) {
            for (int j = -deep; j <= deep; j++) {
                for (double up : isPillar() ? heights() : around(center[1], m)) {
                    double[] x = box.length == 3 ? new double[] {center[0] + i * dx, box[1] / 2 + j * dx, up} : new double[] {center[0] + i * dx, up};
                    if (contains(x, center, 0.1 * dx)) {
                        places.add(x);
                    }
                }
            }
        }
        return places;
    }

    private double[] heights() {
        double[] up = new double[(int) Math.rint(box[2] / dx)];
        Arrays.setAll(up, k -> (k + 0.5) * dx);
        return up;
    }

    private double[] around(double y, int m) {
        double[] up = new double[2 * m + 1];
        Arrays.setAll(up, k -> y + (k - m) * dx);
        return up;
    }

    /** Its edge in the plane: x0, y0, x1, y1 … back to the start. */
    double[] outline(double[] center) {
        int corners = shape.equals("disc") ? 48 : 4;
        double[] half = half();
        double stretch = corners == 4 ? Math.sqrt(2) : 1;
        double[] xy = new double[2 * corners + 2];
        for (int k = 0; k <= corners; k++) {
            double turn = 2 * Math.PI * (k + 0.5) / corners;
            xy[2 * k] = center[0] + stretch * half[0] * Math.cos(turn);
            xy[2 * k + 1] = center[1] + stretch * half[1] * Math.sin(turn);
        }
        return xy;
    }
}
