package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushforward.app.window.Awaited.await;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javafx.event.Event;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.paint.Color;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.run.FrameDigest;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;
import org.pushforward.engine.run.ViewSettings;
import org.pushforward.views.raster.OrbitCamera;
import org.pushforward.views.raster.Overlay;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/** Drives the real window with mouse and keys. */
class WorkbenchTest extends RealWindow {

    // ---- reading the window

    private RunSnapshot snapshot() {
        return workspace().selected().flatMap(OpenRun::snapshot).orElseThrow();
    }

    private boolean isState(RunState state) {
        return workspace().selected().flatMap(OpenRun::snapshot).filter(s -> s.state() == state).isPresent();
    }

    private void awaitReady() {
        await("the first picture", () -> isState(RunState.PAUSED) && colors("surface-mesh") > 20);
        // Without a window manager nobody hands over the keyboard from the window of the test before.
        await("the keyboard", () -> {
            window.stage().requestFocus();
            return window.stage().isFocused();
        });
    }

    private void awaitStep(long step) {
        await("step " + step, () -> snapshot().frame().step() == step && snapshot().state() != RunState.SEEKING);
    }

    private void playToTheEnd(FxRobot robot) {
        robot.interact(() -> workspace().setPace(Pace.FLAT_OUT));
        robot.type(KeyCode.SPACE);
        await("convergence", () -> isState(RunState.CONVERGED));
    }

    @SuppressWarnings("unchecked")
    private <N extends Node> N node(String id) {
        return (N) window.stage().getScene().lookup("#" + id);
    }

    /** What a node looks like. */
    private int[] pixels(String id) {
        WritableImage image = node(id).snapshot(null, null);
        int w = (int) image.getWidth();
        int h = (int) image.getHeight();
        int[] argb = new int[w * h];
        image.getPixelReader().getPixels(0, 0, w, h, PixelFormat.getIntArgbInstance(), argb, 0, w);
        return argb;
    }

    private int[] shown(String id) {
        return WaitForAsyncUtils.waitForAsyncFx(30_000, () -> pixels(id));
    }

    private long colors(String id) {
        return Arrays.stream(pixels(id)).distinct().count();
    }

    /** Of what the screen shows: a snapshot may lack what the graphics card draws. */
    private long colorsOnScreen(FxRobot robot, String id) {
        Image image = robot.capture((Node) node(id)).getImage();
        int w = (int) image.getWidth();
        int[] argb = new int[w * (int) image.getHeight()];
        image.getPixelReader().getPixels(0, 0, w, (int) image.getHeight(), PixelFormat.getIntArgbInstance(), argb, 0, w);
        return Arrays.stream(argb).distinct().count();
    }

    private void choose(FxRobot robot, String preset) {
        robot.clickOn("#gallery-" + preset);
        await("the preset", () -> workspace().selected().isPresent() && workspace().selected().get().snapshot().isPresent()
                && isState(RunState.PAUSED) && snapshot().frame().step() == 0);
    }

    // ---- tests

    @Test
    void aPhotographBecomesAnAdaptedMesh(FxRobot robot) {
        awaitReady();
        int[] before = shown("surface-mesh");
        playToTheEnd(robot);
        await("the picture of the end", () -> !Arrays.equals(before, pixels("surface-mesh")));
        assertThat(message()).startsWith("Converged after");
        assertThat(((Label) node("truth-headline")).getText()).matches("this run: (\\d+) of \\1 hold");
        long end = snapshot().frame().step();
        robot.type(KeyCode.LEFT);
        awaitStep(end - 1);
        robot.clickOn("#step-forward");
        awaitStep(end);
        robot.type(KeyCode.R);
        await("the reset", () -> isState(RunState.PAUSED) && snapshot().frame().step() == 0);
        robot.clickOn("#play");
        await("playing", () -> snapshot().frame().step() > 0);
        robot.clickOn("#play");
        await("the pause", () -> !workspace().isPlaying());
    }

