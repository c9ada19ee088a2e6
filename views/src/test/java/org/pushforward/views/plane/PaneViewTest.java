package org.pushforward.views.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javafx.application.ConditionalFeature;
import javafx.application.Platform;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.image.PixelReader;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.controlsfx.control.RangeSlider;
import org.junit.jupiter.api.AfterEach;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.Measures;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.Colormaps;
import org.pushforward.views.control.SwirlExperiment;
import org.pushforward.views.control.UiTest;
import org.pushforward.views.raster.Camera2D;
import org.pushforward.views.raster.Light;
import org.pushforward.views.raster.OrbitCamera;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.PlaneTransform;
import org.pushforward.views.raster.ViewState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

class PaneViewTest extends UiTest implements PaneView.Listener {

    private record Stroke(List<Double> xy, double radius, double strength) { }

    private final SwirlExperiment experiment = new SwirlExperiment();
    private final CameraModel cameras = new CameraModel();
    private final ColorRangeModel colors = new ColorRangeModel();
    private final List<Stroke> strokes = new ArrayList<>();
    private final List<Double> parts = new ArrayList<>();
    private Stroke latest;
    private final List<PaneContent> exports = new ArrayList<>();
    private final List<RuntimeException> broken = new ArrayList<>();
    private StackPane root;
    private RunLoop loop;
    private PaneView view;

    @Start
    void start(Stage stage) {
        root = new StackPane();
        show(stage, root, 640, 560);
    }

    @AfterEach
    void close(FxRobot robot) {
        robot.interact(() -> view.close());
        loop.close();
        assertThat(broken).isEmpty();
    }

    @Test
    void thePictureHasTheColorsOfTheField(FxRobot robot) throws Exception {
        open(robot, "mesh", true);
        assertThat(colors(robot)).isGreaterThan(50);
        assertThat(view.rasterSeconds()).isPositive();
        assertThat(view.handOverSeconds()).isPositive();
    }

    @Test
    void theWheelKeepsThePointUnderThePointer(FxRobot robot) throws Exception {
        open(robot, "mesh", true);
        Point2D before = valueAt(200, 150);
        robot.moveTo(surface().localToScreen(200, 150));
        for (int k = 0; k < 4; k++) {
            robot.scroll(-1);
        }
        drawn(cameras.planeProperty().get());
        assertThat(cameras.planeProperty().get().zoom()).isNotEqualTo(1);
        Point2D after = valueAt(200, 150);
        // Domain units; a pixel of this pane is about 0.002 of them, and the pointer is exact to the pixel.
        assertThat(after.distance(before)).isLessThan(1e-9);
    }

    @Test
    void draggingMovesThePictureWithThePointerAndADoubleClickShowsAll(FxRobot robot) throws Exception {
        open(robot, "mesh", true);
        Point2D before = valueAt(200, 150);
        robot.moveTo(surface().localToScreen(200, 150)).press(MouseButton.PRIMARY).moveTo(surface().localToScreen(260, 190))
                .release(MouseButton.PRIMARY);
        drawn(cameras.planeProperty().get());
        assertThat(valueAt(260, 190).distance(before)).isLessThan(1e-9);
        robot.doubleClickOn(surface());
        assertThat(cameras.planeProperty().get()).isEqualTo(Camera2D.FIT);
    }

    @Test
    void anotherRunsSnapshotDrawsNothingAnew(FxRobot robot) throws Exception {
        open(robot, "mesh", true);
        ShownRun mine = new ShownRun("mine", loop.settled().get(60, TimeUnit.SECONDS), 0);
        long before = view.pictures();
        robot.interact(() -> view.show(List.of(mine)));
        await(() -> view.pictures() == before + 1);
        loop.step(1);
        ShownRun other = new ShownRun("other", loop.settled().get(60, TimeUnit.SECONDS), 1);
        robot.interact(() -> view.show(List.of(mine, other)));
        // A picture takes a hundredth of this.
        robot.sleep(300);
        assertThat(view.pictures()).isEqualTo(before + 1);
        robot.interact(() -> view.show(List.of(other, mine)));
        await(() -> view.pictures() == before + 2);
    }

