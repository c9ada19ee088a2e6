package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer;

/** The unit sphere with a field on it, the north pole up, longitude 0 at −y: what is seen first. */
final class Globe {

    private static final int GRATICULE = 30;
    private static final int FINENESS = 3;
    /** Lines lie a little above the ground. */
    private static final double ABOVE = 1.002;

    private Globe() { }

    /** Cells in one color, or smooth in values that are averaged to the nodes. */
    static Facets of(Layer.Sphere s, double[] values, boolean cells) {
        int stride = s.nLat() + 1;
        double[] xyz = new double[3 * (s.nLon() + 1) * stride];
        double[] nodes = new double[xyz.length / 3];
        int[] t = new int[6 * s.nLon() * s.nLat()];
        double[] perTriangle = new double[t.length / 3];
        for (int i = 0, k = 0; i <= s.nLon(); i++) {
            for (int j = 0; j <= s.nLat(); j++) {
                int a = i * stride + j;
                place(xyz, 3 * a, -180 + 360.0 * i / s.nLon(), -90 + 180.0 * j / s.nLat(), 1);
                nodes[a] = node(s, values, i, j);
                if (i < s.nLon() && j < s.nLat()) {
                    perTriangle[k / 3] = values[i * s.nLat() + j];
                    perTriangle[k / 3 + 1] = perTriangle[k / 3];
                    for (int corner : new int[] {a, a + stride, a + stride + 1, a, a + stride + 1, a + 1}) {
                        t[k++] = corner;
                    }
                }
            }
        }
        return new Facets(xyz, t, cells ? perTriangle : nodes, cells);
    }

    private static double node(Layer.Sphere s, double[] values, int i, int j) {
        int west = Math.floorMod(i - 1, s.nLon()) * s.nLat();
        int east = i % s.nLon() * s.nLat();
        int south = Math.max(0, j - 1);
        int north = Math.min(s.nLat() - 1, j);
        return 0.25 * (values[west + south] + values[west + north] + values[east + south] + values[east + north]);
    }

    private static void place(double[] xyz, int at, double lon, double lat, double radius) {
        double cos = radius * Math.cos(Math.toRadians(lat));
        xyz[at] = cos * Math.sin(Math.toRadians(lon));
        xyz[at + 1] = -cos * Math.cos(Math.toRadians(lon));
        xyz[at + 2] = radius * Math.sin(Math.toRadians(lat));
    }

    /** Meridians and parallels every 30 degrees, as polylines of points (x, y, z). */
    static Layer.Paths graticule() {
        int meridians = 360 / GRATICULE;
        int parallels = 180 / GRATICULE - 1;
        int along = 180 / FINENESS + 1;
        int around = 360 / FINENESS + 1;
        double[] xyz = new double[3 * (meridians * along + parallels * around)];
        int[] offsets = new int[meridians + parallels + 1];
        int k = 0;
        for (int m = 0; m < meridians; m++) {
            for (int p = 0; p < along; p++, k++) {
                place(xyz, 3 * k, GRATICULE * m, FINENESS * p - 90, ABOVE);
            }
            offsets[m + 1] = k;
        }
        for (int m = 0; m < parallels; m++) {
            for (int p = 0; p < around; p++, k++) {
                place(xyz, 3 * k, FINENESS * p, GRATICULE * (m + 1) - 90, ABOVE);
            }
            offsets[meridians + m + 1] = k;
        }
        return new Layer.Paths("graticule", "", "", 3, xyz, offsets);
    }
}
