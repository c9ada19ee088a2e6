package org.pushforward.views.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Pane.Drawing;
import org.pushforward.engine.api.Pane.Style;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.run.Measures;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorScale;
import org.pushforward.views.colormap.Colormaps;

class SpaceSceneTest {

    private static final int W = 300;
    private static final int H = 240;
    private static final int LOW = Colormaps.standard().entry(0);
    private static final int HIGH = Colormaps.standard().entry(255);
    private static final ViewState VIEW = ViewState.DARK.withOverlay(Overlay.COLOR_BAR, false).withOverlay(Overlay.MESH_LINES, false);

    private static Raster render(Pane pane, ViewState view, Layer... layers) {
        Raster r = new Raster(W, H);
        new PaneRenderer().render(PaneContent.of(pane, Scenes.frame(layers)), view, r);
        return r;
    }

    private static Pane pane(Style style, String... layers) {
        return Pane.space("p", "p", "", Arrays.stream(layers).map(l -> new Drawing(l, style)).toArray(Drawing[]::new));
    }

    private static ViewState from(double azimuth, double elevation) {
        return VIEW.withOrbit(new OrbitCamera(azimuth, elevation, 1));
    }

    /** Whether a color has the hue of the upper end of the colormap, yellow, in whatever light. */
    private static boolean yellow(int p) {
        return (p >> 16 & 255) > (p & 255) + 60;
    }

    /** The accent in any light; lines and labels of the axes are greyer. */
    private static boolean blue(int p) {
        return (p & 255) > (p >> 16 & 255) + 50;
    }

    private static long count(Raster r, IntPredicate color) {
        return Arrays.stream(r.pixels()).filter(color).count();
    }

    private static Layer.TriangleMesh square(String id, double z, double value) {
        return new Layer.TriangleMesh(id, id, "", 3, new double[] {0, 0, z, 1, 0, z, 1, 1, z, 0, 1, z}, new int[] {0, 1, 2, 0, 2, 3},
                List.of(new Layer.Field("v", "v", "", new double[] {value, value, value, value})), List.of());
    }

    /** A floor lit from the left and, turned by half a circle, from the right: its roof's two sides change places in brightness. */
    @Test
    void theLightCanBeTurned() {
        double[] roof = {0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 2, 0, 0, 2, 1, 0};
        Layer m = new Layer.TriangleMesh("roof", "r", "", 3, roof, new int[] {0, 2, 1, 1, 2, 3, 2, 4, 3, 3, 4, 5}, List.of(), List.of());
        Light fromLeft = new Light(-0.8, 0, -0.6);
        Light fromRight = fromLeft.turned(2 * Math.toDegrees(Math.atan2(0.8, 0.6)) / 0.45, 0);
        assertThat(fromRight.x()).isCloseTo(0.8, within(1e-12));
        assertThat(Light.STANDARD.turned(0, -1e4).y()).as("straight up at most").isCloseTo(-1, within(1e-12));
        for (Light light : List.of(fromLeft, fromRight)) {
            Raster r = render(pane(Style.FILL, "roof"), VIEW.withOrbit(new OrbitCamera(0, 90, 1).withLight(light)), m);
            int left = r.pixel(W / 2 - 40, H / 2) & 255;
            int right = r.pixel(W / 2 + 40, H / 2) & 255;
            assertThat(left > right + 40).isEqualTo(light == fromLeft);
            assertThat(right > left + 40).isEqualTo(light == fromRight);
        }
    }

