package org.pushforward.engine.analysis;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.geometry.WeightedSimplices;
import org.pushforward.engine.numerics.BandLimited;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code analysis.nuft-simplex}: the exact Fourier coefficients of a shape given by corners, and the picture they make, beside those of a
 * raster of as many cells. One step lets one wave more in each direction in.
 */
public final class SimplexSpectrum extends Study<SimplexSpectrum.Image> {

    private static final String TORUS = "torus";
    static final String SEGMENTS = "segments";
    private static final String DOTS = "points";
    private static final int FINE = 128;
    private static final int SOLID = 36;
    private static final double SMALLEST = 1e-9;
    private static final int MOST_IN_SPACE = 16;
    private static final double FAINT = 1e-8;

    /**
     * @param outline corners in their order, where they bound an inside
     * @param spectrum of all waves, those above {@code shown} being 0
     * @param inside of the fine grid's cells, or none
     * @param misplaced share of cells that are on the wrong side, in the picture and in the raster
     */
    record Image(WeightedSimplices shape, double[] outline, double[] spectrum, int modes, int shown, double[] inside, double[] raster, double[] misplaced, double rasterError) { }

    private final Knob<String> mesh;
    private final Knob<VectorValue> vertices;
    private final Knob<SourceFile> file;
    private final Knob<VectorValue> weights;
    private final Knob<VectorValue> wave;
    private final Knob<Integer> modes;

