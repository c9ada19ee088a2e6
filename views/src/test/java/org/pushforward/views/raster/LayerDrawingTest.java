package org.pushforward.views.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Style;
import org.pushforward.engine.api.Rect;
import org.pushforward.views.colormap.ColorRanges;
import org.pushforward.views.colormap.Colormaps;

/** What the younger types of layer look like in plane, plot and words. */
class LayerDrawingTest {

    private static final ViewState PLAIN = ViewState.DARK.withOverlay(Overlay.COLOR_BAR, false).withOverlay(Overlay.MESH_LINES, false);
    private static final int CANVAS = PaneColors.DARK.canvas();

    private final PaneRenderer renderer = new PaneRenderer();
    private final Raster raster = new Raster(300, 200);

    private Rendered render(Pane pane, ViewState view, Layer... layers) {
        return renderer.render(PaneContent.of(pane, Scenes.frame(layers)), view, raster);
    }

    private int at(Rendered rendered, double x, double y) {
        PlaneTransform t = rendered.transform().orElseThrow();
        return raster.pixel((int) t.pixelX(x), (int) t.pixelY(y));
    }

    private static Layer.Field field(String id, double... v) {
        return new Layer.Field(id, id, "", v);
    }

    private static Layer.TriangleMesh unitSquare(Layer.Field node, Layer.Field cell) {
        return new Layer.TriangleMesh("t", "t", "", 2, new double[] {0, 0, 1, 0, 1, 1, 0, 1}, new int[] {0, 1, 2, 0, 2, 3}, List.of(node), List.of(cell));
    }

    @Test
    void valuesOnNodesAreInterpolatedAndThoseOnCellsAreNot() {
        Layer m = unitSquare(field("x", 0, 1, 1, 0), field("c", 0, 1));
        Rendered nodes = render(Pane.plane("p", "p", "", new Drawing("t", Style.FILL)), PLAIN, m);
        // Within the change of color across a pixel of two hundred.
        for (double x : new double[] {0.1, 0.5, 0.9}) {
            int seen = at(nodes, x, 0.31);
            int want = Colormaps.standard().argb(x);
            for (int shift = 0; shift <= 16; shift += 8) {
                assertThat(seen >> shift & 255).isCloseTo(want >> shift & 255, within(5));
            }
        }
        Rendered cells = render(Pane.plane("p", "p", "", new Drawing("t", Style.CELLS, "c")), PLAIN, m);
        assertThat(at(cells, 0.8, 0.2)).isEqualTo(Colormaps.standard().argb(0));
        assertThat(at(cells, 0.2, 0.8)).isEqualTo(Colormaps.standard().argb(1));
        assertThat(Probe.at(Pane.plane("p", "p", "", new Drawing("t", Style.FILL)), Scenes.frame(m), 0.75, 0.25).readings())
                .extracting(Probe.Reading::value).endsWith(0.75, 0.0);
    }

    @Test
    void aPaneChoosesAmongTheValuesOfPoints() {
        Layer p = new Layer.Points("p", "p", "", 2, new double[] {0, 0, 1, 1, 2, 0}, new double[] {0.3}, List.of(field("a", 0, 1, 2), field("b", 2, 1, 0)));
        assertThat(at(render(Pane.plane("p", "p", "", new Drawing("p", Style.POINTS)), PLAIN, p), 0, 0)).isEqualTo(Colormaps.standard().argb(0));
        Rendered b = render(Pane.plane("p", "p", "", new Drawing("p", Style.POINTS, "b")), PLAIN, p);
        assertThat(at(b, 0, 0)).isEqualTo(Colormaps.standard().argb(1));
        assertThat(at(b, 0.28, 0)).as("the radius is that of the domain").isNotEqualTo(CANVAS);
        assertThat(at(b, 0.34, 0)).isEqualTo(CANVAS);
    }

    @Test
    void valuesOnAScaleOfTheirOwnKeepTheirColorsWhateverElseThereIs() {
        Pane pane = Pane.plane("p", "p", "", new Drawing("p", Style.POINTS));
        for (double second : new double[] {0.25, 0.9}) {
            Layer p = new Layer.Points("p", "p", "", 2, new double[] {0, 0, 1, 1}, new double[] {0.3}, List.of(field("a", 0.25, second).over(0, 1)));
            assertThat(at(render(pane, PLAIN, p), 0, 0)).isEqualTo(Colormaps.standard().argb(0.25));
        }
        Layer beyond = new Layer.Points("p", "p", "", 2, new double[] {0, 0, 1, 1}, new double[] {0.3}, List.of(field("a", 0.5, 2).over(0, 1)));
        assertThat(at(render(pane, PLAIN, beyond), 0, 0)).as("what lies beyond widens it").isEqualTo(Colormaps.standard().argb(0.25));
    }