    /** A unit square seen from above and clipped at a quarter keeps a quarter of its pixels, its values and the edge where they belong. */
    @Test
    void aPlaneLeavesOutOneSideOfTheScene() {
        Layer.TriangleMesh m = new Layer.TriangleMesh("s", "s", "", 3, new double[] {0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1}, new int[] {0, 1, 2, 0, 2, 3},
                List.of(new Layer.Field("v", "height", "m", new double[] {0, 1, 1, 0})), List.of());
        Layer.Points balls = new Layer.Points("b", "b", "", 3, new double[] {0.1, 0.5, 0.5, 0.9, 0.5, 0.5}, new double[] {0.02}, List.of());
        Pane pane = Pane.space("p", "p", "", new Drawing("s", Style.FILL), new Drawing("b", Style.POINTS));
        ViewState above = from(0, 90);
        long all = solid(pane, above, m, balls);
        for (boolean isAbove : new boolean[] {true, false}) {
            Measures.Clip clip = new Measures.Clip(0, 0.25, isAbove);
            ViewState clipped = above.withMeasures(Measures.NONE.withClip(Optional.of(clip)));
            assertThat((double) solid(pane, clipped, m, balls) / all).isCloseTo(isAbove ? 0.25 : 0.75, within(0.03));
            SpaceModel model = new PaneRenderer().render(PaneContent.of(pane, Scenes.frame(m, balls)), clipped, new Raster(W, H)).scene().orElseThrow().model();
            assertThat(model.ballCount()).isEqualTo(1);
            Facets f = model.solids().getFirst().facets();
            double low = model.solids().stream().flatMapToDouble(s -> Arrays.stream(s.facets().triangles()).mapToDouble(k -> f.values()[k])).min().orElseThrow();
            double high = model.solids().stream().flatMapToDouble(s -> Arrays.stream(s.facets().triangles()).mapToDouble(k -> f.values()[k])).max().orElseThrow();
            assertThat(isAbove ? high : low).as("the value where it is cut").isCloseTo(0.25, within(1e-9));
        }
    }

    private static long solid(Pane pane, ViewState view, Layer... layers) {
        Rendered r = new PaneRenderer().render(PaneContent.of(pane, Scenes.frame(layers)), view, new Raster(W, H));
        Raster raster = new Raster(W, H);
        new PaneRenderer().render(PaneContent.of(pane, Scenes.frame(layers)), view, raster);
        Box room = r.scene().orElseThrow().room();
        Raster empty = new Raster(W, H);
        new PaneRenderer().render(PaneContent.of(pane, Scenes.frame(layers)), view, empty, false);
        return IntStream.range(0, W * H).filter(k -> room.contains(k % W, k / W) && raster.pixels()[k] != empty.pixels()[k]).count();
    }

    /** On a sloping square and on a ball before it: place and value, from several sides. */
    @ParameterizedTest
    @ValueSource(doubles = {25, 60, 90})
    void theProbeReadsWhatIsSeenInSpace(double elevation) {
        Layer.TriangleMesh slope = new Layer.TriangleMesh("s", "s", "", 3, new double[] {0, 0, 0, 2, 0, 0, 2, 1, 1, 0, 1, 1}, new int[] {0, 1, 2, 0, 2, 3},
                List.of(new Layer.Field("v", "heat", "K", new double[] {0, 2, 2, 0})), List.of());
        Layer.Points ball = new Layer.Points("b", "b", "", 3, new double[] {0.5, 0.5, 0.9}, new double[] {0.05}, List.of(new Layer.Field("w", "mass", "kg", new double[] {7})));
        Pane pane = Pane.space("p", "p", "", new Drawing("s", Style.FILL), new Drawing("b", Style.POINTS));
        PaneContent content = PaneContent.of(pane, Scenes.frame(slope, ball));
        ViewState view = from(-20, elevation);
        SpaceModel.Seen seen = new PaneRenderer().render(content, view, new Raster(W, H)).scene().orElseThrow();
        double[] uvw = {(1.4 - 1) / 2, (0.3 - 0.5) / 2, (0.3 - 0.5) / 2, (0.5 - 1) / 2, 0, (0.9 - 0.5) / 2};
        double[] at = seen.project(uvw);
        Probe p = new PaneRenderer().render(content, view.withProbe(at[0], at[1]), new Raster(W, H)).probe().orElseThrow();
        assertThat(p.x()).isCloseTo(1.4, within(1e-9));
        assertThat(p.y()).isCloseTo(0.3, within(1e-9));
        assertThat(p.readings()).extracting(Probe.Reading::value).satisfies(v -> assertThat(v).hasSize(2));
        assertThat(p.readings().getFirst().value()).isCloseTo(0.3, within(1e-9));
        assertThat(p.readings().getLast().value()).isCloseTo(1.4, within(1e-9));
        Probe b = new PaneRenderer().render(content, view.withProbe(at[3], at[4]), new Raster(W, H)).probe().orElseThrow();
        assertThat(b.readings().getLast().value()).isEqualTo(7);
        assertThat(Math.hypot(Math.hypot(b.x() - 0.5, b.y() - 0.5), b.readings().getFirst().value() - 0.9)).as("on the ball").isCloseTo(0.05, within(1e-9));
        assertThat(new PaneRenderer().render(content, view.withProbe(3, 3), new Raster(W, H)).probe()).isEmpty();
    }