    public SimplexSpectrum() {
        super("analysis.nuft-simplex", "Spectrum of a shape without pixels", "A shape given by its corners has a Fourier transform in closed form: a sum over points, segments or triangles, "
                + "exact for every wave, without a grid. A network that takes spectra can so be fed meshes, lines and points, alone or mixed, without the "
                + "staircase and the aliases of a raster. Waves are let in one by one and the picture sharpens; beside it a raster of as many numbers. Drag a "
                + "corner with the brush. Lanczos' factors calm the overshoots at edges, in the picture only. The paper goes on to learn from such spectra; that is not shown.",
                List.of("F(k) = Σ wⱼ i^j j! Vⱼ Σ_v e^{−iσ_v}/Π_{u≠v} (σ_v − σ_u),  σ_v = k·x_v", "F(0) = content", "where σ meet: divided differences by a series"),
                new Citation("C. Jiang, D. Wang, J. Huang, P. Marcus, M. Nießner", 2019, "Convolutional Neural Networks on Non-uniform Geometrical Signals Using Euclidean Spectral Transformation",
                        "1901.02070").code("https://github.com/maxjiang93/DDSL"));
        pace(6);
        group("Shape");
        mesh = choice("mesh", "Ω", "Shape", List.of("polygon", "triangle", SEGMENTS, DOTS, TORUS, "file"), "polygon",
                "The inside of a polygon or triangle, a line along corners, points, the surface of a torus in space, or a polygon from a file.");
        vertices = vector("vertices", "x_v", "Vertices", 0, 0, "", "Corners in the unit square, a row each: x,y;x,y. Empty: a star, a triangle, a letter or the corners of the star.")
                .when(mesh, "polygon", "triangle", SEGMENTS, DOTS);
        file = points("mesh-file", "f", "File", "pinwheel", "Corners of a polygon in their order, scaled into the unit square.").when(mesh, "file");
        weights = vector("weights", "w", "Weights", 0, 0, "", "Density of the inside, of each segment or of each point. Empty: 1.").when(mesh, "polygon", "triangle", SEGMENTS, DOTS, "file");
        group("Spectrum");
        modes = whole("modes", "M", "Waves", 24, 2, 48, "Waves along an axis, to each side; at most 16 in space.").within(1, 128).but(8, mesh, TORUS);
        wave = vector("wave", "k", "Wave vector", 1, 0, "10,5", "In radians a unit of length; its coefficient is told.");
        refuse(p -> p.get(mesh).equals(TORUS) && p.get(modes) > MOST_IN_SPACE, p -> "modes: " + p.get(modes) + " waves make " + (2 * p.get(modes) + 1) + "³ coefficients in space; give at most "
                + MOST_IN_SPACE);
        lasts(p -> p.get(modes));
        brush();

        gauge("real", "Re F(k)", "", (s, p) -> coefficient(s.shape, p)[0]);
        gauge("imaginary", "Im F(k)", "", (s, p) -> coefficient(s.shape, p)[1]);
        var content = gauge("content", "Content", "", s -> s.shape.content());
        var misplaced = gauge("misplaced", "Cells on the wrong side, spectrum", "", s -> s.misplaced[0]);
        var byRaster = gauge("misplaced-raster", "Cells on the wrong side, raster", "", s -> s.misplaced[1]);
        var alias = gauge("raster-error", "Error of the raster's spectrum", "", s -> s.rasterError);

        plane("image", "From the exact spectrum", "waves so far, corners on top").draw(FILL, "picture", "density").draw(LINES, "outline", "corners").alike("picture", "raster");
        plane("pixels", "From a raster", "as many cells as waves").draw(CELLS, "raster", "density").draw(LINES, "outline").alike("picture", "raster");
        plane("waves", "Spectrum", "log₁₀ |F|, waves from −M to M").draw(CELLS, "size", "log₁₀ |F|").alike("size", "alias");
        plane("aliases", "What the raster adds", "log₁₀ |F raster − F|").draw(CELLS, "alias", "log₁₀ |F raster − F|").alike("size", "alias");
        history("sides", "Cells on the wrong side", "share of 128²", misplaced, byRaster).log();
        history("error", "Error of the raster's spectrum", "relative, waves so far", alias).log();
        plane("plane", "Complex plane", "a dot a wave").draw(POINTS, "spectrum", "F(m)");
        space("solid", "Density in space", "half of the largest").isosurface("density", "density", "", 0.5);

        atEnd("sharper", "cells on the wrong side, less the raster's", gauge("sharper", "Wrong side, less the raster's", "", s -> s.misplaced[0] - s.misplaced[1]), atMost(0), "the claim: no staircase");
        formula("rectangle", "a rectangle at 200 wave vectors, along its edges and diagonal too: worst difference from sinc · sinc", atMost(2e-15), "closed form", SimplexSpectrum::rectangle);
        formula("edge", "an edge cut at a third: change of F at 200 wave vectors", atMost(2e-15), "the shape is the same", SimplexSpectrum::cutEdge);
        formula("disc", "polygons of 16 to 256 corners: order of the difference from 2πr J₁(kr)/k", within(-2, 0.05), "closed form of the disc", SimplexSpectrum::discOrder);
        reference("zero", "F(0) / content − 1", atMost(1e-14), "closed form", t -> Math.abs(coefficient(t.state().shape, new double[2])[0] / t.value(content) - 1));
        reference("headline", "star, 16 waves: cells on the wrong side, over the raster's", atMost(0.6), "our run; the raster has as many numbers",
                t -> t.rest().value(misplaced) / t.value(byRaster), "modes=16");
        reference("aliases-fall", "raster's spectrum at 24 waves: relative error", within(0.17, 0.1), "our run: it falls like 1/M only", t -> t.rest().value(alias));
        opens("A star sharpens", "Twenty-four waves place the edges of a star between the pixels.");
        preset("letter", "A line, weighted", "Segments are as good as insides: no pixels, no width.").set("mesh=segments", "weights=1,2,1,2,1").panes("image", "pixels", "waves", "error");
        preset("torus", "A torus in space", "The surface of a torus by its triangles, from 17³ exact coefficients.").set("mesh=torus").panes("solid", "plane").pictured(8);
        preset("points", "Points have no edge", "The spectrum of points never falls: their picture never becomes sharp.").set("mesh=points", "modes=16").panes("image", "pixels", "waves", "plane");
        tiny("modes=3", "mesh=torus modes=2", "mesh=segments modes=2", "mesh=points modes=2 weights=1,2,3,1,2,3,1,2,3,1", "mesh=file modes=2");
    }

    @Override
    protected Image start(Knobs p, Philox random) {
        return grown(of(shape(p, List.of()), p), 0, null);
    }

    private Image of(Outlined o, Knobs p) {
        int m = p.get(modes);
        int side = 2 * m + 1;
        double[] inside = o.outline.length > 0 ? ShapeRaster.inside(o.outline, FINE) : new double[0];
        return new Image(o.shape, o.outline, new double[2 * (int) Math.pow(side, o.shape.dimension())], m, -1, inside, new double[0], new double[2], 0);
    }

    private record Outlined(WeightedSimplices shape, double[] outline) { }

