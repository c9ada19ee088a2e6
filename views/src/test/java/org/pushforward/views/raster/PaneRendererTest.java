package org.pushforward.views.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Style;
import org.pushforward.engine.api.Rect;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorRanges;
import org.pushforward.views.colormap.ColorScale;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.colormap.Colormaps;

class PaneRendererTest {

    private static final ViewState PLAIN = ViewState.DARK.withOverlay(Overlay.COLOR_BAR, false).withOverlay(Overlay.MESH_LINES, false);
    private static final Colormap MAP = Colormaps.standard();
    private static final Pane FIELD = Pane.plane("f", "Field", "", new Drawing("field", Style.FILL));

    private final PaneRenderer renderer = new PaneRenderer();

    private Raster render(Pane pane, Frame frame, ViewState view, int width, int height) {
        Raster r = new Raster(width, height);
        renderer.render(PaneContent.of(pane, frame), view, r);
        return r;
    }

    @Test
    void theColorBarTellsQuantityAndUnit() {
        List<Raster> drawn = Stream.of("", "K", "°C").map(unit -> render(FIELD, new Frame(0, 0, List.of(new Layer.ScalarField("field", "temperature", unit,
                2, 2, Rect.UNIT, new double[] {0, 1, 2, 3})), Diagnostics.NONE), ViewState.DARK, 400, 300)).toList();
        assertThat(drawn.stream().map(r -> Arrays.hashCode(r.pixels())).distinct()).hasSize(3);
    }

    @Test
    void yIsUpAndIRunsAlongX() {
        Layer.ScalarField f = new Layer.ScalarField("field", "f", "", 2, 2, Rect.UNIT, new double[] {0, 1, 2, 3});
        Raster r = render(FIELD, Scenes.frame(f), PLAIN.withOverlay(Overlay.SMOOTH, false), 100, 100);
        assertThat(r.pixel(10, 90)).isEqualTo(MAP.argb(0));              // i = 0, j = 0 lies at the lower left
        assertThat(r.pixel(10, 10)).isEqualTo(MAP.argb(1 / 3.0));        // j = 1 above it
        assertThat(r.pixel(90, 90)).isEqualTo(MAP.argb(2 / 3.0));
        assertThat(r.pixel(90, 10)).isEqualTo(MAP.argb(1));
    }

    @Test
    void interpolationIsExactForLinearFields() {
        Layer.ScalarField f = Scenes.field(8, 8, Rect.UNIT, (x, y) -> x);
        Raster r = render(FIELD, Scenes.frame(f), PLAIN, 160, 160);
        for (int x = 10; x < 150; x++) {
            // Centres of the outer cells are at 10 and 150; range is that of the centres.
            assertThat(r.pixel(x, 77)).isEqualTo(MAP.argb((x + 0.5 - 10) / 140));
        }
    }

    @Test
    void manyCellsInAPixelAreAveraged() {
        // A checkerboard finer than the pixels is grey, not one of its two colors.
        Layer.ScalarField f = new Layer.ScalarField("field", "f", "", 400, 400, Rect.UNIT, checkerboard(400));
        Raster r = render(FIELD, Scenes.frame(f), PLAIN, 100, 100);
        assertThat(r.pixel(50, 50)).isEqualTo(MAP.argb(0.5));
    }

    private static double[] checkerboard(int n) {
        double[] v = new double[n * n];
        for (int k = 0; k < v.length; k++) {
            v[k] = (k / n + k % n) % 2;
        }
        return v;
    }

    @Test
    void theFirstRowOfAPictureIsOnTop() {
        Layer.Picture p = new Layer.Picture("picture", "p", 2, 2, Rect.UNIT, new int[] {0xff0000, 0x00ff00, 0x0000ff, 0xffffff});
        Pane pane = Pane.plane("p", "p", "", new Drawing("picture", Style.IMAGE));
        Raster r = render(pane, Scenes.frame(p), PLAIN, 80, 80);
        assertThat(r.pixel(2, 2)).isEqualTo(0xffff0000);
        assertThat(r.pixel(77, 2)).isEqualTo(0xff00ff00);
        assertThat(r.pixel(2, 77)).isEqualTo(0xff0000ff);
        assertThat(r.pixel(77, 77)).isEqualTo(0xffffffff);
    }