    /** The near one is seen, whichever is drawn first; from below it is the other: the orbit goes all around. */
    @Test
    void theNearerSquareHidesTheOther() {
        Layer low = square("low", 0, 0);
        Layer high = square("high", 1, 1);
        for (String[] order : new String[][] {{"low", "high"}, {"high", "low"}}) {
            Pane alike = pane(Style.SURFACE, order).coloredAlike("low", "high");
            assertThat(count(render(alike, from(20, 90), low, high), SpaceSceneTest::yellow)).isGreaterThan(10_000);
            assertThat(count(render(alike, from(20, -90), low, high), SpaceSceneTest::yellow)).isLessThan(200);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-70, 0, 35, 90})
    void ballsAreRoundAndOfTheirRadius(double elevation) {
        Layer.Points p = new Layer.Points("p", "p", "", 3, new double[] {0, 0, 0, -1, -1, -1, 1, 1, 1}, new double[] {0.4, 1e-9, 1e-9}, List.of());
        Raster r = render(pane(Style.POINTS, "p"), from(0, elevation), p);
        int[] xs = IntStream.range(0, W * H).filter(k -> blue(r.pixels()[k])).toArray();
        double width = Arrays.stream(xs).map(k -> k % W).max().orElseThrow() - Arrays.stream(xs).map(k -> k % W).min().orElseThrow() + 1;
        double height = Arrays.stream(xs).map(k -> k / W).max().orElseThrow() - Arrays.stream(xs).map(k -> k / W).min().orElseThrow() + 1;
        Raster same = new Raster(W, H);
        double scale = new PaneRenderer().render(PaneContent.of(pane(Style.POINTS, "p"), Scenes.frame(p)), from(0, elevation), same).sceneScale();
        // The box is 2 long, which is the unit of the scene; rims are blended, and the two dots at the corners are a pixel each.
        assertThat(xs.length / (Math.PI * 0.04 * scale * scale)).isCloseTo(1, within(0.06));
        assertThat(width).isGreaterThanOrEqualTo(0.4 * scale - 2);
        assertThat(height).isGreaterThanOrEqualTo(0.4 * scale - 2);
    }

    /** A point that stands still stands as a tube in time; one that moves leans, and each has the color of its particle. */
    @Test
    void tubesHaveTheColorsOfTheirPoints() {
        Layer ways = new Layer.Paths("w", "w", "", 3, new double[] {0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1}, new int[] {0, 2, 4},
                List.of(new Layer.Field("v", "v", "", new double[] {0, 0, 1, 1})));
        Raster r = render(pane(Style.TUBES, "w"), from(0, 20), ways);
        int[] xs = IntStream.range(0, W * H).filter(k -> yellow(r.pixels()[k])).map(k -> k % W).toArray();
        assertThat(xs.length).isGreaterThan(300);
        assertThat(Arrays.stream(xs).max().orElseThrow() - Arrays.stream(xs).min().orElseThrow()).as("one upright tube").isLessThan(8);
        SpaceModel.Solid s = new PaneRenderer().render(PaneContent.of(pane(Style.TUBES, "w"), Scenes.frame(ways)), VIEW, new Raster(W, H)).scene().orElseThrow().model().solids().getFirst();
        assertThat(s.facets().values()).hasSize(s.facets().xyz().length / 3).contains(0, 1);
    }