    @Test
    void resettingTheCameraNeverTouchesColors(FxRobot robot) throws Exception {
        open(robot, "mesh", true);
        robot.interact(() -> {
            view.chooseRange(ColorRange.Mode.FIXED);
            colors.colormapProperty().set(Colormaps.named("cividis").orElseThrow());
            cameras.planeProperty().set(new Camera2D(0.1, 0, 3));
        });
        robot.clickOn("#camera-mesh");
        assertThat(cameras.planeProperty().get()).isEqualTo(Camera2D.FIT);
        assertThat(colors.modeProperty().get()).isEqualTo(ColorRange.Mode.FIXED);
        assertThat(colors.fixedProperty().get()).isPresent();
        assertThat(colors.colormapProperty().get().name()).isEqualTo("cividis");
    }

    @Test
    void aRangeCanBeTypedAndNonsenseIsTold(FxRobot robot) throws Exception {
        open(robot, "mesh", true);
        robot.clickOn("#range-mesh").clickOn("#range-fixed-mesh");
        assertThat(colors.fixedProperty().get()).isPresent();
        TextField low = robot.lookup("#range-low-mesh").query();
        TextField high = robot.lookup("#range-high-mesh").query();
        robot.interact(() -> {
            low.setText("3");
            high.setText("2");
        });
        robot.clickOn(high).type(KeyCode.ENTER);
        assertThat(((Label) robot.lookup("#range-error-mesh").query()).getText()).contains("smaller first");
        robot.interact(() -> high.setText("4.5"));
        robot.clickOn(high).type(KeyCode.ENTER);
        assertThat(colors.modeProperty().get()).isEqualTo(ColorRange.Mode.FIXED);
        assertThat(colors.fixedProperty().get()).hasValueSatisfying(r -> {
            assertThat(r.min()).isEqualTo(3);
            assertThat(r.max()).isEqualTo(4.5);
        });
        await(() -> robot.lookup("#range-low-mesh").tryQuery().isEmpty());
    }

    @Test
    void aRangeIsDraggedAndTheColorsFollow(FxRobot robot) throws Exception {
        open(robot, "mesh", true);
        await(() -> view.shownRange().isPresent());
        ColorRange all = view.shownRange().orElseThrow();
        robot.clickOn("#range-mesh");
        RangeSlider slider = robot.lookup("#range-slider-mesh").query();
        robot.drag(slider.lookup(".low-thumb")).moveTo(slider).drop();
        assertThat(colors.modeProperty().get()).isEqualTo(ColorRange.Mode.FIXED);
        ColorRange half = colors.fixedProperty().get().orElseThrow();
        assertThat(all.normalised(half.min())).isCloseTo(0.5, within(0.1));
        assertThat(half.max()).isCloseTo(all.max(), within(1e-9 * Math.abs(all.max())));
        assertThat(((RadioButton) robot.lookup("#range-fixed-mesh").query()).isSelected()).isTrue();
        assertThat(Double.parseDouble(((TextField) robot.lookup("#range-low-mesh").query()).getText())).isCloseTo(half.min(), within(1e-4 * Math.abs(half.min())));
        robot.clickOn("#range-frame-mesh");
        await(() -> slider.getLowValue() < 1e-9);
    }

    @Test
    void theProbeReadsWhatIsUnderThePointer(FxRobot robot) throws Exception {
        open(robot, "area", true);
        robot.clickOn("#probe-area");
        robot.moveTo(surface());
        await(() -> view.reading().isPresent());
        Point2D centre = valueAt(surface().getWidth() / 2, surface().getHeight() / 2);
        assertThat(view.reading().get().x()).isCloseTo(centre.getX(), within(0.01));
        assertThat(view.reading().get().readings()).anyMatch(r -> r.label().equals("det J"));
        robot.clickOn("#probe-area");
        await(() -> view.reading().isEmpty());
    }