    @Test
    void aFieldBehindColoredPointsIsGreyAndHasABarOfItsOwn() {
        Layer f = Scenes.field(8, 8, Rect.UNIT, (x, y) -> x);
        Layer plain = new Layer.Points("p", "p", "", 2, new double[] {0.5, 0.5}, new double[0]);
        Layer valued = new Layer.Points("p", "p", "", 2, new double[] {0.5, 0.5}, new double[] {1});
        Pane pane = Pane.plane("p", "p", "", new Drawing("field", Style.FILL), new Drawing("p", Style.POINTS));
        for (ViewState view : List.of(PLAIN, PLAIN.withTheme(PaneColors.LIGHT))) {
            int colored = at(render(pane, view, f, plain), 0.9, 0.9);
            int grey = at(render(pane, view, f, valued), 0.9, 0.9);
            assertThat((colored >> 16 & 255) - (colored & 255)).as("yellow").isGreaterThan(120);
            assertThat(Math.abs((grey >> 16 & 255) - (grey & 255))).as("grey").isLessThan(32);
            assertThat(new Coloring(new ColorRanges()).keys(PaneContent.of(pane, Scenes.frame(f, valued)), view))
                    .extracting(Coloring.Key::quantity).containsExactly("p", "monitor");
            assertThat(at(render(pane.coloredAlike("field", "p"), view, f, valued), 0.9, 0.9)).as("one quantity").isNotEqualTo(grey);
        }
    }

    @Test
    void bandsReachFromLowerToUpper() {
        Layer s = new Layer.Series("s", "s", "", "x", new double[] {0, 1, 2}, new double[] {0, 0, 0}, new double[] {-1, -2, -1}, new double[] {1, 2, 1});
        Rendered r = render(Pane.plot("p", "p", "", new Drawing("s", Style.CURVE)), PLAIN, s);
        assertThat(at(r, 1, 1.8)).isNotEqualTo(CANVAS);
        assertThat(at(r, 0.02, 1.2)).isEqualTo(CANVAS);
        assertThat(at(r, 0.52, 1.3)).as("between the curves as they are joined").isNotEqualTo(CANVAS);
        assertThat(at(r, 0.48, 1.6)).isEqualTo(CANVAS);
    }

    /** What others have measured is an open circle, what is known exactly a thin line. */
    @Test
    void whatIsKnownIsDrawnLightly() {
        Layer s = new Layer.Series("s", "s", "", "x", new double[] {0, 1, 2}, new double[] {0, 1.02, 2});
        long[] ink = Stream.of(Style.CURVE, Style.THIN, Style.POINTS, Style.CIRCLES).mapToLong(style -> {
            Rendered r = render(Pane.plot("p", "p", "", new Drawing("s", style)), PLAIN, s);
            assertThat(at(r, 1, 1.02) == CANVAS).as("%s is open", style).isEqualTo(style == Style.CIRCLES);
            return Arrays.stream(raster.pixels()).filter(p -> p != CANVAS).count();
        }).toArray();
        assertThat(ink[1]).isLessThan(ink[0]);
    }

    @Test
    void aCurveHasTheColorOfItsPlaceUnlessThePaneSaysOtherwise() {
        Layer flat = new Layer.Series("a", "a", "", "x", new double[] {0, 2}, new double[] {0, 0});
        Layer high = new Layer.Series("b", "b", "", "x", new double[] {0, 2}, new double[] {1, 1});
        PaneColors colors = PaneColors.DARK;
        Rendered usual = render(Pane.plot("p", "p", "", new Drawing("a", Style.CURVE), new Drawing("b", Style.CURVE)), PLAIN, flat, high);
        assertThat(isNear(at(usual, 1, 0), colors.series(0))).isTrue();
        Rendered said = render(Pane.plot("p", "p", "", new Drawing("a", Style.CURVE, "", Double.NaN, 3), new Drawing("b", Style.CURVE)), PLAIN, flat, high);
        assertThat(isNear(at(said, 1, 0), colors.series(3))).isTrue();
        assertThat(isNear(at(said, 1, 1), colors.series(1))).isTrue();
    }