    /** Each particle of a motion in the plane has one line, whose heights are the times; a box has twelve edges, each along one axis. */
    @Test
    void aMotionIsLiftedIntoTime() {
        Frame frame = new LayerShow().opened().frame(0);
        Layer.Paths ways = (Layer.Paths) frame.layer("turning").orElseThrow();
        assertThat(ways.offsets()).hasSize(13).startsWith(0, 40, 80);
        double[] c = ways.coordinates();
        int at = 3 * (40 * 4 + 39);
        assertThat(Arrays.copyOfRange(c, at, at + 3)).containsExactly(0.88 * Math.cos(0.05 * 39 + 4), 0.88 * Math.sin(0.05 * 39 + 4), 1);
        assertThat(c[at + 2 - 3]).isEqualTo(38 / 39.0);
        assertThat(ways.fields().getFirst().values()[40 * 4 + 7]).isEqualTo(4);
        double[] box = ((Layer.Paths) frame.layer("box").orElseThrow()).coordinates();
        assertThat(IntStream.range(0, 12).mapToObj(e -> Arrays.toString(Arrays.copyOfRange(box, 6 * e, 6 * e + 6))).distinct()).hasSize(12);
        for (int e = 0; e < 12; e++) {
            int edge = 6 * e;
            assertThat(IntStream.range(0, 3).filter(d -> box[edge + d] != box[edge + 3 + d]).count()).isEqualTo(1);
        }
    }

    /** The shaft is thin and the head wide, the tip is where the vector ends; a field of vectors has one for each of its cells that are asked. */
    @Test
    void arrowsEndInACone() {
        Layer arrow = new Layer.Paths("a", "a", "", 3, new double[] {0, 0, 0, 1, 0, 0}, new int[] {0, 2});
        Facets f = new PaneRenderer().render(PaneContent.of(pane(Style.ARROWS, "a", "box"), Scenes.frame(arrow, square("box", 0, 0))), VIEW, new Raster(W, H))
                .scene().orElseThrow().model().solids().getFirst().facets();
        double[] z = IntStream.range(0, f.xyz().length / 3).mapToDouble(k -> Math.abs(f.xyz()[3 * k + 2])).toArray();
        double[] x = IntStream.range(0, f.xyz().length / 3).mapToDouble(k -> f.xyz()[3 * k]).toArray();
        assertThat(Arrays.stream(x).max().orElseThrow()).isCloseTo(0.5, within(1e-3));
        double shaft = Arrays.stream(z).limit(8).max().orElseThrow();
        assertThat(Arrays.stream(z).max().orElseThrow() / shaft).isCloseTo(2.6, within(1e-9));
        assertThat(Arrays.stream(z).skip(24).max().orElseThrow()).as("the tip").isLessThan(0.01 * shaft);
        Layer flow = new Layer.VectorField("f", "f", "", 3, 2, Rect.UNIT, new double[] {1, 1, 1, 1, 1, 1}, new double[6]);
        SpaceModel model = new PaneRenderer().render(PaneContent.of(pane(Style.ARROWS, "f"), Scenes.frame(flow)), VIEW, new Raster(W, H)).scene().orElseThrow().model();
        assertThat(model.solids().getFirst().facets().xyz().length / 3 / 32).isEqualTo(6);
    }