    @Test
    void clicksOfTheProbePinAndDragsMeasureAlongALine(FxRobot robot) throws Exception {
        open(robot, "area", true);
        robot.clickOn("#probe-area");
        Point2D place = whole(pixelOf(0.25, 0.75));
        robot.moveTo(place).clickOn(MouseButton.PRIMARY);
        await(() -> view.measuresProperty().get().pins().size() == 1);
        Measures.Spot pin = view.measuresProperty().get().pins().getFirst();
        assertThat(domainOf(place).distance(pin.x(), pin.y())).isLessThan(1e-9);
        Point2D from = whole(pixelOf(0.4, 0.4));
        Point2D to = whole(pixelOf(0.8, 0.6));
        Point2D end = domainOf(to);
        robot.moveTo(from).press(MouseButton.PRIMARY).moveTo(to).release(MouseButton.PRIMARY);
        await(() -> view.measuresProperty().get().line().isPresent());
        Measures.Line line = view.measuresProperty().get().line().orElseThrow();
        assertThat(end.distance(line.x1(), line.y1())).isLessThan(0.01);
        assertThat(cameras.planeProperty().get()).as("the picture stays").isEqualTo(Camera2D.FIT);
        assertThat(view.measuresProperty().get().pins()).hasSize(1);
        await(() -> view.drawnView().filter(v -> v.measures().line().equals(Optional.of(line))).isPresent());
        robot.moveTo(whole(pixelOf(pin.x(), pin.y()))).clickOn(MouseButton.PRIMARY);
        await(() -> view.measuresProperty().get().pins().isEmpty());
        robot.clickOn(MouseButton.SECONDARY);
        await(() -> view.measuresProperty().get().equals(Measures.NONE));
    }

    @Test
    void aLayerIsSubtractedByTheMenuOfWhatIsDrawn(FxRobot robot) throws Exception {
        open(robot, "mesh", true);
        ViewState before = view.drawnView().orElseThrow();
        robot.clickOn("#overlays-mesh").clickOn("#less-mesh").clickOn("#less-still-mesh");
        await(() -> view.measuresProperty().get().less().equals(Optional.of("still")));
        await(() -> view.drawnView().filter(v -> v.fixedRange().isPresent()).isPresent());
        ColorRange range = view.drawnView().orElseThrow().fixedRange().orElseThrow();
        assertThat(range.min()).as("about zero").isEqualTo(-range.max());
        robot.clickOn("#overlays-mesh").clickOn("#less-mesh").clickOn("#less-nothing-mesh");
        await(() -> view.drawnView().filter(v -> v.colormap().equals(before.colormap())).isPresent());
        assertThat(view.measuresProperty().get()).isEqualTo(Measures.NONE);
    }

    @Test
    void aSceneIsSeenFromItsSidesClippedAndLitAnew(FxRobot robot) throws Exception {
        open(robot, "surface", false);
        robot.clickOn("#space-menu-surface").clickOn("#look-top-surface");
        await(() -> cameras.orbitProperty().get().elevation() == 90);
        robot.clickOn("#space-menu-surface").clickOn("#clip-x-surface");
        await(() -> view.measuresProperty().get().clip().equals(Optional.of(new Measures.Clip(0, 0.5, true))));
        robot.clickOn("#space-menu-surface").clickOn("#clip-other-surface");
        await(() -> view.measuresProperty().get().clip().equals(Optional.of(new Measures.Clip(0, 0.5, false))));
        robot.moveTo(surface()).press(KeyCode.CONTROL).scroll(-1);
        await(() -> view.measuresProperty().get().clip().orElseThrow().share() != 0.5);
        robot.press(MouseButton.PRIMARY).moveBy(60, 0).release(MouseButton.PRIMARY).release(KeyCode.CONTROL);
        await(() -> !cameras.orbitProperty().get().light().equals(Light.STANDARD));
        assertThat(cameras.orbitProperty().get().elevation()).as("the light turned, not the scene").isEqualTo(90);
        robot.clickOn("#probe-surface").moveTo(surface()).moveBy(40, 20);
        await(() -> view.reading().isPresent());
        robot.clickOn("#space-menu-surface").clickOn("#clip-none-surface");
        await(() -> view.measuresProperty().get().equals(Measures.NONE));
    }