    /** But for its smoothed edge. */
    private static boolean isNear(int seen, int wanted) {
        return IntStream.of(0, 8, 16).allMatch(shift -> Math.abs((seen >> shift & 255) - (wanted >> shift & 255)) < 40);
    }

    @Test
    void namesOfLinesOnColorsLieOnADarkPlateInBothThemes() {
        Layer f = Scenes.field(8, 8, new Rect(0, 0, 3, 1), (x, y) -> x);
        Layer a = new Layer.Paths("a", "a", "", 2, new double[] {0, 0.5, 3, 0.5}, new int[] {0, 2}, List.of());
        Layer b = new Layer.Paths("b", "b", "", 2, new double[] {0, 0.2, 3, 0.2}, new int[] {0, 2}, List.of());
        Pane pane = Pane.plane("p", "p", "", new Drawing("field", Style.FILL), new Drawing("a", Style.LINES), new Drawing("b", Style.LINES));
        for (ViewState view : List.of(PLAIN, ViewState.LIGHT.withOverlay(Overlay.COLOR_BAR, false))) {
            render(pane, view, f, a, b);
            long white = IntStream.range(20, 100).filter(y -> IntStream.range(0, 28).filter(x -> isNear(raster.pixel(x, y), PaneColors.DARK.text())).count() >= 10).count();
            assertThat(white).as("the line of the first name, above the plane").isPositive();
            long dark = IntStream.range(40, 60).filter(y -> IntStream.range(0, 300).filter(x -> (raster.pixel(x, y) & 255) < 90).count() >= 10).count();
            assertThat(dark).as("its plate").isPositive();
        }
    }

    @Test
    void theAbscissaMayBeLogarithmic() {
        Layer s = new Layer.Series("s", "s", "", "x", new double[] {0, 1, 10, 100}, new double[] {0, 1, 2, 3});
        Pane pane = Pane.plot("p", "p", "", new Drawing("s", Style.CURVE)).withAxes(new Pane.Axes(true, false, List.of()));
        AxisMap x = render(pane, PLAIN, s).transform().orElseThrow().x();
        assertThat(x.pixel(10) - x.pixel(1)).isCloseTo(x.pixel(100) - x.pixel(10), within(1e-9));
        assertThat(x.from()).as("what is not positive has no place").isEqualTo(1);
    }

    @Test
    void namedBarsStandSideBySideAndHangBelowZero() {
        Layer a = Layer.Bars.named("a", "a", "", List.of("one", "two"), new double[] {2, -1});
        Layer b = Layer.Bars.named("b", "b", "", List.of("one", "two"), new double[] {1, 1});
        Rendered r = render(Pane.plot("p", "p", "", new Drawing("a", Style.BARS), new Drawing("b", Style.BARS)), PLAIN, a, b);
        int first = at(r, 0.3, 0.5);
        assertThat(first).isNotEqualTo(CANVAS).isNotEqualTo(at(r, 0.7, 0.5));
        assertThat(at(r, 1.3, -0.5)).isEqualTo(first);
        assertThat(at(r, 1.3, 0.5)).isEqualTo(CANVAS);
        assertThat(at(r, 0.05, 0.5)).isEqualTo(CANVAS);
    }

    @Test
    void edgesAreAsWideAsTheirValues() {
        Layer g = new Layer.Graph("g", "g", "", new double[] {0, 0, 1, 0, 0, 1, 1, 1}, new int[] {0, 1, 2, 3}, List.of(), List.of(field("w", 1, 8)), List.of());
        Rendered r = render(Pane.plane("p", "p", "", new Drawing("g", Style.LINES)), PLAIN, g);
        assertThat(ink(r, 0.5, 1)).isGreaterThan(2 * ink(r, 0.5, 0));
    }