    @Test
    void linesAreHiddenBehindSurfacesAndSeenBeforeThem() {
        Layer square = square("s", 0.5, 0);
        for (double z : new double[] {0, 1}) {
            Layer way = new Layer.Paths("w", "w", "", 3, new double[] {0, 0.5, z, 1, 0.5, z}, new int[] {0, 2});
            // From above; the pixels of the line's color.
            long seen = count(render(Pane.space("p", "p", "", new Drawing("s", Style.SURFACE), new Drawing("w", Style.LINES)), from(0, 90), square, way),
                    p -> (p & 255) > 140 && (p >> 16 & 255) < 120);
            if (z == 1) {
                assertThat(seen).isGreaterThan(100);
            } else {
                assertThat(seen).isZero();
            }
        }
    }

    /** The silhouette of a ball of radius ½ in a cube of side 2, true to a percent of the pixels, from two sides. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 60})
    void anIsosurfaceLiesWhereTheFieldHasTheValue(double elevation) {
        int n = 40;
        double[] v = IntStream.range(0, n * n * n).mapToDouble(k -> {
            double x = 2 * (k / (n * n) + 0.5) / n - 1;
            double y = 2 * (k / n % n + 0.5) / n - 1;
            double z = 2 * (k % n + 0.5) / n - 1;
            return 1 - Math.sqrt(x * x + y * y + z * z);
        }).toArray();
        Layer volume = new Layer.Volume("v", "v", "", n, n, n, new Rect(-1, -1, 1, 1), -1, 1, v);
        Pane pane = new Pane("p", "p", "", Pane.Kind.SPACE, List.of(new Drawing("v", Style.ISOSURFACE, "", 0.5)), false);
        Raster r = new Raster(W, H);
        double scale = new PaneRenderer().render(PaneContent.of(pane, Scenes.frame(volume)), from(30, elevation), r).sceneScale();
        long seen = count(r, p -> (p >> 8 & 255) > (p >> 16 & 255) + 20);
        assertThat(seen / (Math.PI * scale * scale / 16)).isCloseTo(1, within(0.03));
    }

    @Test
    void sharpEdgesStaySharpAndRoundSurfacesSmooth() {
        // Two squares at a right angle share an edge: each has one light.
        double[] roof = {0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 2, 0, 0, 2, 1, 0};
        int[] t = {0, 1, 3, 0, 3, 2, 2, 3, 5, 2, 5, 4};
        FacetLight sharp = FacetLight.of(roof, t, Light.STANDARD);
        assertThat(sharp.at(0, 2)).isEqualTo(sharp.at(0, 0)).isNotCloseTo(sharp.at(2, 2), within(0.1));
        roof[8] = 0.1;
        roof[11] = 0.1;
        FacetLight smooth = FacetLight.of(roof, t, Light.STANDARD);
        assertThat(smooth.at(1, 2)).isEqualTo(smooth.at(2, 2));
    }

    @Test
    void trianglesThatShareAnEdgeLeaveNoGap() {
        int n = 23;
        double[] xyz = new double[3 * (n + 1) * (n + 1)];
        int[] t = new int[6 * n * n];
        Random random = new Random(5);
        for (int i = 0, k = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                int a = i * (n + 1) + j;
                boolean rim = i == 0 || j == 0 || i == n || j == n;
                xyz[3 * a] = 10 + 200.0 / n * (i + (rim ? 0 : 0.6 * random.nextDouble() - 0.3));
                xyz[3 * a + 1] = 10 + 200.0 / n * (j + (rim ? 0 : 0.6 * random.nextDouble() - 0.3));
                if (i < n && j < n) {
                    for (int corner : new int[] {a, a + 1, a + n + 2, a, a + n + 2, a + n + 1}) {
                        t[k++] = corner;
                    }
                }
            }
        }
        for (int samples = 1; samples <= 2; samples++) {
            Raster r = new Raster(220, 220);
            r.clear(0xff000000);
            DepthRaster depth = new DepthRaster();
            depth.begin(r, new Box(0, 0, 220, 220), samples, Light.STANDARD);
            new Facets(xyz, t).draw(depth, xyz, FacetLight.none(), new ColorScale(
                    new ColorRange(0, 1, false), Colormaps.standard(), 0), 0xffffffff);
            depth.end(r);
            assertThat(count(r, p -> p == 0xffffffff)).isEqualTo(200 * 200);
        }
    }

    /** Particles that move within a tenth of the box do not move the camera; the run begins anew at step 0. */
    @Test
    void theBoxDoesNotBreathe() {
        PaneRenderer renderer = new PaneRenderer();
        Pane pane = pane(Style.POINTS, "p");
        double first = scale(renderer, pane, 1, 1);
        // Dots are seen at whole pixels, of which there are about 70 a unit.
        assertThat(scale(renderer, pane, 2, 0.97)).isCloseTo(first, within(2.0));
        assertThat(scale(renderer, pane, 3, 0.5)).isCloseTo(first, within(3.0));
        assertThat(scale(renderer, pane, 4, 3)).isLessThan(0.4 * first);
        assertThat(scale(renderer, pane, 5, 1)).isLessThan(0.4 * first);
        assertThat(scale(renderer, pane, 0, 1)).isEqualTo(first);
    }