    @Test
    void theBrushGivesDomainCoordinates(FxRobot robot) throws Exception {
        open(robot, "mesh", true);
        robot.clickOn("#brush-mesh");
        Point2D from = whole(pixelOf(0.25, 0.75));
        Point2D to = whole(pixelOf(0.75, 0.25));
        robot.moveTo(from).press(MouseButton.PRIMARY).moveTo(to).release(MouseButton.PRIMARY);
        assertThat(strokes).hasSize(1);
        Stroke s = strokes.getFirst();
        // The mouse stands on whole pixels; what those are in the domain is known to rounding.
        Offset<Double> rounding = within(1e-9);
        assertThat(s.xy().get(0)).isCloseTo(domainOf(from).getX(), rounding);
        assertThat(s.xy().get(1)).isCloseTo(domainOf(from).getY(), rounding);
        assertThat(s.xy().get(s.xy().size() - 2)).isCloseTo(domainOf(to).getX(), rounding);
        assertThat(s.xy().getLast()).isCloseTo(domainOf(to).getY(), rounding);
        // Half a pixel, which is 0.0027 of the domain, off the place that was meant.
        assertThat(domainOf(from).distance(0.25, 0.75)).isLessThan(0.002);
        assertThat(s.strength()).isPositive();
        assertThat(cameras.planeProperty().get()).isEqualTo(Camera2D.FIT);
    }

    @Test
    void shiftTakesAwayAndShiftWithTheWheelSetsTheSize(FxRobot robot) throws Exception {
        open(robot, "mesh", true);
        robot.clickOn("#brush-mesh");
        double radius = view.brushRadiusProperty().get();
        robot.moveTo(pixelOf(0.5, 0.5)).press(KeyCode.SHIFT);
        robot.scroll(-1);
        robot.press(MouseButton.PRIMARY).release(MouseButton.PRIMARY).release(KeyCode.SHIFT);
        assertThat(view.brushRadiusProperty().get()).isNotEqualTo(radius);
        assertThat(strokes).hasSize(1);
        assertThat(strokes.getFirst().strength()).isNegative();
        assertThat(strokes.getFirst().radius()).isEqualTo(view.brushRadiusProperty().get());
        assertThat(cameras.planeProperty().get().zoom()).isEqualTo(1);
    }

