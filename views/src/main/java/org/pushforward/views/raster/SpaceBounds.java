package org.pushforward.views.raster;

import java.util.List;
import java.util.Objects;
import org.pushforward.engine.api.Rect;

/**
 * The box of a 3D scene. What has a domain decides on the plane; coordinates that reach beyond it widen the box to round numbers, and
 * to date, until the run begins anew: particles that move do not move the camera.
 */
final class SpaceBounds {

    private double[] low = empty(1);
    private double[] high = empty(-1);
    private final double[] fixedLow = empty(1);
    private final double[] fixedHigh = empty(-1);
    private List<String> of = List.of();

    private static double[] empty(int sign) {
        double v = sign * Double.POSITIVE_INFINITY;
        return new double[] {v, v, v};
    }

    /** A new frame with layers of these names. */
    void begin(List<String> layers, long step) {
        if (step == 0 || !Objects.equals(of, layers)) {
            of = layers;
            low = empty(1);
            high = empty(-1);
        }
        System.arraycopy(empty(1), 0, fixedLow, 0, 3);
        System.arraycopy(empty(-1), 0, fixedHigh, 0, 3);
    }

    void domain(Rect r) {
        fix(0, r.x0(), r.x1());
        fix(1, r.y0(), r.y1());
    }

    void fix(int axis, double from, double to) {
        fixedLow[axis] = Math.min(fixedLow[axis], from);
        fixedHigh[axis] = Math.max(fixedHigh[axis], to);
    }

    /** Heights of a surface: taken as they are. */
    void heights(double[] xyz) {
        for (int k = 2; k < xyz.length; k += 3) {
            if (Double.isFinite(xyz[k])) {
                fix(2, xyz[k], xyz[k]);
            }
        }
    }

    void coordinates(double[] c, int dimension) {
        double[] l = empty(1);
        double[] h = empty(-1);
        for (int k = 0; k < c.length; k++) {
            int axis = k % dimension;
            if (axis < 3 && Double.isFinite(c[k])) {
                l[axis] = Math.min(l[axis], c[k]);
                h[axis] = Math.max(h[axis], c[k]);
            }
        }
        for (int axis = 0; axis < Math.min(3, dimension); axis++) {
            if (h[axis] >= l[axis]) {
                low[axis] = Math.min(low[axis], l[axis]);
                high[axis] = Math.max(high[axis], h[axis]);
            }
        }
    }

    void sphere() {
        for (int axis = 0; axis < 3; axis++) {
            fix(axis, -1, 1);
        }
    }

    /** Two corners; infinite where there is nothing. */
    double[][] box() {
        double[] a = fixedLow.clone();
        double[] b = fixedHigh.clone();
        for (int axis = 0; axis < 3; axis++) {
            double step = step(high[axis] - low[axis]);
            if (low[axis] < a[axis]) {
                a[axis] = Math.floor(low[axis] / step + 1e-9) * step;
            }
            if (high[axis] > b[axis]) {
                b[axis] = Math.ceil(high[axis] / step - 1e-9) * step;
            }
        }
        return new double[][] {a, b};
    }

    /** A twentieth to an eighth of a length: 1, 2 or 5 times a power of ten. */
    private static double step(double length) {
        if (!(length > 0) || Double.isInfinite(length)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(length / 10)));
        double mantissa = length / 10 / power;
        return power * (mantissa < 1.5 ? 1 : mantissa < 3.5 ? 2 : 5);
    }
}
