package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer.Mesh;
import org.pushforward.engine.api.Layer.ScalarField;
import org.pushforward.engine.api.Layer.Volume;
import org.pushforward.engine.api.Pane;

/**
 * A surface over the plane: (nu+1)·(nv+1) vertices (x, y, z) with one value each to be colored by, v fast.
 */
record Sheet(int nu, int nv, double[] xyz, double[] values) {

    /** Surfaces of fewer cells are refined to look smooth, of more are thinned out to stay fast. */
    private static final int FEWEST = 120;
    private static final int MOST = 240;

    /** The field as height, interpolated between the centres of its cells. */
    static Sheet of(ScalarField f) {
        int nu = Math.clamp(f.nx(), FEWEST, MOST);
        int nv = Math.clamp(f.ny(), FEWEST, MOST);
        double[] xyz = new double[3 * (nu + 1) * (nv + 1)];
        double[] values = new double[(nu + 1) * (nv + 1)];
        for (int i = 0, k = 0; i <= nu; i++) {
            for (int j = 0; j <= nv; j++, k++) {
                double s = (double) i / nu;
                double t = (double) j / nv;
                values[k] = interpolated(f, s * f.nx() - 0.5, t * f.ny() - 0.5);
                xyz[3 * k] = f.domain().x0() + s * f.domain().width();
                xyz[3 * k + 1] = f.domain().y0() + t * f.domain().height();
                xyz[3 * k + 2] = values[k];
            }
        }
        return new Sheet(nu, nv, xyz, values);
    }

    /** A horizontal slice at the level of the drawing, at half height unless it says so, colored by its values. */
    static Sheet of(Volume v, Pane.Drawing drawing) {
        Sheet slice = of(Slices.of(v, drawing));
        double z = Double.isNaN(drawing.level()) ? 0.5 * (v.z0() + v.z1()) : drawing.level();
        for (int k = 2; k < slice.xyz.length; k += 3) {
            slice.xyz[k] = z;
        }
        return slice;
    }

    /** A mesh with a cell field as height, averaged to the nodes. */
    static Sheet of(Mesh m, double[] cells) {
        double[] xyz = new double[3 * m.xy().length / 2];
        double[] values = new double[m.xy().length / 2];
        for (int i = 0, k = 0; i <= m.nx(); i++) {
            for (int j = 0; j <= m.ny(); j++, k++) {
                double sum = 0;
                int n = 0;
                for (int a = Math.max(0, i - 1); a < Math.min(m.nx(), i + 1); a++) {
                    for (int b = Math.max(0, j - 1); b < Math.min(m.ny(), j + 1); b++, n++) {
                        sum += cells[a * m.ny() + b];
                    }
                }
                values[k] = sum / n;
                xyz[3 * k] = m.xy()[2 * k];
                xyz[3 * k + 1] = m.xy()[2 * k + 1];
                xyz[3 * k + 2] = values[k];
            }
        }
        return new Sheet(m.nx(), m.ny(), xyz, values);
    }

    private static double interpolated(ScalarField f, double s, double t) {
        double cs = Math.clamp(s, 0, f.nx() - 1);
        double ct = Math.clamp(t, 0, f.ny() - 1);
        int i = Math.min((int) cs, Math.max(0, f.nx() - 2));
        int j = Math.min((int) ct, Math.max(0, f.ny() - 2));
        int i1 = Math.min(i + 1, f.nx() - 1);
        int j1 = Math.min(j + 1, f.ny() - 1);
        double w = cs - i;
        double h = ct - j;
        double[] v = f.values();
        double low = v[i * f.ny() + j] * (1 - w) + v[i1 * f.ny() + j] * w;
        double high = v[i * f.ny() + j1] * (1 - w) + v[i1 * f.ny() + j1] * w;
        return low * (1 - h) + high * h;
    }
}
