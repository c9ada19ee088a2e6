package org.pushforward.views.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.run.Measures;
import org.pushforward.views.colormap.ColorRange;

/** What is read off fields: statistics, profiles, pins and differences of two runs. */
class MeasuringTest {

    private static final Offset<Double> ROUNDING = within(1e-12);
    private static final Rect DOMAIN = new Rect(-1, 0, 3, 2);
    private static final Pane FILLED = Pane.plane("p", "P", "", new Pane.Drawing("f", Pane.Style.FILL));

    private static Layer.ScalarField field(int nx, int ny, DoubleBinaryOperator f) {
        double[] v = new double[nx * ny];
        for (int k = 0; k < v.length; k++) {
            v[k] = f.applyAsDouble(DOMAIN.x0() + (k / ny + 0.5) / nx * DOMAIN.width(), DOMAIN.y0() + (k % ny + 0.5) / ny * DOMAIN.height());
        }
        return new Layer.ScalarField("f", "height", "m", nx, ny, DOMAIN, v);
    }

    private static FieldStatistics of(Layer layer, Pane.Drawing drawing) {
        return FieldStatistics.of(layer, Coloring.field(drawing, layer).orElseThrow()).orElseThrow();
    }

    private static PaneContent content(Pane pane, Layer... layers) {
        return PaneContent.of(pane, new Frame(0, 0, List.of(layers), Diagnostics.of()));
    }

    /** ∫ (x + 2y) over [−1, 3] × [0, 2] = 8·1 + 8·2; the midpoint rule is exact for what is linear. */
    @Test
    void aFieldHasItsIntegralAndWhatIsNotFiniteIsLeftOut() {
        FieldStatistics s = of(field(40, 20, (x, y) -> x + 2 * y), new Pane.Drawing("f", Pane.Style.FILL));
        assertThat(s.integral().orElseThrow()).isCloseTo(24, ROUNDING);
        assertThat(s.mean()).isCloseTo(3, ROUNDING);
        assertThat(s.least()).isCloseTo(-0.95 + 2 * 0.05, ROUNDING);
        assertThat(s.greatest()).isCloseTo(2.95 + 2 * 1.95, ROUNDING);
        FieldStatistics half = of(field(40, 20, (x, y) -> x < 1 ? 5 : Double.NaN), new Pane.Drawing("f", Pane.Style.FILL));
        assertThat(half.integral().orElseThrow()).isCloseTo(20, ROUNDING);
        assertThat(half.mean()).isCloseTo(5, ROUNDING);
    }

    @Test
    void meshesWeighTheirCellsByTheirAreas() {
        // Two cells of widths 1 and 3, sheared.
        double[] xy = {0, 0, 1, 2, 1, 0, 2, 2, 4, 0, 5, 2};
        Layer.Mesh m = new Layer.Mesh("m", "m", "", 2, 1, xy, List.of(new Layer.Field("v", "v", "", new double[] {4, 8})));
        FieldStatistics s = of(m, new Pane.Drawing("m", Pane.Style.CELLS, "v"));
        assertThat(s.integral().orElseThrow()).isCloseTo(4 * 2 + 8 * 6, ROUNDING);
        assertThat(s.mean()).isCloseTo(7, ROUNDING);
    }

    /** A tilted square in space of area √2 with the values x + y on its corners: linear, so ∫ = √2 · ½(0 + 2). */
    @Test
    void trianglesWeighTheirNodesAndTheirCells() {
        double[] xyz = {0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 0};
        int[] triangles = {0, 1, 2, 0, 2, 3};
        Layer.TriangleMesh nodes = new Layer.TriangleMesh("t", "t", "", 3, xyz, triangles,
                List.of(new Layer.Field("n", "n", "", new double[] {0, 1, 2, 1})), List.of());
        assertThat(of(nodes, new Pane.Drawing("t", Pane.Style.FILL)).integral().orElseThrow()).isCloseTo(Math.sqrt(2), ROUNDING);
        Layer.TriangleMesh cells = new Layer.TriangleMesh("t", "t", "", 3, xyz, triangles, List.of(),
                List.of(new Layer.Field("c", "c", "", new double[] {1, 3})));
        assertThat(of(cells, new Pane.Drawing("t", Pane.Style.FILL)).integral().orElseThrow()).isCloseTo(2 * Math.sqrt(2), ROUNDING);
    }

    @Test
    void aGlobeHasTheAreaOfTheUnitSphereAndAMatrixItsSum() {
        double[] ones = new double[36 * 18];
        Arrays.fill(ones, 1);
        Layer.Sphere s = new Layer.Sphere("s", "s", "", 36, 18, List.of(new Layer.Field("one", "one", "", ones)));
        assertThat(of(s, new Pane.Drawing("s", Pane.Style.FILL)).integral().orElseThrow()).isCloseTo(4 * Math.PI, ROUNDING);
        Layer.Matrix m = new Layer.Matrix("m", "m", "", 1, 3, new double[] {1, 2, 4});
        assertThat(of(m, new Pane.Drawing("m", Pane.Style.CELLS)).integral().orElseThrow()).isCloseTo(7, ROUNDING);
        Layer.Points p = new Layer.Points("p", "p", "", 2, new double[] {0, 0, 1, 1}, new double[] {1, 2});
        assertThat(of(p, new Pane.Drawing("p", Pane.Style.POINTS)).integral()).isEmpty();
    }