    private Outlined shape(Knobs p, List<Stroke> strokes) {
        String kind = p.get(mesh);
        if (kind.equals(TORUS)) {
            return new Outlined(SimplexShapes.torus(24, 12), new double[0]);
        }
        double[] xy = kind.equals("file") ? SimplexShapes.fitted(p.get(file)) : p.get(vertices).values().isEmpty() ? SimplexShapes.usual(kind)
                : p.get(vertices).values().stream().mapToDouble(Double::doubleValue).toArray();
        for (Stroke s : strokes) {
            SimplexShapes.drag(xy, s);
        }
        if (!p.get(vertices).values().isEmpty() && p.get(vertices).columns() != 2) {
            throw new InputException("vertices: a row has " + p.get(vertices).columns() + " numbers", "give two, x,y");
        }
        int n = xy.length / 2;
        if (Arrays.stream(xy).anyMatch(v -> v < 0 || v > 1)) {
            throw new InputException("vertices: all must lie in the unit square", "scale them");
        }
        boolean isFilled = !kind.equals(SEGMENTS) && !kind.equals(DOTS);
        int least = kind.equals(DOTS) ? 1 : isFilled ? 3 : 2;
        if (n < least || kind.equals("triangle") && n != 3) {
            throw new InputException("vertices: " + n + " of them make no " + kind, "give " + (kind.equals("triangle") ? "3" : "at least " + least));
        }
        int count = isFilled ? 1 : kind.equals(DOTS) ? n : n - 1;
        double[] w = p.get(weights).values().stream().mapToDouble(Double::doubleValue).toArray();
        if (w.length != 0 && w.length != count) {
            throw new InputException("weights: there are " + w.length + ", but " + count + " to be weighted", "give " + count + ", or none for 1");
        }
        double[] density = w.length == 0 ? IntStream.range(0, count).mapToDouble(_ -> 1).toArray() : w;
        if (isFilled && Math.abs(WeightedSimplices.polygon(xy, 1).content()) < SMALLEST) {
            throw new InputException("vertices: what they enclose has no area, or as much on its left as on its right", "move one of them");
        }
        if (isFilled) {
            return new Outlined(WeightedSimplices.polygon(xy, density[0]), xy);
        }
        int[] members = kind.equals(DOTS) ? IntStream.range(0, n).toArray() : IntStream.range(0, 2 * count).map(k -> (k + 1) / 2).toArray();
        return new Outlined(new WeightedSimplices(2, kind.equals(DOTS) ? 1 : 2, xy, members, density), new double[0]);
    }

    @Override
    protected Image next(Image s, Turn t) {
        return grown(s, s.shown + 1, t);
    }

    @Override
    protected Image painted(Image s, Knobs p, List<Stroke> strokes) {
        if (s.shape.dimension() == 3) {
            throw new InputException("corners are dragged in the plane; the torus lies in space");
        }
        Image dragged = of(shape(p, strokes), p);
        for (int k = 0; k <= s.shown; k++) {
            dragged = spectrum(dragged, k, null);
        }
        return compared(dragged);
    }

    /** With waves up to {@code to}. */
    private static Image grown(Image s, int to, Turn t) {
        return compared(spectrum(s, to, t));
    }

    /** The coefficients with one index ±{@code k} and none beyond; the other half of them is conjugate. */
    private static Image spectrum(Image s, int k, Turn t) {
        int d = s.shape.dimension();
        int side = 2 * s.modes + 1;
        int last = d == 3 ? k : 0;
        double[] f = s.spectrum.clone();
        int rows = 2 * k + 1;
        Runnable[] work = new Runnable[rows];
        for (int r = 0; r < rows; r++) {
            int a = r - k;
            work[r] = () -> {
                for (int b = -k; b <= k; b++) {
                    for (int c = -last; c <= last; c++) {
                        boolean isShell = Math.max(Math.abs(a), Math.max(Math.abs(b), Math.abs(c))) == k;
                        boolean isHalf = a > 0 || a == 0 && (b > 0 || b == 0 && c >= 0);
                        if (isShell && isHalf) {
                            int plus = index(a, b, c, s.modes, side, d);
                            int minus = index(-a, -b, -c, s.modes, side, d);
                            double[] w = {2 * Math.PI * a, 2 * Math.PI * b, 2 * Math.PI * c};
                            s.shape.transform(w, f, plus);
                            if (plus != minus) {
                                f[minus] = f[plus];
                                f[minus + 1] = -f[plus + 1];
                            }
                        }
                    }
                }
            };
        }
        if (t == null) {
            Arrays.stream(work).forEach(Runnable::run);
        } else {
            t.workers().forRanges(rows, 1, (from, to) -> {
                t.ask();
                for (int r = from; r < to; r++) {
                    work[r].run();
                }
            });
        }
        return new Image(s.shape, s.outline, f, s.modes, k, s.inside, s.raster, s.misplaced, s.rasterError);
    }