    @Test
    void theSurfaceIsThereInThreeDimensions(FxRobot robot) throws Exception {
        Assumptions.assumeTrue(Platform.isSupported(ConditionalFeature.SCENE3D), "this machine has no 3D");
        open(robot, "surface", true);
        assertThat(robot.lookup("#space-surface").tryQuery()).isPresent();
        await(() -> view.shownRange().isPresent());
        // What the card draws comes with the next pulse.
        WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> colors(robot) > 200);
        turnsWhenDragged(robot, "#space-surface");
    }

    @Test
    void theSurfaceIsThereInSoftware(FxRobot robot) throws Exception {
        open(robot, "surface", false);
        await(() -> view.rasterSeconds() > 0);
        assertThat(robot.lookup("#space-surface").tryQuery()).isEmpty();
        assertThat(colors(robot)).isGreaterThan(200);
        turnsWhenDragged(robot, "#surface-surface");
    }

    private void turnsWhenDragged(FxRobot robot, String query) {
        Node n = robot.lookup(query).query();
        double azimuth = cameras.orbitProperty().get().azimuth();
        robot.moveTo(n).press(MouseButton.PRIMARY).moveBy(100, 0).release(MouseButton.PRIMARY);
        // 200 pixels are 90 degrees.
        assertThat(azimuth - cameras.orbitProperty().get().azimuth()).isCloseTo(45, within(1.0));
        OrbitCamera turned = cameras.orbitProperty().get();
        robot.press(KeyCode.SHIFT).moveTo(n).press(MouseButton.PRIMARY).moveBy(60, 0).release(MouseButton.PRIMARY).release(KeyCode.SHIFT);
        OrbitCamera moved = cameras.orbitProperty().get();
        assertThat(moved.azimuth()).isEqualTo(turned.azimuth());
        double a = Math.toRadians(moved.azimuth());
        assertThat(moved.u() * Math.cos(a) + moved.v() * Math.sin(a)).as("the scene follows to the right").isNegative();
        assertThat(moved.u() * Math.sin(a) - moved.v() * Math.cos(a)).as("and stays as far away").isCloseTo(0, within(1e-9));
        robot.doubleClickOn(query);
        assertThat(cameras.orbitProperty().get()).isEqualTo(OrbitCamera.STANDARD);
    }

    @Test
    void exportHandsOverWhatIsShown(FxRobot robot) throws Exception {
        open(robot, "residual", true);
        robot.clickOn("#export-residual");
        assertThat(exports).hasSize(1);
        assertThat(exports.getFirst().pane().id()).isEqualTo("residual");
        assertThat(exports.getFirst().histories()).hasSize(1);
    }

    private void open(FxRobot robot, String paneId, boolean scene3d) throws Exception {
        loop = new RunLoop(new Run(RunDefinition.of(experiment, experiment.defaults(), 1), 1));
        loop.step(6);
        RunSnapshot s = loop.settled().get(60, TimeUnit.SECONDS);
        Pane pane = experiment.panes().stream().filter(p -> p.id().equals(paneId)).findFirst().orElseThrow();
        robot.interact(() -> {
            view = new PaneView(pane, cameras, colors, this, scene3d);
            view.brushAvailableProperty().set(true);
            root.getChildren().setAll(view);
            root.layout();
            view.show(s);
        });
        boolean raster = !(scene3d && paneId.equals("surface") && Platform.isSupported(ConditionalFeature.SCENE3D));
        if (raster) {
            await(() -> view.drawnView().isPresent());
            drawn(Camera2D.FIT);
        }
    }

    /** Waits for a picture with that camera at the surface's present size. */
    private void drawn(Camera2D camera) {
        await(() -> view.drawnView().filter(v -> v.camera().equals(camera)).isPresent());
    }

    private PixelSurface surface() {
        return (PixelSurface) view.lookup("#surface-" + view.pane().id());
    }

    private Point2D valueAt(double x, double y) {
        PlaneTransform t = view.transform().orElseThrow();
        double s = surface().scale();
        return new Point2D(t.valueX(s * x), t.valueY(s * y));
    }

    private Point2D pixelOf(double x, double y) {
        PlaneTransform t = view.transform().orElseThrow();
        return surface().localToScreen(t.pixelX(x) / surface().scale(), t.pixelY(y) / surface().scale());
    }

    private static Point2D whole(Point2D p) {
        return new Point2D(Math.round(p.getX()), Math.round(p.getY()));
    }

    private Point2D domainOf(Point2D screen) {
        Point2D local = surface().screenToLocal(screen).multiply(surface().scale());
        PlaneTransform t = view.transform().orElseThrow();
        return new Point2D(t.valueX(local.getX()), t.valueY(local.getY()));
    }

    /** Distinct vivid colors about the middle of the pane, where no color bar is; lines and letters are grey. */
    private int colors(FxRobot robot) {
        WritableImage[] image = new WritableImage[1];
        robot.interact(() -> image[0] = view.snapshot(new SnapshotParameters(), null));
        PixelReader reader = image[0].getPixelReader();
        Set<Integer> distinct = new HashSet<>();
        for (int x = (int) (0.2 * image[0].getWidth()); x < 0.8 * image[0].getWidth(); x += 2) {
            for (int y = (int) (0.2 * image[0].getHeight()); y < image[0].getHeight(); y += 2) {
                int argb = reader.getArgb(x, y);
                int r = argb >> 16 & 255;
                int g = argb >> 8 & 255;
                int b = argb & 255;
                if (Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b)) > 60) {
                    distinct.add(argb);
                }
            }
        }
        return distinct.size();
    }

    @Override
    public void onPaint(List<Double> xy, double radius, double strength) {
        parts.addAll(xy);
        latest = new Stroke(List.copyOf(parts), radius, strength);
    }

    @Override
    public void onPainted() {
        strokes.add(latest);
        parts.clear();
    }

    @Override
    public void onMaximise(boolean maximised) {
    }

    @Override
    public void onExport(PaneContent content, ViewState view) {
        exports.add(content);
    }

    @Override
    public void onBroken(RuntimeException e) {
        broken.add(e);
    }
}
