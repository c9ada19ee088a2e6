package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.MarchingCubes;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorScale;

/** Makes the model of a 3D scene from layers: surfaces, isosurfaces, meshes, globes, tubes, arrows and balls as solids, the rest as lines on and between them. */
final class SpaceModeller {

    /** Grid lines along each side of a surface over the plane. */
    private static final int LINES = 30;
    private static final int MOST_EDGES = 60_000;
    private static final int ARROWS = 20;
    private static final int MOST_RINGS = 20_000;
    private static final double LEAST_RADIUS = 0.5;
    private static final double[] NONE = {};
    private static final int INK = 0x48000000;

    private final Pen pen;
    private final SpaceProjection eye;
    private final double floor;
    private final boolean hasLines;
    /** Whether balls without values stand beside what has some: walls, landmarks. */
    private final boolean isBeside;
    private final List<SpaceModel.Solid> solids = new ArrayList<>();
    private final List<SpaceModel.Balls> balls = new ArrayList<>();
    private final List<SpaceModel.Strands> strands = new ArrayList<>();

    private SpaceModeller(Pen pen, SpaceProjection eye, double floor, boolean hasLines, boolean isBeside) {
        this.pen = pen;
        this.eye = eye;
        this.floor = floor;
        this.hasLines = hasLines;
        this.isBeside = isBeside;
    }

    private static boolean isValued(SpacePane.Item item) {
        return item.layer() instanceof Layer.Volume || item.layer() instanceof Layer.Points p && !p.fields().isEmpty();
    }

    /**
     * @param eye where things are placed, and how many pixels a unit has
     * @param floor where what is flat lies
     */
    static SpaceModel of(Pen pen, SpaceProjection eye, double floor, List<SpacePane.Item> items, Function<SpacePane.Item, ColorScale> colors, boolean lines) {
        SpaceModeller m = new SpaceModeller(pen, eye, floor, lines, items.stream().anyMatch(SpaceModeller::isValued));
        items.forEach(i -> m.solid(i, colors.apply(i)));
        items.forEach(i -> m.lines(i, colors.apply(i)));
        return new SpaceModel(m.solids, m.balls, m.strands);
    }

    private void solid(SpacePane.Item item, ColorScale colors) {
        Optional<Layer.Field> field = Coloring.field(item.drawing(), item.layer());
        int accent = pen.theme().accent();
        String quantity = field.map(Layer.Field::quantity).orElse("");
        if (item.sheet().isPresent()) {
            double[] at = add(Facets.of(item.sheet().get()), colors, accent, quantity);
            if (hasLines) {
                strand(at, gridLines(item.sheet().get()), INK, pen.px(0.8));
            }
            return;
        }
        switch (item.layer()) {
            case Layer.Volume v -> {
                double level = level(v, item.drawing().level());
                add(isosurface(v, level), colors, colors.argb(level), quantity);
            }
            case Layer.TriangleMesh m when item.drawing().style() != Pane.Style.LINES -> {
                Facets f = Facets.of(m, field, floor);
                double[] at = add(f, colors, accent, quantity);
                // What is filled has no lines, as in the plane.
                if (hasLines && item.drawing().style() != Pane.Style.FILL) {
                    wireframe(f, at, INK);
                }
            }
            case Layer.Sphere s -> field.ifPresent(f -> add(Globe.of(s, f.values(), item.drawing().style() == Pane.Style.CELLS), colors, accent, quantity));
            case Layer.Paths p when isTubes(item) -> tubes(p, item.drawing().style() == Pane.Style.ARROWS, field, colors, accent);
            case Layer.VectorField v -> tubes(onTheFloor(v), true, Optional.empty(), colors, accent);
            case Layer.Points p -> balls(p, field, colors, isBeside ? pen.theme().muted() : accent);
            default -> { }      // lines, or no place in space
        }
    }

    private void tubes(Layer.Paths p, boolean isArrows, Optional<Layer.Field> field, ColorScale colors, int plain) {
        double[] at = eye.place(p.coordinates(), p.dimension(), floor);
        double[] values = field.map(Layer.Field::values).orElse(NONE);
        Facets f = isArrows ? Tubes.arrows(at, p.offsets(), pen.px(1.4) / eye.scale(), values) : Tubes.about(at, p.offsets(), pen.px(2.2) / eye.scale(), values);
        solids.add(new SpaceModel.Solid(f, colors, plain, field.map(Layer.Field::quantity).orElse("")));
    }

    /** Arrows from the middles of at most {@value #ARROWS} × {@value #ARROWS} cells; the longest is as long as they are apart. */
    private static Layer.Paths onTheFloor(Layer.VectorField f) {
        int every = Math.max(1, Math.ceilDiv(Math.max(f.nx(), f.ny()), ARROWS));
        double longest = IntStream.range(0, f.u().length).mapToDouble(k -> Math.hypot(f.u()[k], f.v()[k])).filter(Double::isFinite).max().orElse(0);
        double dx = f.domain().width() / f.nx();
        double dy = f.domain().height() / f.ny();
        double scale = longest > 0 ? every * Math.min(dx, dy) / longest : 0;
        DoubleStream.Builder xy = DoubleStream.builder();
        for (int i = every / 2; i < f.nx(); i += every) {
            for (int j = every / 2; j < f.ny(); j += every) {
                double x = f.domain().x0() + (i + 0.5) * dx;
                double y = f.domain().y0() + (j + 0.5) * dy;
                double u = 0.5 * scale * f.u()[i * f.ny() + j];
                double v = 0.5 * scale * f.v()[i * f.ny() + j];
                xy.add(x - u).add(y - v).add(x + u).add(y + v);
            }
        }
        double[] all = xy.build().toArray();
        return new Layer.Paths(f.id(), f.label(), f.unit(), 2, all, IntStream.rangeClosed(0, all.length / 4).map(k -> 2 * k).toArray());
    }