    private static int index(int a, int b, int c, int modes, int side, int d) {
        int plane = (a + modes) * side + b + modes;
        return 2 * (d == 3 ? plane * side + c + modes : plane);
    }

    /** Beside a raster of as many numbers. */
    private static Image compared(Image s) {
        if (s.shape.dimension() == 3) {
            return s;
        }
        int n = 2 * s.shown + 1;
        double[] raster = ShapeRaster.of(s.shape, s.outline, n);
        double[] f = BandLimited.coefficients(raster, n, s.modes);
        double off = 0;
        double all = 0;
        int side = 2 * s.modes + 1;
        for (int a = -s.shown; a <= s.shown; a++) {
            for (int b = -s.shown; b <= s.shown; b++) {
                int k = index(a, b, 0, s.modes, side, 2);
                off += Math.pow(f[k] - s.spectrum[k], 2) + Math.pow(f[k + 1] - s.spectrum[k + 1], 2);
                all += s.spectrum[k] * s.spectrum[k] + s.spectrum[k + 1] * s.spectrum[k + 1];
            }
        }
        return new Image(s.shape, s.outline, s.spectrum, s.modes, s.shown, s.inside, raster, misplaced(s, raster, n), all == 0 ? 0 : Math.sqrt(off / all));
    }

    private static double[] misplaced(Image s, double[] raster, int n) {
        if (s.inside.length == 0) {
            return new double[2];
        }
        double full = s.shape.content() / WeightedSimplices.polygon(s.outline, 1).content();
        double[] picture = BandLimited.values(s.spectrum, 2, s.modes, s.shown, FINE, true);
        double[] wrong = new double[2];
        for (int i = 0; i < FINE; i++) {
            for (int j = 0; j < FINE; j++) {
                boolean isInside = s.inside[i * FINE + j] > 0;
                wrong[0] += picture[i * FINE + j] / full >= 0.5 == isInside ? 0 : 1;
                wrong[1] += raster[i * n / FINE * n + j * n / FINE] / full >= 0.5 == isInside ? 0 : 1;
            }
        }
        return new double[] {wrong[0] / (FINE * FINE), wrong[1] / (FINE * FINE)};
    }

    private double[] coefficient(WeightedSimplices shape, Knobs p) {
        double[] k = p.get(wave).values().stream().mapToDouble(Double::doubleValue).toArray();
        return coefficient(shape, Arrays.copyOf(k, Math.max(shape.dimension(), k.length)));
    }

    private static double[] coefficient(WeightedSimplices shape, double[] k) {
        double[] f = new double[2];
        shape.transform(Arrays.copyOf(k, 3), f, 0);
        return f;
    }

