package org.pushforward.views.raster;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.views.colormap.ColorScale;

/**
 * Triangles ready to be drawn: vertices (x, y, z), three vertex numbers a triangle, and values to be colored by, one a vertex or one a
 * triangle or none.
 */
public record Facets(double[] xyz, int[] triangles, double[] values, boolean perTriangle) {

    private static final double[] NONE = {};

    /** One color for all. */
    Facets(double[] xyz, int[] triangles) {
        this(xyz, triangles, NONE, false);
    }

    /** The same at other places. */
    Facets at(double[] places) {
        return new Facets(places, triangles, values, perTriangle);
    }

    /** Two triangles a cell. */
    static Facets of(Sheet s) {
        int[] t = new int[6 * s.nu() * s.nv()];
        int stride = s.nv() + 1;
        for (int i = 0, k = 0; i < s.nu(); i++) {
            for (int j = 0; j < s.nv(); j++) {
                int a = i * stride + j;
                for (int corner : new int[] {a, a + stride, a + stride + 1, a, a + stride + 1, a + 1}) {
                    t[k++] = corner;
                }
            }
        }
        return new Facets(s.xyz(), t, s.values(), false);
    }

    /** A mesh of the plane lies at height {@code floor}. */
    static Facets of(Layer.TriangleMesh m, Optional<Layer.Field> field, double floor) {
        int d = m.dimension();
        double[] xyz = new double[3 * m.size()];
        for (int k = 0; k < m.size(); k++) {
            xyz[3 * k] = m.coordinates()[k * d];
            xyz[3 * k + 1] = m.coordinates()[k * d + 1];
            xyz[3 * k + 2] = d > 2 ? m.coordinates()[k * d + 2] : floor;
        }
        return new Facets(xyz, m.triangles(), field.map(Layer.Field::values).orElse(NONE), field.filter(f -> m.cells().contains(f)).isPresent());
    }

    /** Draws all triangles, smooth in colors that are given at vertices; {@code colors} maps the values, {@code plain} is for none. */
    void draw(DepthRaster raster, double[] projected, FacetLight light, ColorScale colors, int plain) {
        int[] table = values.length > 0 ? colors.map().table() : plain(plain);
        DepthRaster.Vertex[] v = {new DepthRaster.Vertex(), new DepthRaster.Vertex(), new DepthRaster.Vertex()};
        for (int k = 0; k < triangles.length; k += 3) {
            for (int c = 0; c < 3; c++) {
                int node = triangles[k + c];
                v[c].at(projected[3 * node], projected[3 * node + 1], projected[3 * node + 2]);
                v[c].t = values.length == 0 ? 0 : colors.index(values[perTriangle ? k / 3 : node]);
                v[c].light = light.at(k / 3, node);
            }
            raster.triangle(v[0], v[1], v[2], table, colors.undefined());
        }
    }

    /** All edges, those that two triangles share once. */
    int[] edges() {
        long[] all = new long[triangles.length];
        for (int k = 0; k < all.length; k++) {
            int a = triangles[k];
            int b = triangles[k % 3 == 2 ? k - 2 : k + 1];
            all[k] = (long) Math.min(a, b) << 32 | Math.max(a, b);
        }
        return Arrays.stream(all).sorted().distinct().flatMap(e -> LongStream.of(e >>> 32, e & 0xffffffffL)).mapToInt(e -> (int) e).toArray();
    }

    private static int[] plain(int argb) {
        int[] table = new int[256];
        Arrays.fill(table, argb);
        return table;
    }
}