    private double[] add(Facets f, ColorScale colors, int plain, String quantity) {
        double[] at = eye.place(f.xyz(), 3, 0);
        solids.add(new SpaceModel.Solid(f.at(at), colors, plain, quantity));
        return at;
    }

    private static boolean isTubes(SpacePane.Item item) {
        return (item.drawing().style() == Pane.Style.TUBES || item.drawing().style() == Pane.Style.ARROWS) && item.layer() instanceof Layer.Paths p && p.coordinates().length / p.dimension() < MOST_RINGS;
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

    private void balls(Layer.Points p, Optional<Layer.Field> field, ColorScale colors, int plain) {
        int n = p.size();
        double least = pen.px(LEAST_RADIUS) / eye.scale();
        double chosen = Math.max(pen.px(0.8), PointRaster.radius(pen, 0.4 * pen.raster().width() * pen.raster().height(), n)) / eye.scale();
        double[] given = DoubleStream.of(p.radii()).map(r -> Math.max(least, eye.sceneLength(r))).toArray();
        double[] radii = given;
        if (given.length != n) {
            radii = new double[n];
            Arrays.fill(radii, given.length == 1 ? given[0] : chosen);
        }
        balls.add(new SpaceModel.Balls(eye.place(p.coordinates(), p.dimension(), floor), radii, field.map(Layer.Field::values).orElse(NONE), colors, plain,
                field.map(Layer.Field::quantity).orElse("")));
    }

    private void lines(SpacePane.Item item, ColorScale colors) {
        switch (item.layer()) {
            case Layer.Paths p when !isTubes(item) -> {
                double strength = PathRaster.strength(p.offsets().length - 1);
                Optional<Layer.Field> field = Coloring.field(item.drawing(), p);
                // Thin lines are what the rest is in: the edges of a box.
                int plain = item.drawing().style() == Pane.Style.THIN ? pen.theme().muted() : pen.theme().accent();
                strands.add(new SpaceModel.Strands(eye.place(p.coordinates(), p.dimension(), floor), alongPaths(p.offsets()), field.map(Layer.Field::values).orElse(NONE),
                        colors, strength, Pen.faded(plain, strength), pen.px(1.1)));
            }
            case Layer.TriangleMesh m when item.drawing().style() == Pane.Style.LINES -> {
                Facets f = Facets.of(m, Optional.empty(), floor);
                wireframe(f, eye.place(f.xyz(), 3, 0), Pen.faded(pen.theme().meshLine(), 0.6));
            }
            case Layer.Mesh m when item.sheet().isEmpty() ->
                    strand(eye.place(m.xy(), 2, floor), meshLines(m), Pen.faded(pen.theme().meshLine(), 0.5), pen.hair());
            case Layer.Sphere _ -> {
                Layer.Paths g = Globe.graticule();
                strand(eye.place(g.coordinates(), 3, 0), alongPaths(g.offsets()), INK, pen.px(0.8));
            }
            default -> { }
        }
    }

    private void strand(double[] at, int[] pairs, int argb, double width) {
        strands.add(new SpaceModel.Strands(at, pairs, ColorScale.none(), argb, width));
    }

    private static int[] alongPaths(int[] offsets) {
        IntStream.Builder pairs = IntStream.builder();
        for (int p = 0; p + 1 < offsets.length; p++) {
            for (int k = offsets[p]; k + 1 < offsets[p + 1]; k++) {
                pairs.add(k).add(k + 1);
            }
        }
        return pairs.build().toArray();
    }

    private void wireframe(Facets f, double[] at, int argb) {
        if (f.triangles().length < MOST_EDGES) {
            strand(at, f.edges(), argb, pen.px(0.8));
        }
    }

    /** A mesh without heights lies on the floor. */
    private static int[] meshLines(Layer.Mesh m) {
        int stride = m.ny() + 1;
        int n = m.xy().length / 2;
        IntStream.Builder pairs = IntStream.builder();
        for (int k = 0; k < n; k++) {
            if (k + stride < n) {
                pairs.add(k).add(k + stride);
            }
            if (k % stride < m.ny()) {
                pairs.add(k).add(k + 1);
            }
        }
        return pairs.build().toArray();
    }

    private static int[] gridLines(Sheet s) {
        int everyU = Math.max(1, Math.ceilDiv(s.nu(), LINES));
        int everyV = Math.max(1, Math.ceilDiv(s.nv(), LINES));
        int stride = s.nv() + 1;
        IntStream.Builder pairs = IntStream.builder();
        for (int i = 0; i <= s.nu(); i++) {
            for (int j = 0; j <= s.nv(); j++) {
                int k = i * stride + j;
                if (j < s.nv() && (i % everyU == 0 || i == s.nu())) {
                    pairs.add(k).add(k + 1);
                }
                if (i < s.nu() && (j % everyV == 0 || j == s.nv())) {
                    pairs.add(k).add(k + stride);
                }
            }
        }
        return pairs.build().toArray();
    }
}