    @Test
    void aProfileHasTheValuesOfTheCellsAlongTheLine() {
        PaneContent c = content(FILLED, field(400, 200, (x, y) -> x + 2 * y));
        PaneContent profile = LineProfile.of(c, new Measures.Line(-2, 1, 3, 1)).orElseThrow();
        Layer.Series s = (Layer.Series) profile.frame().layers().getFirst();
        assertThat(s.x()[s.x().length - 1]).isCloseTo(5, ROUNDING);
        for (int k = 0; k < s.x().length; k++) {
            double x = -2 + s.x()[k];
            if (x < -1) {
                assertThat(s.y()[k]).as("outside").isNaN();
            } else {
                // Half a cell of each direction.
                assertThat(s.y()[k]).isCloseTo(x + 2, within(0.005 + 0.01 + 1e-9));
            }
        }
        assertThat(LineProfile.of(c, new Measures.Line(5, 5, 6, 6))).isEmpty();
    }

    @Test
    void theDifferenceIsOfValuesOnOneGridAndColoredAboutZero() {
        PaneContent mine = content(FILLED, field(8, 4, (x, y) -> x));
        PaneContent d = Difference.of(mine, content(FILLED, field(8, 4, (x, y) -> y)).frame()).orElseThrow();
        Layer.ScalarField f = (Layer.ScalarField) d.frame().layer(d.pane().drawings().getFirst().layer()).orElseThrow();
        assertThat(f.values()).containsExactly(field(8, 4, (x, y) -> x - y).values(), ROUNDING);
        assertThat(Difference.of(mine, content(FILLED, field(9, 4, (x, y) -> y)).frame())).as("another grid").isEmpty();
        Raster target = new Raster(300, 200);
        Rendered r = new PaneRenderer().render(d, Difference.view(ViewState.DARK, d), target);
        assertThat(r.range().orElseThrow().max()).isEqualTo(Arrays.stream(f.values()).map(Math::abs).max().orElseThrow());
        assertThat(r.range().orElseThrow().min()).isEqualTo(-r.range().orElseThrow().max());
    }

    /** Of three layers one is taken away from the others on its grid; the colors reach as far as the largest of them. */
    @Test
    void aLayerIsTakenAwayFromTheOthersOfItsRun() {
        Layer.ScalarField truth = new Layer.ScalarField("truth", "truth", "m", 8, 4, DOMAIN, field(8, 4, (x, y) -> y).values());
        Layer.ScalarField coarse = new Layer.ScalarField("coarse", "coarse", "m", 4, 4, DOMAIN, field(4, 4, (x, y) -> y).values());
        Pane pane = new Pane("p", "P", "", Pane.Kind.MULTIPLES, List.of(new Pane.Drawing("truth", Pane.Style.FILL), new Pane.Drawing("f", Pane.Style.FILL)), false);
        PaneContent c = content(pane, truth, field(8, 4, (x, y) -> 3 * x), coarse);
        assertThat(Difference.subtrahends(c)).extracting(Layer::id).containsExactlyInAnyOrder("truth", "f");
        PaneContent d = Difference.of(c, "truth").orElseThrow();
        assertThat(d.pane().drawings()).hasSize(1);
        Layer.ScalarField less = (Layer.ScalarField) d.frame().layer(d.pane().drawings().getFirst().layer()).orElseThrow();
        assertThat(less.label()).isEqualTo("height − truth");
        assertThat(less.values()).containsExactly(field(8, 4, (x, y) -> 3 * x - y).values(), ROUNDING);
        assertThat(Difference.of(c, "coarse")).as("another grid").isEmpty();
        assertThat(Difference.of(c, "gone")).isEmpty();
        ColorRange range = Difference.view(ViewState.DARK, d).fixedRange().orElseThrow();
        assertThat(range.max()).isEqualTo(Arrays.stream(less.values()).map(Math::abs).max().orElseThrow());
    }

    @Test
    void pinsLinesAndStatisticsAreDrawnAndTheProfileGetsRoom() {
        PaneContent c = content(FILLED, field(40, 20, (x, y) -> x + 2 * y));
        int[] plain = drawn(c, ViewState.DARK);
        Measures pin = Measures.NONE.withPin(new Measures.Spot(0.5, 0.5));
        assertThat(drawn(c, ViewState.DARK.withMeasures(pin))).isNotEqualTo(plain);
        assertThat(drawn(c, ViewState.DARK.withOverlay(Overlay.STATISTICS, true))).isNotEqualTo(plain);
        Raster target = new Raster(600, 500);
        ViewState along = ViewState.DARK.withMeasures(Measures.NONE.withLine(new Measures.Line(-0.5, 0.2, 2, 1.8)));
        Optional<PlaneTransform> at = new PaneRenderer().render(c, along, target).transform();
        assertThat(at.orElseThrow().domain().bottom()).as("above the profile").isLessThan(340);
    }

    private static int[] drawn(PaneContent c, ViewState view) {
        Raster target = new Raster(600, 500);
        new PaneRenderer().render(c, view, target);
        return target.pixels().clone();
    }
}