    @Test
    void everyPaneShowsSomethingAndTheSurfaceIsThere(FxRobot robot) {
        awaitReady();
        playToTheEnd(robot);
        await("cells", () -> colors("surface-area") > 20);
        await("history", () -> colors("surface-residual") > 5);
        await("surface", () -> colorsOnScreen(robot, "pane-potential") > 200);
    }

    @Test
    void draggingASliderWhileRunningIsRecordedAndUndoneInOne(FxRobot robot) {
        awaitReady();
        robot.type(KeyCode.SPACE);
        await("a first step", () -> snapshot().frame().step() > 0);
        assertThat(workspace().isPlaying()).isTrue();
        Slider slider = node("slider-alpha");
        Bounds b = slider.localToScreen(slider.getLayoutBounds());
        Bounds thumb = slider.lookup(".thumb").localToScreen(slider.lookup(".thumb").getLayoutBounds());
        robot.moveTo(thumb.getCenterX(), thumb.getCenterY()).press(MouseButton.PRIMARY);
        for (double f = 0.25; f < 0.5; f += 0.05) {
            robot.moveTo(b.getMinX() + f * b.getWidth(), b.getCenterY());
        }
        robot.release(MouseButton.PRIMARY);
        await("the new value", () -> snapshot().parameters().real("alpha") > 20);
        await("the warm start", () -> isState(RunState.CONVERGED));
        long sets = snapshot().definition().events().stream().filter(e -> e.change() instanceof Change.Set).count();
        assertThat(sets).as("the way of the slider is recorded").isGreaterThan(1);
        robot.push(KeyCode.CONTROL, KeyCode.Z);
        await("the old value", () -> snapshot().parameters().real("alpha") == 14);
        assertThat(workspace().nextUndo()).as("one record for one drag").isEmpty();
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.Z);
        await("the new value again", () -> snapshot().parameters().real("alpha") > 20);
    }

    @Test
    void afterEnterInAFieldSpacePlays(FxRobot robot) {
        awaitReady();
        robot.clickOn("#field-alpha").push(KeyCode.CONTROL, KeyCode.A).write("20").type(KeyCode.ENTER);
        await("the value", () -> snapshot().parameters().real("alpha") == 20);
        robot.type(KeyCode.SPACE);
        await("a step", () -> snapshot().frame().step() > 0);
    }

    @Test
    void typingAValueOutOfRangeIsToldAndChangesNothing(FxRobot robot) {
        awaitReady();
        TextField field = node("field-alpha");
        robot.clickOn(field).push(KeyCode.CONTROL, KeyCode.A).write("-5").type(KeyCode.ENTER);
        await("the complaint", () -> node("error-alpha").isVisible());
        assertThat(((Label) node("error-alpha")).getText()).contains("alpha").contains("0 to 10000");
        assertThat(snapshot().parameters().real("alpha")).isEqualTo(14);
    }

    @Test
    void theTimelineSeeksToTheSameBits(FxRobot robot) {
        awaitReady();
        for (int k = 1; k <= 3; k++) {
            robot.type(KeyCode.RIGHT);
            awaitStep(k);
        }
        await("where it stands", () -> message().equals("Paused at step 3"));
        String third = FrameDigest.of(snapshot().frame());
        playToTheEnd(robot);
        Node timeline = node("timeline");
        Bounds b = timeline.localToScreen(timeline.getLayoutBounds());
        robot.clickOn(b.getMinX() + 0.5 * b.getWidth(), b.getMinY() + 0.4 * b.getHeight());
        await("a step in the middle", () -> isState(RunState.PAUSED) && snapshot().frame().step() > 3
                && snapshot().frame().step() < snapshot().frontier());
        robot.type(KeyCode.HOME);
        awaitStep(0);
        robot.push(KeyCode.SHIFT, KeyCode.RIGHT);
        awaitStep(10);
        robot.interact(() -> workspace().seek(3));
        awaitStep(3);
        assertThat(FrameDigest.of(snapshot().frame())).isEqualTo(third);
    }

    @Test
    void theBrushPaintsDensityAndUndoTakesItBack(FxRobot robot) {
        awaitReady();
        choose(robot, "bell");
        playToTheEnd(robot);
        String before = FrameDigest.of(snapshot().frame());
        robot.clickOn("#brush-mesh");
        Node surface = node("surface-mesh");
        Bounds b = surface.localToScreen(surface.getLayoutBounds());
        Point2D from = new Point2D(b.getMinX() + 0.3 * b.getWidth(), b.getMinY() + 0.3 * b.getHeight());
        robot.moveTo(from).press(MouseButton.PRIMARY).moveBy(40, 10).moveBy(40, 10).release(MouseButton.PRIMARY);
        await("the stroke", () -> snapshot().definition().events().stream().anyMatch(e -> e.change() instanceof Change.Stroke));
        await("the mesh follows", () -> isState(RunState.CONVERGED));
        assertThat(FrameDigest.of(snapshot().frame())).isNotEqualTo(before);
        double[] painted = ((Layer.ScalarField) snapshot().frame().layer("monitor").orElseThrow()).values();
        robot.push(KeyCode.CONTROL, KeyCode.Z);
        await("the stroke is gone", () -> snapshot().definition().events().stream().anyMatch(e -> e.change() instanceof Change.Unstroke));
        await("the mesh returns", () -> isState(RunState.CONVERGED));
        double[] after = ((Layer.ScalarField) snapshot().frame().layer("monitor").orElseThrow()).values();
        assertThat(after).isNotEqualTo(painted);
    }

    @Test
    void keysMoveAndZoomThePicture(FxRobot robot) {
        awaitReady();
        var cameras = window.panes().cameras();
        robot.push(KeyCode.ALT, KeyCode.LEFT);
        await("to the left", () -> cameras.planeProperty().get().x() < 0 && cameras.orbitProperty().get().azimuth() < -35);
        robot.push(KeyCode.ADD);
        await("nearer", () -> cameras.planeProperty().get().zoom() > 1 && cameras.orbitProperty().get().zoom() > 1);
        robot.push(KeyCode.ALT, KeyCode.HOME);
        await("all of it", () -> cameras.planeProperty().get().zoom() == 1 && cameras.planeProperty().get().x() == 0);
    }

    @Test
    void theThemeSwitches(FxRobot robot) {
        awaitReady();
        await("dark", () -> background() < 0.2);
        robot.push(KeyCode.CONTROL, KeyCode.T);
        await("light", () -> background() > 0.9);
        robot.clickOn("#theme");
        await("dark again", () -> background() < 0.2);
    }

    private double background() {
        int corner = pixels("surface-residual")[0];
        return Color.rgb(corner >> 16 & 255, corner >> 8 & 255, corner & 255).getBrightness();
    }

    @Test
    void aSavedSessionOpensWithTheSamePicture(FxRobot robot) throws Exception {
        awaitReady();
        playToTheEnd(robot);
        robot.interact(() -> workspace().set(snapshot().parameters().parameter("alpha"), 20.0, false));
        await("the change", () -> snapshot().parameters().real("alpha") == 20 && isState(RunState.CONVERGED));
        robot.interact(() -> workspace().seek(snapshot().frontier() - 1));
        await("the step before", () -> isState(RunState.PAUSED) && snapshot().frame().step() == snapshot().frontier() - 1);
        robot.interact(() -> {
            window.panes().cameras().orbitProperty().set(new OrbitCamera(20, 50, 1.5));
            window.panes().choose(snapshot().definition().experiment(), "area", false);
            window.panes().first().orElseThrow().overlaysProperty().set(Set.of(Overlay.PICTURE));
        });
        String digest = FrameDigest.of(snapshot().frame());
        long step = snapshot().frame().step();
        await("the picture of that step", () -> window.panes().first().orElseThrow().shownStep() == step);
        int[] picture = shown("surface-mesh");
        Path file = folder.resolve("session.json");
        dialogs.save = Optional.of(file);
        robot.push(KeyCode.CONTROL, KeyCode.S);
        await("the message", () -> message().startsWith("Saved"));
        assertThat(window.title()).doesNotContain("•");
        ViewSettings looked = window.panes().view();
        choose(robot, "ring");
        dialogs.open = Optional.of(file);
        robot.push(KeyCode.CONTROL, KeyCode.O);
        await("the session", () -> workspace().title().equals("Photograph") && workspace().selected().flatMap(OpenRun::snapshot).isPresent()
                && snapshot().frame().step() == step && snapshot().state() != RunState.SEEKING);
        assertThat(FrameDigest.of(snapshot().frame())).isEqualTo(digest);
        assertThat(window.panes().view()).isEqualTo(looked);
        await("the same picture", () -> Arrays.equals(picture, pixels("surface-mesh")));
    }

    @Test
    void aForkOpensBesideItsParentAndGoesItsOwnWay(FxRobot robot) {
        awaitReady();
        robot.push(KeyCode.SHIFT, KeyCode.RIGHT);
        awaitStep(10);
        robot.type(KeyCode.F);
        await("two runs", () -> workspace().runs().size() == 2 && workspace().selected().get().snapshot().isPresent());
        assertThat(FrameDigest.of(snapshot().frame())).isEqualTo(FrameDigest.of(workspace().runs().getFirst().snapshot().orElseThrow().frame()));
        await("side by side", () -> window.stage().getScene().getRoot().lookupAll("#pane-mesh").size() == 2);
        robot.interact(() -> workspace().set(snapshot().parameters().parameter("alpha"), 30.0, false));
        robot.type(KeyCode.SPACE);
        await("both at rest", () -> workspace().runs().stream().allMatch(OpenRun::atRest));
        assertThat(workspace().runs().getFirst().snapshot().orElseThrow().parameters().real("alpha")).isEqualTo(14);
        robot.type(KeyCode.C);
        await("one run alone", () -> window.stage().getScene().getRoot().lookupAll("#pane-mesh").size() == 1);
    }

    @Test
    void aDroppedImageBecomesTheMonitorAndABadOneIsTold(FxRobot robot) throws Exception {
        awaitReady();
        Path bad = Files.writeString(folder.resolve("bad.png"), "this is not a picture");
        dialogs.open = Optional.of(bad);
        robot.push(KeyCode.CONTROL, KeyCode.I);
        await("the complaint", () -> message().contains("bad.png"));
        assertThat(dialogs.errors).isEmpty();
        BufferedImage image = new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB);
        for (int x = 30; x < 60; x++) {
            for (int y = 20; y < 40; y++) {
                image.setRGB(x, y, 0xffffff);
            }
        }
        Path good = folder.resolve("good.png");
        ImageIO.write(image, "png", good.toFile());
        dialogs.open = Optional.of(good);
        robot.push(KeyCode.CONTROL, KeyCode.I);
        await("the image", () -> workspace().selected().get().parameters().source("image").name().equals("good.png")
                && workspace().selected().get().snapshot().isPresent());
        playToTheEnd(robot);
    }

    @Test
    void aHostileSessionIsToldInOneLineAndNothingIsLost(FxRobot robot) throws Exception {
        awaitReady();
        dialogs.open = Optional.of(Files.writeString(folder.resolve("evil.json"), "{\"format\": \"pushforward-session\", \"version\": 99}"));
        robot.push(KeyCode.CONTROL, KeyCode.O);
        await("the complaint", () -> message().contains("version 99"));
        assertThat(workspace().title()).isEqualTo("Photograph");
        assertThat(dialogs.errors).isEmpty();
    }

    @Test
    void aKilledSessionIsOfferedAgain(FxRobot robot) throws Exception {
        awaitReady();
        robot.push(KeyCode.SHIFT, KeyCode.RIGHT);
        awaitStep(10);
        Path home = Path.of(System.getProperty("pushforward.home"));
        await("the autosave", () -> autosaved(home).isPresent() && Files.readString(autosaved(home).get()).contains("\"step\" : 10"));
        // Nobody holds a lock on this one.
        Files.copy(autosaved(home).orElseThrow(), home.resolve("autosave-killed.json"));
        Stage stage = window.stage();
        robot.interact(() -> window.close());
        robot.interact(() -> open(stage));
        await("the offer", () -> message().contains("ended unexpectedly"));
        robot.clickOn("Recover it");
        await("the recovered session", () -> workspace().selected().flatMap(OpenRun::snapshot).isPresent() && snapshot().frame().step() == 10);
        Path copy = home.resolve("autosave-killed.json");
        assertThat(window.title()).as("it is saved nowhere yet").contains("•");
        robot.interact(() -> workspace().step(1));
        awaitStep(11);
        await("the copy follows", () -> Files.readString(copy).contains("\"step\" : 11"));
        dialogs.unsaved = Dialogs.Unsaved.CANCEL;
        robot.interact(() -> window.close());
        assertThat(dialogs.questions).endsWith("Photograph");
        assertThat(copy).exists();
        assertThat(window.stage().isShowing()).isTrue();
        dialogs.unsaved = Dialogs.Unsaved.DISCARD;
        robot.interact(() -> window.close());
        assertThat(window.stage().isShowing()).isFalse();
        assertThat(copy).doesNotExist();
        robot.interact(() -> open(stage));
    }

    @Test
    void aPresetOpensBesideWhatIsThereAndOnlyWhatIsUntouchedGivesWay(FxRobot robot) {
        awaitReady();
        choose(robot, "bell");
        assertThat(window.tabs().all()).as("nothing was done in the first").hasSize(1);
        robot.type(KeyCode.RIGHT);
        awaitStep(1);
        Workspace bell = workspace();
        choose(robot, "ring");
        assertThat(window.tabs().all()).hasSize(2);
        assertThat(window.tabs().all().getFirst().workspace()).isSameAs(bell);
        assertThat(bell.runs().getFirst().step()).isEqualTo(1);
        robot.interact(() -> window.turn(1));
        await("the bell again", () -> window.title().startsWith("Bell") && colors("surface-mesh") > 5);
        assertThat(snapshot().frame().step()).isEqualTo(1);
        assertThat(dialogs.questions).isEmpty();
    }

    @Test
    void turningBetweenSessionsKeepsNoPictureOfThoseThatAreNotInFront(FxRobot robot) {
        awaitReady();
        robot.type(KeyCode.RIGHT);
        awaitStep(1);
        choose(robot, "bell");
        List<WeakReference<Node>> seen = new ArrayList<>();
        for (int k = 0; k < 40; k++) {
            robot.interact(() -> {
                window.turn(1);
                window.panes().views().forEach(v -> seen.add(new WeakReference<>(v)));
            });
        }
        await("what is not in front is garbage", () -> {
            System.gc();
            // The four panes in front; the toolkit may hold on to those it dealt with last.
            return seen.stream().filter(v -> v.get() != null).count() <= 12;
        });
        assertThat(seen).hasSizeGreaterThan(100);
    }

    @Test
    void closingAsksAlsoForASingleRunAndKeepsWhatIsNotAnswered(FxRobot robot) {
        awaitReady();
        robot.type(KeyCode.RIGHT);
        awaitStep(1);
        choose(robot, "bell");
        robot.push(KeyCode.CONTROL, KeyCode.W);
        await("the untouched one is closed", () -> window.tabs().all().size() == 1);
        assertThat(dialogs.questions).isEmpty();
        assertThat(snapshot().frame().step()).isEqualTo(1);
        choose(robot, "bell");
        robot.interact(() -> window.turn(1));
        dialogs.unsaved = Dialogs.Unsaved.CANCEL;
        robot.push(KeyCode.CONTROL, KeyCode.W);
        await("a question", () -> dialogs.questions.equals(List.of("Photograph")));
        assertThat(window.tabs().all()).hasSize(2);
        Path file = folder.resolve("kept.json");
        dialogs.save = Optional.of(file);
        dialogs.unsaved = Dialogs.Unsaved.SAVE;
        robot.push(KeyCode.CONTROL, KeyCode.W);
        await("saved and closed", () -> Files.exists(file) && window.tabs().all().size() == 1);
    }

    @Test
    void preferencesOfNoUseAreToldAndStopNothing(FxRobot robot) throws Exception {
        awaitReady();
        Stage stage = window.stage();
        Path home = Path.of(System.getProperty("pushforward.home"));
        robot.interact(() -> window.close());
        Files.writeString(home.resolve("preferences.json"), "{\"theme\": \"PURPLE\", \"width\": \"NaN\", \"height\": \"1e9\", \"preset\": \"gone\"}");
        robot.interact(() -> open(stage));
        await("the notice", () -> message().contains("theme = \"PURPLE\" is ignored; allowed is DARK or LIGHT"));
        assertThat(workspace().title()).isEqualTo("Photograph");
    }

    private static Optional<Path> autosaved(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(f -> f.getFileName().toString().matches("autosave-.*\\.json")).findFirst();
        }
    }

    @Test
    void dataAndPicturesAreExported(FxRobot robot) throws Exception {
        awaitReady();
        playToTheEnd(robot);
        Path out = Files.createDirectories(folder.resolve("export"));
        dialogs.folder = Optional.of(out);
        robot.clickOn("#export");
        await("the export", () -> message().startsWith("Exported"));
        assertThat(out.toFile().list()).contains("mesh.npy", "mesh.vtu", "metrics.csv", "figure.png", "session.json");
    }

    @Test
    void papersAreFoundCopiedAndOpened(FxRobot robot) {
        awaitReady();
        robot.push(KeyCode.CONTROL, KeyCode.B);
        await("the papers of what is shown", () -> Clipboard.getSystemClipboard().getString().startsWith("@article{budd2009moving,"));
        robot.push(KeyCode.CONTROL, KeyCode.P);
        await("the table", () -> robot.lookup("#papers").tryQuery().isPresent());
        TableView<?> table = robot.lookup("#papers").query();
        int all = table.getItems().size();
        robot.interact(() -> ((TextField) robot.lookup("#papers-search").query()).setText("benamou barycent"));
        assertThat(table.getItems().size()).isBetween(1, all / 4);
        robot.interact(() -> ((Button) robot.lookup("#papers-bibtex").query()).fire());
        await("the entry", () -> Clipboard.getSystemClipboard().getString().startsWith("@"));
        assertThat(WaitForAsyncUtils.waitForAsyncFx(10_000, () -> Clipboard.getSystemClipboard().getString())).contains("benamou").doesNotContain("budd2009");
        robot.interact(() -> {
            table.getSelectionModel().select(0);
            Event.fireEvent(table, new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.ENTER, false, false, false, false));
        });
        await("its experiment", () -> workspace().selected().filter(r -> r.experiment().id().equals("ot.barycenter")).isPresent());
        robot.interact(() -> ((Stage) table.getScene().getWindow()).close());
    }

    @Test
    void everyKeyOfTheHelpWorksWithoutAnError(FxRobot robot) {
        awaitReady();
        robot.type(KeyCode.F1);
        await("the help", () -> robot.lookup("#help").tryQuery().isPresent());
        await("what networks are computed with", () -> ((Label) robot.lookup("#networks").query()).getText().startsWith("Networks: libtorch with"));
        robot.clickOn((Button) robot.lookup(n -> n instanceof Button b && "Close".equals(b.getText())).query());
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT1);
        await("no gallery", () -> !node("gallery").isVisible());
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT1).push(KeyCode.CONTROL, KeyCode.DIGIT2);
        await("no parameters", () -> node("gallery").isVisible() && !node("side").isVisible());
        double pace = workspace().pace().stepsPerSecond();
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT2).type(KeyCode.CLOSE_BRACKET);
        await("twice as fast", () -> workspace().pace().stepsPerSecond() == 2 * pace);
        robot.type(KeyCode.F11);
        await("presentation", () -> !node("header").isVisible());
        robot.type(KeyCode.F11);
        await("the whole window", () -> node("header").isVisible());
        assertThat(dialogs.errors).isEmpty();
    }
}