    private static double rectangle() {
        WeightedSimplices r = WeightedSimplices.polygon(new double[] {0.2, 0.2, 0.8, 0.2, 0.8, 0.6, 0.2, 0.6}, 1);
        double worst = 0;
        for (double[] k : waves()) {
            double size = 0.24 * sinc(0.3 * k[0]) * sinc(0.2 * k[1]);
            double phase = 0.5 * k[0] + 0.4 * k[1];
            double[] f = coefficient(r, k);
            worst = Math.max(worst, Math.hypot(f[0] - size * Math.cos(phase), f[1] + size * Math.sin(phase)));
        }
        return worst;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x) / x;
    }

    /** At random, along the axes and the diagonals of the rectangle, and nearly so. */
    private static List<double[]> waves() {
        double[] z = new double[400];
        new Philox(2).normals(0, 200, 0, 2, z, 0);
        return IntStream.range(0, 200).mapToObj(i -> {
            double a = 40 * z[2 * i];
            double b = 40 * z[2 * i + 1];
            return switch (i % 5) {
                case 0 -> new double[] {a, 0};
                case 1 -> new double[] {0, b};
                case 2 -> new double[] {2 * a, -3 * a};
                case 3 -> new double[] {2 * a * (1 + 1e-9), 3 * a};
                default -> new double[] {a, b};
            };
        }).toList();
    }

    private static double cutEdge() {
        double[] xy = SimplexShapes.usual("triangle");
        // The corner across comes first, so that the cut makes two triangles of the one.
        double[] cut = {xy[4], xy[5], xy[0], xy[1], xy[0] + (xy[2] - xy[0]) / 3, xy[1] + (xy[3] - xy[1]) / 3, xy[2], xy[3]};
        double worst = 0;
        for (double[] k : waves()) {
            double[] a = coefficient(WeightedSimplices.polygon(xy, 1), k);
            double[] b = coefficient(WeightedSimplices.polygon(cut, 1), k);
            worst = Math.max(worst, Math.hypot(a[0] - b[0], a[1] - b[1]));
        }
        return worst;
    }

    private static double discOrder() {
        double r = 0.4;
        double k = 20;
        // J₁(x) = (1/π) ∫₀^π cos(τ − x sin τ) dτ; the trapezoidal rule is exact to rounding for so small an x.
        int n = 200;
        double bessel = 0;
        for (int i = 0; i <= n; i++) {
            double tau = Math.PI * i / n;
            bessel += (i == 0 || i == n ? 0.5 : 1) * Math.cos(tau - k * r * Math.sin(tau)) / n;
        }
        double exact = 2 * Math.PI * r * bessel / k;
        return Math.log(discError(256, r, k, exact) / discError(16, r, k, exact)) / Math.log(16);
    }

    private static double discError(int corners, double r, double k, double exact) {
        double[] xy = new double[2 * corners];
        for (int c = 0; c < corners; c++) {
            xy[2 * c] = r * Math.cos(2 * Math.PI * c / corners);
            xy[2 * c + 1] = r * Math.sin(2 * Math.PI * c / corners);
        }
        return Math.abs(coefficient(WeightedSimplices.polygon(xy, 1), new double[] {k, 0})[0] - exact);
    }

    @Override
    protected void look(Image s, Knobs p, Look to) {
        int d = s.shape.dimension();
        int side = 2 * s.modes + 1;
        to.points("spectrum", 2, s.spectrum);
        if (d == 3) {
            double[] v = BandLimited.values(s.spectrum, 3, s.modes, s.shown, SOLID, true);
            double top = Math.max(Arrays.stream(v).max().orElse(1), Double.MIN_NORMAL);
            to.volume("density", SOLID, SOLID, SOLID, Rect.UNIT, 0, 1, Arrays.stream(v).map(x -> x / top).toArray());
            // Cut through its middle.
            double[] slice = new double[SOLID * SOLID];
            Arrays.setAll(slice, k -> v[k * SOLID + SOLID / 2]);
            to.field("picture", SOLID, SOLID, Rect.UNIT, slice);
            double[] size = new double[side * side];
            Arrays.setAll(size, k -> sizeOf(s.spectrum, k * side + s.modes));
            to.field("size", side, side, waves(s.modes), size);
            return;
        }
        int n = 2 * s.shown + 1;
        to.field("picture", FINE, FINE, Rect.UNIT, BandLimited.values(s.spectrum, 2, s.modes, s.shown, FINE, true));
        to.field("raster", n, n, Rect.UNIT, s.raster);
        double[] of = BandLimited.coefficients(s.raster, n, s.modes);
        double[] size = new double[side * side];
        double[] alias = new double[side * side];
        for (int k = 0; k < size.length; k++) {
            boolean isShown = Math.max(Math.abs(k / side - s.modes), Math.abs(k % side - s.modes)) <= s.shown;
            size[k] = sizeOf(s.spectrum, k);
            alias[k] = isShown ? Math.log10(Math.max(FAINT, Math.hypot(of[2 * k] - s.spectrum[2 * k], of[2 * k + 1] - s.spectrum[2 * k + 1]))) : Math.log10(FAINT);
        }
        to.field("size", side, side, waves(s.modes), size);
        to.field("alias", side, side, waves(s.modes), alias);
        outline(s, to);
    }

    private static double sizeOf(double[] spectrum, int k) {
        return Math.log10(Math.max(FAINT, Math.hypot(spectrum[2 * k], spectrum[2 * k + 1])));
    }

    private static Rect waves(int modes) {
        return new Rect(-modes - 0.5, -modes - 0.5, modes + 0.5, modes + 0.5);
    }

    private static void outline(Image s, Look to) {
        if (s.outline.length > 0) {
            double[] closed = Arrays.copyOf(s.outline, s.outline.length + 2);
            closed[s.outline.length] = s.outline[0];
            closed[s.outline.length + 1] = s.outline[1];
            to.path("outline", closed);
        } else if (s.shape.order() == 2) {
            to.path("outline", s.shape.xy());
        }
    }
}
