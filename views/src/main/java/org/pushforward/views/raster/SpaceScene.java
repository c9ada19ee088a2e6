package org.pushforward.views.raster;

import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.MarchingCubes;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorScale;

/** Draws what is in a 3D scene: solids first, then the lines on and between them, all with one depth. */
final class SpaceScene {

    /** Grid lines along each side of a surface over the plane. */
    private static final int LINES = 30;
    /** Samples that are drawn within a frame of a moving picture, and balls that leave time for four samples a pixel. */
    private static final double MOST_SAMPLES = 6e6;
    private static final int MANY_BALLS = 20_000;
    private static final int MOST_EDGES = 60_000;
    private static final int MOST_RINGS = 20_000;
    /** Lines on a surface are drawn as if they were nearer by this much, in units of 1/96 inch. */
    private static final double LIFT = 1.5;
    private static final int INK = 0x48000000;

    private final DepthRaster depth = new DepthRaster();
    private final DepthRaster.Vertex a = new DepthRaster.Vertex();
    private final DepthRaster.Vertex b = new DepthRaster.Vertex();

    void draw(Pen pen, Box room, SpaceProjection eye, double floor, List<SpacePane.Item> items, Function<SpacePane.Item, ColorScale> colours,
            ViewState view) {
        Box seen = room.intersection(new Box(0, 0, pen.raster().width(), pen.raster().height()));
        if (seen.isEmpty()) {
            return;
        }
        long balls = items.stream().mapToLong(i -> i.layer() instanceof Layer.Points p ? p.size() : 0).sum();
        boolean fine = view.uiScale() < 1.5 && 4 * seen.width() * seen.height() < MOST_SAMPLES && balls < MANY_BALLS;
        depth.begin(pen.raster(), seen, fine ? 2 : 1);
        boolean lines = view.shows(Overlay.MESH_LINES);
        items.forEach(i -> solid(pen, eye, floor, i, colours.apply(i), lines));
        items.forEach(i -> lines(pen, eye, floor, i, colours.apply(i)));
        depth.end(pen.raster());
    }

    private void solid(Pen pen, SpaceProjection eye, double floor, SpacePane.Item item, ColorScale colours, boolean lines) {
        Optional<Layer.Field> field = Coloring.field(item.drawing(), item.layer());
        int accent = pen.theme().accent();
        if (item.sheet().isPresent()) {
            double[] projected = facets(eye, Facets.of(item.sheet().get()), colours, accent);
            if (lines) {
                gridLines(pen, item.sheet().get(), projected);
            }
            return;
        }
        switch (item.layer()) {
            case Layer.Volume v -> {
                double level = level(v, item.drawing().level());
                facets(eye, isosurface(v, level), colours, colours.argb(level));
            }
            case Layer.TriangleMesh m when item.drawing().style() != Pane.Style.LINES -> {
                Facets f = Facets.of(m, field, floor);
                double[] projected = facets(eye, f, colours, accent);
                if (lines) {
                    wireframe(pen, f, projected, INK);
                }
            }
            case Layer.Sphere s -> field.ifPresent(f ->
                    facets(eye, Globe.of(s, f.values(), item.drawing().style() == Pane.Style.CELLS), colours, accent));
            case Layer.Paths p when isTubes(item) -> {
                double[] way = eye.project(p.coordinates(), p.dimension(), floor);
                Facets tubes = Tubes.about(way, p.offsets(), pen.px(2.2));
                tubes.draw(depth, tubes.xyz(), FacetLight.of(tubes.xyz(), tubes.triangles()), colours, accent);
            }
            case Layer.Points p -> balls(pen, eye, floor, p, field, colours);
            default -> { }      // lines, or no place in space
        }
    }

    private static boolean isTubes(SpacePane.Item item) {
        return item.drawing().style() == Pane.Style.TUBES && item.layer() instanceof Layer.Paths p && p.coordinates().length / p.dimension() < MOST_RINGS;
    }

    private double[] facets(SpaceProjection eye, Facets f, ColorScale colours, int plain) {
        double[] projected = eye.project(f.xyz(), 3, 0);
        f.draw(depth, projected, FacetLight.of(projected, f.triangles()), colours, plain);
        return projected;
    }

    private static double level(Layer.Volume v, double wanted) {
        ColorRange range = ColorRange.of(v.values(), false);
        return Double.isNaN(wanted) ? 0.5 * (range.min() + range.max()) : wanted;
    }

    /** In the coordinates of the volume, whose values lie at the centres of its cells. */
    private static Facets isosurface(Layer.Volume v, double level) {
        MarchingCubes.Surface s = MarchingCubes.surface(v.nx(), v.ny(), v.nz(), v.values(), level);
        double[] xyz = s.xyz();
        Rect base = v.base();
        for (int k = 0; k < xyz.length; k += 3) {
            xyz[k] = base.x0() + (xyz[k] + 0.5) / v.nx() * base.width();
            xyz[k + 1] = base.y0() + (xyz[k + 1] + 0.5) / v.ny() * base.height();
            xyz[k + 2] = v.z0() + (xyz[k + 2] + 0.5) / v.nz() * (v.z1() - v.z0());
        }
        return new Facets(xyz, s.triangles());
    }