    /** Around the centre of a vortex every line is a circle: no spokes, and none crosses the gap between two lines. */
    @Test
    void streamlinesFollowTheFieldEvenlyApart() {
        Rect domain = new Rect(-1, -1, 1, 1);
        Layer flow = new Layer.VectorField("v", "v", "", 32, 32, domain, Scenes.field(32, 32, domain, (x, y) -> -y).values(),
                Scenes.field(32, 32, domain, (x, y) -> x).values());
        Pane pane = Pane.plane("p", "p", "", new Drawing("v", Style.LINES));
        Rendered r = render(pane, PLAIN, flow);
        double bestRing = 0;
        double worstRing = 1;
        for (double radius = 0.3; radius < 0.9; radius += 0.01) {
            double rho = radius;
            double share = IntStream.range(0, 200).filter(k -> at(r, rho * Math.cos(0.0314159 * k), rho * Math.sin(0.0314159 * k)) != CANVAS).count() / 200.0;
            bestRing = Math.max(bestRing, share);
            worstRing = Math.min(worstRing, share);
        }
        assertThat(bestRing).isGreaterThan(0.8);
        assertThat(worstRing).isLessThan(0.1);
    }

    /** Four squares in a wide pane stand in a row, in a square pane two by two; 0 to 3 is the range of all. */
    @Test
    void smallMultiplesShareTheirColorsAndFillThePane() {
        Layer[] all = IntStream.range(0, 4).mapToObj(k -> new Layer.ScalarField("f" + k, "f" + k, "", 1, 1, Rect.UNIT, new double[] {k})).toArray(Layer[]::new);
        Pane pane = new Pane("p", "p", "", Pane.Kind.MULTIPLES, Arrays.stream(all).map(l -> new Drawing(l.id(), Style.CELLS)).toList(), false);
        Raster wide = new Raster(400, 120);
        renderer.render(PaneContent.of(pane, Scenes.frame(all)), PLAIN, wide);
        Raster square = new Raster(200, 200);
        renderer.render(PaneContent.of(pane, Scenes.frame(all)), PLAIN, square);
        for (int k = 0; k < 4; k++) {
            assertThat(wide.pixel(50 + 100 * k, 70)).isEqualTo(Colormaps.standard().argb(k / 3.0));
            assertThat(square.pixel(50 + 100 * (k % 2), 60 + 100 * (k / 2))).isEqualTo(Colormaps.standard().argb(k / 3.0));
        }
    }

    @Test
    void volumesAreSlicedWhereTheDrawingSaysAndProjected() {
        Layer.Volume v = new Layer.Volume("v", "v", "", 1, 1, 4, Rect.UNIT, 0, 4, new double[] {3, 7, 5, 1});
        assertThat(Slices.of(v, new Drawing("v", Style.FILL)).values()).containsExactly(5);
        assertThat(Slices.of(v, new Drawing("v", Style.FILL, "", 1.5)).values()).containsExactly(7);
        assertThat(Slices.of(v, new Drawing("v", Style.FILL, "", 9)).values()).containsExactly(1);
        assertThat(Slices.of(v, new Drawing("v", Style.PROJECTION)).values()).containsExactly(7);
    }

    /** Of a column of pixels about a point. */
    private int ink(Rendered r, double x, double y) {
        PlaneTransform t = r.transform().orElseThrow();
        return IntStream.rangeClosed(-4, 4).map(k -> raster.pixel((int) t.pixelX(x), (int) t.pixelY(y) + k) & 255).map(v -> v - (CANVAS & 255)).sum();
    }

    @Test
    void tokensLieOnTheColorOfTheirWeight() {
        Layer text = new Layer.Text("t", "t", "", List.of("aaaa", "\n", "bbbb"), new double[] {0, 0.5, 1});
        render(Pane.words("p", "p", "", new Drawing("t", Style.WORDS)), PLAIN, text);
        assertThat(raster.pixel(6, 8)).isEqualTo(Colormaps.standard().argb(0));
        assertThat(raster.pixel(6, 30)).isEqualTo(Colormaps.standard().argb(1));
        assertThat(raster.pixel(200, 8)).isEqualTo(CANVAS);
    }

    @Test
    void rowsOfATableThatHaveNoRoomAreCounted() {
        Pane pane = Pane.words("p", "p", "", new Drawing("t", Style.WORDS));
        long fits = inked(pane, 4);
        assertThat(inked(pane, 6)).isGreaterThan(fits);
        assertThat(inked(pane, 1000)).as("one line tells how many more").isNotEqualTo(inked(pane, 2000));
    }

    private long inked(Pane pane, int rows) {
        render(pane, PLAIN, new Layer.Table("t", "t", List.of(new Layer.Column.Numbers("n", "n", "", new double[rows]))));
        return Arrays.stream(raster.pixels()).filter(p -> p != CANVAS).mapToLong(p -> p & 255).sum();
    }
}
