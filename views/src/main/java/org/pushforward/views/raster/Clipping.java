package org.pushforward.views.raster;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.run.Measures;

/** Leaves out what lies beyond a plane across an axis of a 3D scene; triangles and lines that it meets are cut. */
final class Clipping {

    private final int axis;
    private final double at;
    private final double sign;

    private Clipping(int axis, double at, double sign) {
        this.axis = axis;
        this.at = at;
        this.sign = sign;
    }

    /**
     * @param low corner of the scene in its coordinates
     * @param high the opposite one
     */
    static SpaceModel of(SpaceModel m, Measures.Clip clip, double[] low, double[] high) {
        int a = clip.axis();
        Clipping c = new Clipping(a, low[a] + clip.share() * (high[a] - low[a]), clip.isAbove() ? 1 : -1);
        return new SpaceModel(m.solids().stream().map(s -> new SpaceModel.Solid(c.facets(s.facets()), s.colors(), s.plain(), s.quantity())).toList(),
                m.balls().stream().map(c::balls).toList(), m.strands().stream().map(c::strands).toList());
    }

    /** How far beyond the plane a vertex is; NaN stays. */
    private double beyond(double[] p, int node) {
        return sign * (p[3 * node + axis] - at);
    }

    private SpaceModel.Balls balls(SpaceModel.Balls b) {
        int[] kept = IntStream.range(0, b.radii().length).filter(k -> !(beyond(b.uvw(), k) > 0)).toArray();
        double[] uvw = new double[3 * kept.length];
        Arrays.setAll(uvw, k -> b.uvw()[3 * kept[k / 3] + k % 3]);
        double[] values = b.values().length == 0 ? b.values() : IntStream.of(kept).mapToDouble(k -> b.values()[k]).toArray();
        return new SpaceModel.Balls(uvw, IntStream.of(kept).mapToDouble(k -> b.radii()[k]).toArray(), values, b.colors(), b.plain(), b.quantity());
    }

    private SpaceModel.Strands strands(SpaceModel.Strands s) {
        Grown g = new Grown(s.uvw(), s.values());
        IntStream.Builder pairs = IntStream.builder();
        for (int k = 0; k < s.pairs().length; k += 2) {
            int p = s.pairs()[k];
            int q = s.pairs()[k + 1];
            boolean pOut = beyond(s.uvw(), p) > 0;
            boolean qOut = beyond(s.uvw(), q) > 0;
            if (!pOut || !qOut) {
                pairs.add(pOut ? g.between(p, q) : p).add(qOut ? g.between(p, q) : q);
            }
        }
        return new SpaceModel.Strands(g.places(), pairs.build().toArray(), g.values(), s.colors(), s.opacity(), s.plain(), s.width());
    }

    private Facets facets(Facets f) {
        Grown g = new Grown(f.xyz(), f.perTriangle() ? new double[0] : f.values());
        IntStream.Builder triangles = IntStream.builder();
        IntStream.Builder of = IntStream.builder();
        int[] polygon = new int[4];
        for (int k = 0; k < f.triangles().length; k += 3) {
            int n = 0;
            for (int c = 0; c < 3; c++) {
                int p = f.triangles()[k + c];
                int q = f.triangles()[k + (c + 1) % 3];
                boolean pOut = beyond(f.xyz(), p) > 0;
                if (!pOut) {
                    polygon[n++] = p;
                }
                if (pOut != beyond(f.xyz(), q) > 0) {
                    polygon[n++] = g.between(p, q);
                }
            }
            for (int c = 2; c < n; c++) {
                triangles.add(polygon[0]).add(polygon[c - 1]).add(polygon[c]);
                of.add(k / 3);
            }
        }
        double[] values = f.perTriangle() ? of.build().mapToDouble(k -> f.values()[k]).toArray() : g.values();
        return new Facets(g.places(), triangles.build().toArray(), values, f.perTriangle());
    }

    /** Vertices with those that are added where edges meet the plane. */
    private final class Grown {
        private final double[] places;
        private final double[] values;
        private double[] more = new double[24];
        private double[] moreValues = new double[8];
        private int added;

        Grown(double[] places, double[] values) {
            this.places = places;
            this.values = values;
        }

        int between(int p, int q) {
            double s = beyond(places, p) / (beyond(places, p) - beyond(places, q));
            if (3 * added == more.length) {
                more = Arrays.copyOf(more, 2 * more.length);
                moreValues = Arrays.copyOf(moreValues, 2 * moreValues.length);
            }
            for (int i = 0; i < 3; i++) {
                more[3 * added + i] = places[3 * p + i] + s * (places[3 * q + i] - places[3 * p + i]);
            }
            moreValues[added] = values.length == 0 ? 0 : values[p] + s * (values[q] - values[p]);
            return places.length / 3 + added++;
        }

        double[] places() {
            return joined(places, more, 3 * added);
        }

        double[] values() {
            return values.length == 0 ? values : joined(values, moreValues, added);
        }

        private static double[] joined(double[] a, double[] b, int n) {
            double[] all = Arrays.copyOf(a, a.length + n);
            System.arraycopy(b, 0, all, a.length, n);
            return all;
        }
    }
}