    private void balls(Pen pen, SpaceProjection eye, double floor, Layer.Points p, Optional<Layer.Field> field, ColorScale colours) {
        int n = p.size();
        double[] at = eye.project(p.coordinates(), p.dimension(), floor);
        double chosen = Math.max(pen.px(0.8), PointRaster.radius(pen, 0.4 * pen.raster().width() * pen.raster().height(), n));
        double[] radii = DoubleStream.of(p.radii()).map(r -> Math.max(0.5, eye.pixels(r))).toArray();
        for (int k = 0; k < n; k++) {
            int source = k;
            int argb = field.map(f -> colours.argb(f.values()[source])).orElse(pen.theme().accent());
            depth.sphere(at[3 * k], at[3 * k + 1], at[3 * k + 2], radii.length == n ? radii[k] : radii.length == 1 ? radii[0] : chosen, argb);
        }
    }

    private void lines(Pen pen, SpaceProjection eye, double floor, SpacePane.Item item, ColorScale colours) {
        switch (item.layer()) {
            case Layer.Paths p when !isTubes(item) -> {
                double strength = PathRaster.strength(p.offsets().length - 1);
                int plain = Pen.faded(pen.theme().accent(), strength);
                Optional<Layer.Field> field = Coloring.field(item.drawing(), p);
                paths(pen, eye.project(p.coordinates(), p.dimension(), floor), p.offsets(),
                        k -> field.map(f -> Pen.faded(colours.argb(f.values()[k]), strength)).orElse(plain), pen.px(1.1));
            }
            case Layer.TriangleMesh m when item.drawing().style() == Pane.Style.LINES -> {
                Facets f = Facets.of(m, Optional.empty(), floor);
                wireframe(pen, f, eye.project(f.xyz(), 3, 0), Pen.faded(pen.theme().meshLine(), 0.6));
            }
            case Layer.Mesh m when item.sheet().isEmpty() -> meshLines(pen, eye.project(m.xy(), 2, floor), m);
            case Layer.Sphere _ -> {
                Layer.Paths g = Globe.graticule();
                paths(pen, eye.project(g.coordinates(), 3, 0), g.offsets(), _ -> INK, pen.px(0.8));
            }
            default -> { }
        }
    }

    private void paths(Pen pen, double[] at, int[] offsets, IntUnaryOperator argb, double width) {
        for (int p = 0; p + 1 < offsets.length; p++) {
            for (int k = offsets[p]; k + 1 < offsets[p + 1]; k++) {
                segment(pen, at, k, k + 1, width, argb.applyAsInt(k));
            }
        }
    }

    private void wireframe(Pen pen, Facets f, double[] at, int argb) {
        if (f.triangles().length < MOST_EDGES) {
            int[] edges = f.edges();
            for (int e = 0; e < edges.length; e += 2) {
                segment(pen, at, edges[e], edges[e + 1], pen.px(0.8), argb);
            }
        }
    }

    /** A mesh without heights lies on the floor. */
    private void meshLines(Pen pen, double[] at, Layer.Mesh m) {
        int stride = m.ny() + 1;
        int argb = Pen.faded(pen.theme().meshLine(), 0.5);
        IntStream.range(0, at.length / 3).forEach(k -> {
            if (k + stride < at.length / 3) {
                segment(pen, at, k, k + stride, pen.hair(), argb);
            }
            if (k % stride < m.ny()) {
                segment(pen, at, k, k + 1, pen.hair(), argb);
            }
        });
    }

    private void gridLines(Pen pen, Sheet s, double[] at) {
        int everyU = Math.max(1, Math.ceilDiv(s.nu(), LINES));
        int everyV = Math.max(1, Math.ceilDiv(s.nv(), LINES));
        int stride = s.nv() + 1;
        for (int i = 0; i <= s.nu(); i++) {
            for (int j = 0; j <= s.nv(); j++) {
                int k = i * stride + j;
                if (j < s.nv() && (i % everyU == 0 || i == s.nu())) {
                    segment(pen, at, k, k + 1, pen.px(0.8), INK);
                }
                if (i < s.nu() && (j % everyV == 0 || j == s.nv())) {
                    segment(pen, at, k, k + stride, pen.px(0.8), INK);
                }
            }
        }
    }

    private void segment(Pen pen, double[] at, int p, int q, double width, int argb) {
        a.at(at[3 * p], at[3 * p + 1], at[3 * p + 2]);
        b.at(at[3 * q], at[3 * q + 1], at[3 * q + 2]);
        depth.line(a, b, width, pen.px(LIFT), argb);
    }
}
