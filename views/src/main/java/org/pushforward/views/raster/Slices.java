package org.pushforward.views.raster;

import java.util.Arrays;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Layer.Matrix;
import org.pushforward.engine.api.Layer.ScalarField;
import org.pushforward.engine.api.Layer.Volume;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;

/** Fields of the plane from layers that are none. */
final class Slices {

    private Slices() { }

    /** The greatest values along z where a drawing wants that, else the slice at its level, or at half height. */
    static ScalarField of(Volume v, Pane.Drawing drawing) {
        double at = Double.isNaN(drawing.level()) ? 0.5 : (drawing.level() - v.z0()) / (v.z1() - v.z0());
        int layer = Math.clamp((long) Math.floor(at * v.nz()), 0, Math.max(0, v.nz() - 1));
        boolean greatest = drawing.style() == Pane.Style.PROJECTION;
        double[] slice = new double[v.nx() * v.ny()];
        for (int k = 0; k < slice.length; k++) {
            slice[k] = greatest ? Arrays.stream(v.values(), k * v.nz(), (k + 1) * v.nz()).max().orElse(Double.NaN) : v.values()[k * v.nz() + layer];
        }
        return new ScalarField(v.id(), v.label(), v.unit(), v.nx(), v.ny(), v.base(), slice);
    }

    /** A field on a globe, spread out in degrees. */
    static ScalarField asField(Layer.Sphere s, Layer.Field f) {
        return new ScalarField(s.id(), f.label(), f.unit(), s.nLon(), s.nLat(), Layer.Sphere.DEGREES, f.values());
    }

    /** The matrix with its first row on top, entries of size 1 × 1. */
    static ScalarField asField(Matrix m) {
        double[] values = new double[m.rows() * m.columns()];
        for (int r = 0; r < m.rows(); r++) {
            for (int c = 0; c < m.columns(); c++) {
                values[c * m.rows() + m.rows() - 1 - r] = m.values()[r * m.columns() + c];
            }
        }
        return new ScalarField(m.id(), m.label(), m.unit(), m.columns(), m.rows(), new Rect(0, 0, m.columns(), m.rows()), values);
    }
}