    @Test
    void matricesShowTheirFirstRowOnTop() {
        Layer.Matrix m = new Layer.Matrix("m", "m", "", 2, 2, new double[] {0, 1, 2, 3});
        Pane pane = Pane.plane("m", "m", "", new Drawing("m", Style.FILL));
        Raster r = render(pane, Scenes.frame(m), PLAIN, 80, 80);
        assertThat(r.pixel(10, 10)).isEqualTo(MAP.argb(0));
        assertThat(r.pixel(70, 10)).isEqualTo(MAP.argb(1 / 3.0));
        assertThat(r.pixel(70, 70)).isEqualTo(MAP.argb(1));
        assertThat(Probe.at(pane, Scenes.frame(m), 1.5, 1.5).readings().getFirst().value()).isEqualTo(1);      // row 0, column 1
    }

    @Test
    void cellsOfAMeshLeaveNoGap() {
        Pane pane = Pane.plane("c", "c", "", new Drawing("mesh", Style.CELLS, "area"));
        Raster r = render(pane, Scenes.frame(Scenes.mesh(37, 29, 1)), PLAIN, 300, 300);
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 300; x++) {
                assertThat(r.pixel(x, y)).as("(%d, %d)", x, y).isNotEqualTo(PLAIN.theme().canvas());
            }
        }
    }

    @Test
    void contourPassesThroughTheInterpolatedZero() {
        // Between centres at ¼ and ¾ with values −1 and 3, zero is a quarter of the way: x = 0.375, pixel 75 of 200.
        Layer.ScalarField f = new Layer.ScalarField("field", "f", "", 2, 2, Rect.UNIT, new double[] {-1, -1, 3, 3});
        AxisMap x = AxisMap.between(0, 1, false, 0, 200);
        AxisMap y = AxisMap.between(0, 1, false, 200, 0);
        Raster r = new Raster(200, 200);
        r.clear(0xff000000);
        new ContourRaster().draw(r, new PlaneTransform(x, y, new Box(0, 0, 200, 200)), f, 0, 2, 0xffffffff);
        assertThat(r.pixel(74, 100) & 255).isEqualTo(255);
        assertThat(r.pixel(75, 100) & 255).isEqualTo(255);
        assertThat(r.pixel(72, 100) & 255).isZero();
        assertThat(r.pixel(77, 100) & 255).isZero();
        assertThat(r.pixel(74, 20) & 255).isZero();       // beyond the centres of the outer cells
    }

    @Test
    void saddlesAreResolvedByTheirMean() {
        // High corners lower left and upper right: with a high mean they are joined, so the centre is not crossed.
        for (double high : new double[] {3, 1.2}) {
            Layer.ScalarField f = new Layer.ScalarField("field", "f", "", 2, 2, Rect.UNIT, new double[] {high, -2, -2, high});
            Raster r = new Raster(200, 200);
            r.clear(0xff000000);
            PlaneTransform at = new PlaneTransform(AxisMap.between(0, 1, false, 0, 200), AxisMap.between(0, 1, false, 200, 0),
                    new Box(0, 0, 200, 200));
            new ContourRaster().draw(r, at, f, 0, 2, 0xffffffff);
            // On the diagonal through the low corners the joined band is left at both sides; through the high ones nothing is met.
            assertThat(crossings(r, true)).isEqualTo(high == 3 ? 2 : 0);
            assertThat(crossings(r, false)).isEqualTo(high == 3 ? 0 : 2);
        }
    }

    private static int crossings(Raster r, boolean falling) {
        int n = 0;
        boolean on = false;
        for (int k = 0; k < 200; k++) {
            boolean lit = (r.pixel(k, falling ? k : 199 - k) & 255) > 100;
            n += lit && !on ? 1 : 0;
            on = lit;
        }
        return n;
    }

    @Test
    void probeReadsWhatIsDrawn() {
        Layer.ScalarField f = Scenes.field(16, 16, Rect.UNIT, (x, y) -> 10 * x + y);
        Frame frame = Scenes.frame(f, Scenes.mesh(12, 12, 1));
        Pane pane = Pane.plane("p", "p", "", new Drawing("field", Style.FILL), new Drawing("mesh", Style.CELLS, "area"));
        Rendered rendered = renderer.render(PaneContent.of(pane, frame), PLAIN.withProbe(0.7, 0.2), new Raster(300, 200));
        Probe probe = rendered.probe().orElseThrow();
        double cellX = (11 + 0.5) / 16;
        double cellY = (3 + 0.5) / 16;
        assertThat(probe.readings()).extracting(Probe.Reading::label).containsExactly("monitor", "cell", "det J");
        assertThat(probe.readings().getFirst().value()).isEqualTo(10 * cellX + cellY);
        assertThat(Probe.at(pane, frame, 1.2, 0.5).readings()).isEmpty();
        PlaneTransform at = rendered.transform().orElseThrow();
        assertThat(at.valueX(at.pixelX(0.7))).isCloseTo(0.7, within(1e-12));
    }

    @Test
    void probeFindsTheCellOfADeformedMesh() {
        Layer.Mesh mesh = Scenes.mesh(40, 40, 1);
        Pane pane = Pane.plane("p", "p", "", new Drawing("mesh", Style.CELLS, "area"));
        int cell = 17 * 40 + 5;
        int a = 2 * (17 * 41 + 5);
        int c = 2 * (18 * 41 + 6);
        Probe probe = Probe.at(pane, Scenes.frame(mesh), 0.5 * (mesh.xy()[a] + mesh.xy()[c]), 0.5 * (mesh.xy()[a + 1] + mesh.xy()[c + 1]));
        assertThat(probe.readings().getFirst().text()).isEqualTo("(17, 5)");
        assertThat(probe.readings().getLast().value()).isEqualTo(mesh.field("area").values()[cell]);
    }

    @Test
    void zoomKeepsThePointUnderThePointerAndDragFollowsIt() {
        PaneContent content = PaneContent.of(FIELD, Scenes.frame(Scenes.field(8, 8, new Rect(-1, 2, 5, 4), (x, y) -> x)));
        Raster r = new Raster(640, 300);
        Camera2D camera = new Camera2D(0.1, -0.05, 2);
        PlaneTransform at = renderer.render(content, PLAIN.withCamera(camera), r).transform().orElseThrow();
        Camera2D closer = at.zoomed(camera, 123, 210, 1.7);
        PlaneTransform zoomed = renderer.render(content, PLAIN.withCamera(closer), r).transform().orElseThrow();
        assertThat(zoomed.valueX(123)).isCloseTo(at.valueX(123), within(1e-9));      // rounding only
        assertThat(zoomed.valueY(210)).isCloseTo(at.valueY(210), within(1e-9));
        assertThat(zoomed.x().a()).isCloseTo(1.7 * at.x().a(), within(1e-9));
        PlaneTransform dragged = renderer.render(content, PLAIN.withCamera(at.dragged(camera, 30, -20)), r).transform().orElseThrow();
        assertThat(dragged.valueX(153)).isCloseTo(at.valueX(123), within(1e-9));
        assertThat(dragged.valueY(190)).isCloseTo(at.valueY(210), within(1e-9));
    }

    @Test
    void theDomainKeepsItsAspectRatio() {
        PaneContent content = PaneContent.of(FIELD, Scenes.frame(Scenes.field(8, 4, new Rect(0, 0, 2, 1), (x, y) -> x)));
        Box domain = renderer.render(content, PLAIN, new Raster(500, 500)).transform().orElseThrow().domain();
        assertThat(domain.width()).isCloseTo(500, within(1e-9));
        assertThat(domain.height()).isCloseTo(250, within(1e-9));
        assertThat(domain.top()).isCloseTo(125, within(1.0));
    }

    @Test
    void hiDpiShowsTheSameFiner() {
        ViewState view = ViewState.LIGHT.withOverlay(Overlay.GRID, true).withOverlay(Overlay.TITLE, true);
        Frame frame = Scenes.frame(Scenes.field(64, 64, Rect.UNIT, Scenes::bumps));
        Raster one = render(FIELD, frame, view, 400, 300);
        Raster two = render(FIELD, frame, view.withUiScale(2), 800, 600);
        double difference = 0;
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 400; x++) {
                int mean = 0;
                for (int k = 0; k < 4; k++) {
                    mean += two.pixel(2 * x + k / 2, 2 * y + k % 2) >> 8 & 255;
                }
                difference += Math.abs((one.pixel(x, y) >> 8 & 255) - mean / 4.0) / 255;
            }
        }
        // Measured: 0.55 % of full scale, from text fitted to other pixels; a shift by one pixel gives 1.4 %.
        assertThat(difference / (400 * 300)).isLessThan(0.009);
    }

    @Test
    void rangeModes() {
        ColorRanges toDate = new ColorRanges();
        PaneRenderer shared = new PaneRenderer(toDate);
        Raster r = new Raster(64, 64);
        PaneContent wide = PaneContent.of(FIELD, Scenes.frame(Scenes.field(8, 8, Rect.UNIT, (x, y) -> x > 0.5 ? 4 : -2)));
        PaneContent narrow = PaneContent.of(FIELD, Scenes.frame(Scenes.field(8, 8, Rect.UNIT, (x, y) -> x > 0.5 ? 1 : 0)));
        shared.render(wide, PLAIN, r);
        assertThat(shared.render(narrow, PLAIN, r).range()).contains(new ColorRange(0, 1, false));
        assertThat(new PaneRenderer(toDate).render(narrow, PLAIN.withRangeMode(ColorRange.Mode.RUN), r).range())
                .contains(new ColorRange(-2, 4, false));
        assertThat(shared.render(narrow, PLAIN.withFixedRange(new ColorRange(0, 2, false)), r).range()).contains(new ColorRange(0, 2, false));
        assertThat(r.pixel(60, 30)).isEqualTo(MAP.argb(0.5));
    }

    /** Each name is longer than a line: one a line and the beginning of it, the rest counted. */
    @Test
    void aNameThatIsTooLongForALegendIsCut() {
        Pen pen = new Pen(new Raster(200, 200), PaneColors.LIGHT, 1, new Lettering());
        List<Curve> curves = IntStream.range(0, 3).mapToObj(k -> new Curve("run " + k + ", energy distance over its floor", "", new double[0],
                new double[0], 0, true)).toList();
        Legend two = Legend.of(pen, curves, 140, 2);
        assertThat(two.hidden()).isEqualTo(1);
        assertThat(two.lines()).hasSize(2).allSatisfy(line -> {
            assertThat(line).hasSize(1);
            assertThat(line.getFirst().label()).startsWith("run").endsWith("…");
            assertThat(pen.wordWidth(line.getFirst().label())).isLessThan(120);
        });
        Legend wide = Legend.of(pen, curves, 1000, 1);
        assertThat(wide.lines().getFirst()).isEqualTo(curves);
    }

    @Test
    void panesThatAreAlikeHaveOneRange() {
        Layer.ScalarField wide = new Layer.ScalarField("truth", "truth", "", 1, 2, Rect.UNIT, new double[] {-2, 4});
        Layer.ScalarField narrow = new Layer.ScalarField("mean", "mean", "", 1, 2, Rect.UNIT, new double[] {0, 1});
        Raster r = new Raster(64, 64);
        for (ColorRange.Mode mode : List.of(ColorRange.Mode.FRAME, ColorRange.Mode.RUN)) {
            for (String id : List.of("truth", "mean")) {
                Pane pane = Pane.plane(id, id, "", new Drawing(id, Style.CELLS)).coloredAlike("truth", "mean", "absent");
                assertThat(new PaneRenderer().render(PaneContent.of(pane, Scenes.frame(wide, narrow)), PLAIN.withRangeMode(mode), r).range())
                        .contains(new ColorRange(-2, 4, false));
                assertThat(new PaneRenderer().render(PaneContent.of(pane.onLogScale(), Scenes.frame(wide, narrow)), PLAIN.withRangeMode(mode), r)
                        .range()).as("positive values").contains(new ColorRange(1, 4, true));
            }
        }
        Pane alone = Pane.plane("mean", "mean", "", new Drawing("mean", Style.CELLS)).coloredAlike("truth");
        assertThat(new PaneRenderer().render(PaneContent.of(alone, Scenes.frame(wide, narrow)), PLAIN, r).range()).as("not one of them")
                .contains(new ColorRange(0, 1, false));
    }

    @Test
    void whatIsNoNumberIsDrawnInItsOwnColor() {
        Layer.ScalarField f = Scenes.field(8, 8, Rect.UNIT, (x, y) -> x < 0.5 ? Double.NaN : y);
        Raster r = render(FIELD, Scenes.frame(f), PLAIN, 64, 64);
        assertThat(r.pixel(10, 30)).isEqualTo(PLAIN.theme().undefined());
        assertThat(r.pixel(60, 2)).isEqualTo(MAP.argb(1));
    }

    @Test
    void aHistoryIsDrawnAtItsLogarithms() {
        HistoryView history = table(new double[] {1, 1e-2, Double.NaN, 0, 1e-4, 1e-6});
        Pane pane = Pane.history("h", "h", "", "residual").onLogScale();
        Raster r = new Raster(500, 300);
        PlaneTransform at = renderer.render(PaneContent.of(pane, Scenes.frame(), history), PLAIN, r).transform().orElseThrow();
        int accent = PLAIN.theme().series(0);
        assertThat(r.pixel((int) at.pixelX(1), (int) at.pixelY(1e-2))).isEqualTo(accent);
        // On a logarithmic axis the middle of the last line is the geometric mean.
        assertThat(nearColor(r, at.pixelX(4.5), at.pixelY(1e-5), accent)).isTrue();
        assertThat(at.pixelY(1e-2) - at.pixelY(1)).isCloseTo(at.pixelY(1e-6) - at.pixelY(1e-4), within(1e-9));
        for (int y = 0; y < 300; y++) {
            assertThat(r.pixel((int) at.pixelX(2.5), y)).as("a gap where there is no value").isNotEqualTo(accent);
        }
    }

    @Test
    void aHistoryIsDrawnAgainstADiagnosticThatItAsksFor() {
        HistoryView history = new HistoryView() {
            @Override
            public int size() {
                return 4;
            }

            @Override
            public long step(int k) {
                return k;
            }

            @Override
            public double value(int k, String diagnostic) {
                return diagnostic.equals("work") ? 100 * k * k : k;
            }
        };
        Pane work = Pane.history("h", "h", "", "residual").against("work");
        Raster r = new Raster(500, 300);
        PlaneTransform at = renderer.render(PaneContent.of(work, Scenes.frame(), history), PLAIN, r).transform().orElseThrow();
        assertThat(nearColor(r, at.pixelX(100), at.pixelY(1), PLAIN.theme().series(0))).isTrue();
        assertThat(nearColor(r, at.pixelX(650), at.pixelY(2.5), PLAIN.theme().series(0))).isTrue();
        at = renderer.render(PaneContent.of(work, Scenes.frame(), history), PLAIN.withOverlay(Overlay.CPU_SECONDS, true), r).transform().orElseThrow();
        assertThat(at.x().value(at.view().right())).as("seconds, which the viewer asked for").isEqualTo(3, within(0.01));
    }

    private static boolean nearColor(Raster r, double x, double y, int argb) {
        for (int dy = -1; dy <= 1; dy++) {
            if (r.pixel((int) x, (int) y + dy) == argb) {
                return true;
            }
        }
        return false;
    }

    private static HistoryView table(double[] values) {
        return new HistoryView() {
            @Override
            public int size() {
                return values.length;
            }

            @Override
            public long step(int k) {
                return k;
            }

            @Override
            public double value(int k, String diagnostic) {
                return values[k];
            }
        };
    }

    @Test
    void aLongHistoryKeepsItsSpikes() {
        double[] values = new double[50_000];
        values[33_333] = 1;
        Pane pane = Pane.history("h", "h", "", "residual");
        Raster r = new Raster(500, 300);
        PlaneTransform at = renderer.render(PaneContent.of(pane, Scenes.frame(), table(values)), PLAIN, r).transform().orElseThrow();
        assertThat(nearColor(r, at.pixelX(33_333), at.pixelY(0.5), PLAIN.theme().series(0))).isTrue();
    }

    @Test
    void aNearerRidgeHidesWhatLiesBehindIt() {
        for (boolean alongX : new boolean[] {false, true}) {
            // A ridge at 0.3 and lower ground beyond it, yellow from 0.5 on. At 5° over the horizon the ridge covers all of that.
            Sheet sheet = Sheet.of(Scenes.field(200, 200, Rect.UNIT, (x, y) -> relief(alongX ? x : y)));
            for (int k = 0; k < sheet.values().length; k++) {
                sheet.values()[k] = sheet.xyz()[3 * k + (alongX ? 0 : 1)] > 0.5 ? 1 : 0;
            }
            double front = alongX ? -90 : 0;
            assertThat(yellow(sheet, front)).isZero();
            assertThat(yellow(sheet, front + 180)).isGreaterThan(5000);
            // From the side both are seen, one beside the other.
            assertThat(yellow(sheet, front + 90)).isGreaterThan(2000);
            assertThat(yellow(sheet, front - 90)).isGreaterThan(2000);
        }
    }

    private static double relief(double t) {
        return Math.abs(t - 0.3) < 0.05 ? 1 : t > 0.8 ? 0.5 : 0;
    }

    private static long yellow(Sheet sheet, double azimuth) {
        Raster r = new Raster(400, 300);
        r.clear(0xff000000);
        Box room = new Box(0, 0, 400, 300);
        SpaceProjection eye = new SpaceProjection(new double[] {0, 0, 0}, new double[] {1, 1, 1}, new OrbitCamera(azimuth, 5, 1), SpaceProjection.Shape.HEIGHTS, room);
        Facets facets = Facets.of(sheet);
        double[] seen = new SpaceModel.Seen(new SpaceModel(List.of(), List.of(), List.of()), eye.matrix(), new Box(0, 0, 1, 1), Light.STANDARD).project(eye.place(facets.xyz(), 3, 0));
        DepthRaster depth = new DepthRaster();
        depth.begin(r, room, 2, Light.STANDARD);
        facets.draw(depth, seen, FacetLight.of(seen, facets.triangles(), Light.STANDARD), new ColorScale(new ColorRange(0, 1, false), MAP, 0), 0);
        depth.end(r);
        return Arrays.stream(r.pixels()).filter(p -> (p >> 16 & 255) > (p & 255) + 60).count();
    }

    @Test
    void nothingMakesItFail() {
        double nan = Double.NaN;
        double[] bad = {nan, nan, nan, nan};
        List<Layer> layers = List.of(
                new Layer.ScalarField("a", "a", "", 1, 1, Rect.UNIT, new double[] {5}),
                new Layer.ScalarField("b", "b", "", 2, 2, Rect.UNIT, bad),
                new Layer.ScalarField("c", "c", "", 2, 2, Rect.UNIT, new double[] {1, 1, 1, 1}),
                new Layer.ScalarField("d", "d", "", 2, 2, Rect.UNIT, new double[] {-1e308, 1e308, 0, Double.POSITIVE_INFINITY}),
                new Layer.VectorField("e", "e", "", 2, 2, Rect.UNIT, bad, bad),
                new Layer.VectorField("f", "f", "", 1, 1, Rect.UNIT, new double[1], new double[1]),
                new Layer.Mesh("g", "g", "", 1, 1, new double[] {0, 0, nan, 1, 1, 0, 1, 1},
                        List.of(new Layer.Field("v", "v", "", new double[] {nan}))),
                new Layer.Points("h", "h", "", 2, new double[0], new double[0]),
                new Layer.Points("i", "i", "", 2, new double[] {0.3, 0.3}, new double[0]),
                new Layer.Points("j", "j", "", 3, new double[] {0, 0, nan, 1, 2, 3}, new double[] {1, nan}),
                new Layer.Paths("k", "k", "", 2, new double[] {0, 0}, new int[] {0, 1}),
                new Layer.Paths("l", "l", "", 2, new double[0], new int[0]),
                new Layer.Series("m", "m", "", "x", new double[0], new double[0]),
                new Layer.Series("n", "n", "", "x", new double[] {1}, new double[] {nan}),
                new Layer.Series("o", "o", "", "x", new double[] {nan, 1, 1}, new double[] {1, 1, 1}),
                new Layer.Matrix("p", "p", "", 0, 0, new double[0]),
                new Layer.ScalarField("w", "w", "", 0, 3, Rect.UNIT, new double[0]),
                new Layer.Mesh("x", "x", "", 0, 2, new double[6], List.of()),
                new Layer.Matrix("q", "q", "", 1, 1, new double[] {2}),
                new Layer.Volume("r", "r", "", 1, 1, 1, Rect.UNIT, 0, 1, new double[] {1}),
                new Layer.Graph("s", "s", "", new double[] {0, 0, 1, 1}, new int[] {0, 1}),
                new Layer.Bars("t", "t", "", new double[] {0}, new double[0]),
                new Layer.Bars("u", "u", "", new double[] {0, 1, 2}, new double[] {0, nan}),
                new Layer.TriangleMesh("ta", "t", "", 2, new double[] {0, 0, 1, 0, nan, 1}, new int[] {0, 1, 2}, List.of(), List.of()),
                new Layer.TriangleMesh("tb", "t", "", 3, new double[] {0, 0, 0, 1, 0, 0, 0, 1, 5}, new int[] {0, 1, 2, 2, 2, 2},
                        List.of(new Layer.Field("v", "v", "", new double[] {nan, 1, 2})), List.of()),
                new Layer.TriangleMesh("tc", "t", "", 3, new double[0], new int[0], List.of(), List.of()),
                new Layer.Points("pa", "p", "", 3, new double[] {0, 0, 0, 1, 1, 1}, new double[] {nan}, List.of()),
                new Layer.Points("pb", "p", "", 2, new double[] {0, 0, 1, 1}, new double[] {1e9, -1}, List.of(new Layer.Field("v", "v", "", bad))),
                new Layer.Paths("wa", "w", "", 3, new double[] {0, 0, 0, nan, 1, 1, 1, 1, 1}, new int[] {0, 3}),
                new Layer.Series("sa", "s", "", "x", new double[] {0, 1}, new double[] {1, 2}, new double[] {-1, nan}, new double[] {2, 1e308}),
                new Layer.Graph("ga", "g", "", new double[] {0, 0, nan, 1}, new int[] {0, 1}, List.of(new Layer.Field("v", "v", "", new double[] {1, nan})),
                        List.of(new Layer.Field("w", "w", "", new double[] {nan})), List.of("a", "b")),
                Layer.Bars.named("ba", "b", "", List.of("a very long name indeed", "b"), new double[] {-1, nan}),
                new Layer.Table("tt", "t", List.of()),
                new Layer.Table("tu", "t", List.of(new Layer.Column.Words("w", "w", List.of("x", "")), new Layer.Column.Numbers("n", "n", "", new double[] {nan, 1}))),
                new Layer.Text("xa", "x", "", List.of(), new double[0]),
                new Layer.Text("xb", "x", "", List.of("a", "\n", "a word that is longer than any pane of this test is wide"), new double[] {nan, 0, 1}),
                new Layer.Sphere("ya", "y", "", 1, 1, new double[] {nan}),
                new Layer.Sphere("yb", "y", "", 3, 0, List.of()),
                new Layer.Volume("va", "v", "", 2, 2, 2, Rect.UNIT, 0, 1, new double[] {0, 1, nan, 0, 1, 2, 3, 4}),
                new Layer.Picture("v", "v", 1, 1, Rect.UNIT, new int[] {0x808080}));
        ViewState view = ViewState.DARK.withOverlay(Overlay.GRID, true).withOverlay(Overlay.CONTOURS, true).withOverlay(Overlay.TITLE, true)
                .withProbe(0.5, 0.5);
        for (Layer layer : layers) {
            for (Style style : Style.values()) {
                for (Pane.Kind kind : Pane.Kind.values()) {
                    for (boolean log : new boolean[] {false, true}) {
                        Pane pane = new Pane("p", "title", "subtitle", kind,
                                List.of(new Drawing(layer.id(), style, "v"), new Drawing("absent", style)), log)
                                .withAxes(new Pane.Axes(log, log, List.of()));
                        for (int[] size : new int[][] {{0, 0}, {1, 1}, {3, 200}, {200, 30}, {260, 200}}) {
                            Raster r = new Raster(size[0], size[1]);
                            renderer.render(PaneContent.of(pane, Scenes.frame(layer), HistoryView.EMPTY), view, r);
                            assertThat(Arrays.stream(r.pixels()).allMatch(p -> p >>> 24 == 255)).isTrue();
                        }
                    }
                }
            }
        }
    }

    @Test
    void aSubtitleThatDoesNotFitIsCutAndNotLeftOut() {
        Layer line = new Layer.Series("s", "s", "", "x", new double[] {0, 1}, new double[] {1, 2});
        String text = "what every learned operator loses of the field it was asked for, a mean over all that was held out";
        assertThat(titled(line, text, 300)).isNotEqualTo(titled(line, "", 300));
        // A stub says nothing.
        assertThat(titled(line, text, 90)).isEqualTo(titled(line, "", 90));
    }

    private int[] titled(Layer line, String subtitle, int width) {
        Pane pane = new Pane("p", "title", subtitle, Pane.Kind.PLOT, List.of(new Drawing(line.id(), Style.CURVE, "v")), false);
        Raster r = new Raster(width, 200);
        renderer.render(PaneContent.of(pane, Scenes.frame(line), HistoryView.EMPTY), ViewState.DARK.withOverlay(Overlay.TITLE, true), r);
        return r.pixels().clone();
    }
}
