package org.pushforward.views.raster;

import java.util.List;
import java.util.Optional;

/** Finds what is seen at a pixel of a 3D scene: the nearest ball or triangle under it. O(n). */
final class Picking {

    private final SpaceModel.Seen seen;
    private final double x;
    private final double y;
    private double nearest = Double.POSITIVE_INFINITY;
    private double value;
    private String quantity = "";

    private Picking(SpaceModel.Seen seen, double x, double y) {
        this.seen = seen;
        this.x = x;
        this.y = y;
    }

    /** Place in the coordinates of the data and value; empty where nothing but lines is seen. */
    static Optional<Probe> at(SpaceModel.Seen seen, SpaceProjection eye, String z, double x, double y) {
        if (!seen.room().contains(x, y)) {
            return Optional.empty();
        }
        Picking p = new Picking(seen, x, y);
        seen.model().solids().forEach(p::solid);
        seen.model().balls().forEach(p::balls);
        if (!Double.isFinite(p.nearest)) {
            return Optional.empty();
        }
        double[] place = eye.data(x, y, p.nearest);
        Probe.Reading height = Probe.Reading.of(z, place[2], "");
        return Optional.of(new Probe(place[0], place[1], p.quantity.isEmpty() || p.quantity.equals(z) ? List.of(height) : List.of(height, Probe.Reading.of(p.quantity, p.value, ""))));
    }

    private void solid(SpaceModel.Solid s) {
        Facets f = s.facets();
        double[] at = seen.project(f.xyz());
        for (int k = 0; k < f.triangles().length; k += 3) {
            int a = f.triangles()[k];
            int b = f.triangles()[k + 1];
            int c = f.triangles()[k + 2];
            double ux = at[3 * b] - at[3 * a];
            double uy = at[3 * b + 1] - at[3 * a + 1];
            double vx = at[3 * c] - at[3 * a];
            double vy = at[3 * c + 1] - at[3 * a + 1];
            double area = ux * vy - vx * uy;
            double p = ((x - at[3 * a]) * vy - vx * (y - at[3 * a + 1])) / area;
            double q = (ux * (y - at[3 * a + 1]) - (x - at[3 * a]) * uy) / area;
            double depth = at[3 * a + 2] * (1 - p - q) + at[3 * b + 2] * p + at[3 * c + 2] * q;
            if (p >= 0 && q >= 0 && p + q <= 1 && depth < nearest) {
                double[] v = f.values();
                found(depth, v.length == 0 ? Double.NaN : f.perTriangle() ? v[k / 3] : v[a] * (1 - p - q) + v[b] * p + v[c] * q, s.quantity());
            }
        }
    }

    private void balls(SpaceModel.Balls s) {
        double[] at = seen.project(s.uvw());
        for (int k = 0; k < s.radii().length; k++) {
            double r = s.radii()[k] * seen.scale();
            double d2 = (at[3 * k] - x) * (at[3 * k] - x) + (at[3 * k + 1] - y) * (at[3 * k + 1] - y);
            double depth = at[3 * k + 2] - Math.sqrt(Math.max(0, r * r - d2));
            if (d2 <= r * r && depth < nearest) {
                found(depth, s.values().length == 0 ? Double.NaN : s.values()[k], s.quantity());
            }
        }
    }

    private void found(double depth, double itsValue, String itsQuantity) {
        nearest = depth;
        value = itsValue;
        quantity = Double.isNaN(itsValue) ? "" : itsQuantity;
    }
}
