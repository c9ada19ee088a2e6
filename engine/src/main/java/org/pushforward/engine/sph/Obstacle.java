package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.geometry.ClosedSurface;

/**
 * A solid that can be dragged about: in the plane a disc, a square or an upright bar, in space a ball, a cube or a pillar from the floor to the
 * ceiling, half way through the depth; or the inside of a surface, in the plane what is cut from it half way. Its center is (across, up).
 *
 * @param surface its longer side across or up becomes {@code size} long; its z is up
 */
record Obstacle(String shape, double size, double dx, double[] box, Optional<ClosedSurface> surface) {

    Obstacle(String shape, double size, double dx, double[] box) {
        this(shape, size, dx, box, Optional.empty());
    }

    private boolean isPillar() {
        return box.length == 3 && shape.equals("bar");
    }

    /** Half of its width and height. */
    double[] half() {
        double r = size / 2;
        if (surface.isPresent()) {
            double half = 0.5 * scale();
            return new double[] {half * surface.get().extent(0), half * surface.get().extent(2)};
        }
        return shape.equals("bar") ? new double[] {Math.max(r / 2, dx), r} : new double[] {r, r};
    }

    /** Lengths here in lengths of the surface. */
    private double scale() {
        return surface.map(s -> size / Math.max(s.extent(0), s.extent(2))).orElse(1.0);
    }

    /** Half of what it takes of the depth. */
    private double depth() {
        return surface.map(s -> 0.5 * scale() * s.extent(1)).orElse(size / 2);
    }

    boolean fits(double x, double y) {
        double[] half = half();
        return (surface.isEmpty() || box.length == 2 || 2 * depth() <= box[1]) && x >= half[0] && x <= box[0] - half[0] && y >= half[1] && y <= box[box.length - 1] - half[1];
    }

    /** The center nearest to a place at which it fits. */
    double[] inside(double x, double y) {
        double[] half = half();
        return new double[] {Math.clamp(x, half[0], Math.max(half[0], box[0] - half[0])), Math.clamp(y, half[1], Math.max(half[1], box[box.length - 1] - half[1]))};
    }

    /** Whether a place is inside, or nearer than {@code margin}. */
    boolean contains(double[] x, double[] center, double margin) {
        if (surface.isPresent()) {
            return surfaceContains(surface.get(), x, center, margin);
        }
        double[] half = half();
        double ex = Math.abs(x[0] - center[0]);
        double ey = Math.abs(x[x.length - 1] - center[1]);
        double ez = x.length == 3 ? Math.abs(x[1] - box[1] / 2) : 0;
        if (shape.equals("disc")) {
            return ex * ex + ey * ey + ez * ez < (half[0] + margin) * (half[0] + margin);
        }
        return ex < half[0] + margin && ez < half[0] + margin && (isPillar() || ey < half[1] + margin);
    }

    private boolean surfaceContains(ClosedSurface s, double[] at, double[] center, double margin) {
        double scale = scale();
        double x = s.middle(0) + (at[0] - center[0]) / scale;
        double y = s.middle(1) + (at.length == 3 ? (at[1] - box[1] / 2) / scale : 0);
        double z = s.middle(2) + (at[at.length - 1] - center[1]) / scale;
        double far = margin / scale;
        return s.contains(x, y, z) || far > 0 && s.distance(x, y, z, far) < far;
    }

    /** A lattice that fills it. */
    List<double[]> places(double[] center) {
        int m = (int) Math.ceil(size / dx) + 1;
        int deep = box.length == 3 ? (int) Math.ceil(2 * depth() / dx) + 1 : 0;
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