    /** Pixels a unit of length. */
    private static double scale(PaneRenderer renderer, Pane pane, long step, double reach) {
        double[] c = {-reach, -reach, -reach, reach, reach, reach, 0, 0, 0};
        Frame frame = new Frame(step, step, List.of(new Layer.Points("p", "p", "", 3, c, new double[] {1e-9}, List.of())), Diagnostics.NONE);
        Raster r = new Raster(W, H);
        renderer.render(PaneContent.of(pane, frame), from(0, 20), r);
        int[] dots = IntStream.range(0, W * H).filter(k -> blue(r.pixels()[k])).map(k -> k % W).toArray();
        return (Arrays.stream(dots).max().orElseThrow() - Arrays.stream(dots).min().orElseThrow()) / (2 * reach);
    }

    @Test
    void theSouthOfAGlobeIsSeenFromBelow() {
        double[] v = IntStream.range(0, 36 * 18).mapToDouble(k -> k % 18 < 9 ? 1 : 0).toArray();      // the south is yellow
        Layer globe = new Layer.Sphere("g", "g", "", 36, 18, v);
        long south = count(render(pane(Style.CELLS, "g"), from(0, -80), globe), SpaceSceneTest::yellow);
        long north = count(render(pane(Style.CELLS, "g"), from(0, 80), globe), SpaceSceneTest::yellow);
        assertThat(south).isGreaterThan(20_000);
        assertThat(north).isLessThan(south / 10);
        assertThat(LOW).isNotEqualTo(HIGH);
    }

    @Test
    void labelsDoNotCollideHoweverSmallThePane() {
        double[] low = {0, 0, -0.1};
        double[] high = {1.5, 1, 0.1};
        for (int width : new int[] {150, 220, 400}) {
            for (int azimuth = -180; azimuth < 180; azimuth += 15) {
                Raster r = new Raster(width, width * 2 / 3);
                Box room = new Box(20, 20, width - 20, width * 2 / 3.0 - 20);
                SpaceProjection eye = new SpaceProjection(low, high, new OrbitCamera(azimuth, 25, 1), SpaceProjection.Shape.HEIGHTS, room);
                List<Box> labels = SpaceAxes.draw(new Pen(r, VIEW.theme(), 1, new Lettering()), eye, low, high, List.of("x", "y", "φ"));
                assertThat(labels).hasSizeGreaterThan(width == 400 ? 6 : 1);
                for (int k = 0; k < labels.size(); k++) {
                    for (Box other : labels.subList(0, k)) {
                        assertThat(labels.get(k).intersection(other).width() * labels.get(k).intersection(other).height()).isZero();
                    }
                }
            }
        }
    }
}
