package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushforward.app.window.Awaited.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.app.export.FilmWish;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.RunSnapshot;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** Films, exports and what is carried out of the window, in the real window. */
@ExtendWith(ApplicationExtension.class)
class RecordAndExportTest {

    @TempDir
    private static Path folder;

    private final FakeDialogs dialogs = new FakeDialogs();
    private WorkbenchWindow window;

    @Start
    void start(Stage stage) throws Exception {
        System.setProperty("pushforward.home", Files.createTempDirectory(folder, "home").toString());
        window = new WorkbenchWindow(stage, dialogs);
        stage.setX(0);
        stage.setY(0);
        window.show();
    }

    @AfterEach
    void close() {
        dialogs.unsaved = Dialogs.Unsaved.DISCARD;
        WaitForAsyncUtils.asyncFx(window::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private Workspace workspace() {
        return window.workspace();
    }

    private Optional<RunSnapshot> snapshot() {
        return workspace().selected().flatMap(OpenRun::snapshot);
    }

    private String message() {
        Node label = window.stage().getScene().lookup("#message");
        return ((Label) label).getText();
    }

    /** A short one: on a line. */
    private void openLine(FxRobot robot) {
        robot.interact(() -> window.openPreset("line"));
        await("the line", () -> snapshot().filter(s -> s.definition().experiment().id().equals("ot.line") && s.frame().step() == 0).isPresent()
                && !workspace().selected().orElseThrow().isOpening());
        robot.interact(() -> workspace().setPace(Pace.FLAT_OUT));
    }

    private void step(FxRobot robot, int n) {
        long to = snapshot().orElseThrow().frame().step() + n;
        robot.interact(() -> workspace().step(n));
        await("step " + to, () -> snapshot().orElseThrow().frame().step() == to);
    }

    private void wish(FxRobot robot, boolean again, FilmWish.Kind kind) {
        dialogs.film = Optional.of(new FilmWish(again, kind, 320, 200, 1, 30));
        robot.interact(() -> window.films().record());
        await("recording", () -> window.films().recordingProperty().get());
    }

    private static String[] pictures(Path in) {
        String[] names = in.toFile().list();
        return names == null ? new String[0] : names;
    }

    @Test
    void everyStepIsRecordedAndAResetOrASeekBeginsATake(FxRobot robot) throws Exception {
        openLine(robot);
        Path out = Files.createDirectories(folder.resolve("pictures"));
        dialogs.folder = Optional.of(out);
        wish(robot, false, FilmWish.Kind.PICTURES);
        step(robot, 20);
        robot.interact(() -> workspace().reset(false));
        await("the start", () -> snapshot().orElseThrow().frame().step() == 0);
        step(robot, 5);
        robot.interact(() -> workspace().seek(3));
        await("step 3", () -> snapshot().orElseThrow().frame().step() == 3);
        step(robot, 2);
        robot.clickOn("#stop-recording");
        await("the film", () -> message().startsWith("30 frames in 3 takes → "));
        assertThat(pictures(out)).hasSize(21).contains("frame-000000.png", "frame-000020.png");
        assertThat(pictures(folder.resolve("pictures-2"))).hasSize(6);
        assertThat(pictures(folder.resolve("pictures-3"))).containsExactlyInAnyOrder("frame-000003.png", "frame-000004.png", "frame-000005.png");
    }

    @Test
    void theWholeRunIsFilmedAgainAndARecordingCanBeGivenUp(FxRobot robot) {
        openLine(robot);
        step(robot, 12);
        dialogs.save = Optional.of(folder.resolve("again"));
        wish(robot, true, FilmWish.Kind.MP4);
        await("the film", () -> message().startsWith("13 frames → "));
        assertThat(folder.resolve("again.mp4")).exists();
        dialogs.save = Optional.of(folder.resolve("never.gif"));
        wish(robot, false, FilmWish.Kind.GIF);
        step(robot, 4);
        robot.interact(() -> window.films().giveUp());
        await("nothing", () -> message().equals("Nothing was recorded"));
        assertThat(folder.resolve("never.gif")).doesNotExist();
    }

    @Test
    void runsSideBySideAreFilmedTogether(FxRobot robot) throws Exception {
        openLine(robot);
        step(robot, 3);
        robot.interact(() -> workspace().fork());
        await("the fork", () -> workspace().runs().size() == 2 && window.panes().isComparing());
        Path out = Files.createDirectories(folder.resolve("two"));
        dialogs.folder = Optional.of(out);
        wish(robot, false, FilmWish.Kind.PICTURES);
        robot.interact(() -> workspace().play());
        await("the end", () -> workspace().runs().stream().allMatch(r -> r.snapshot().orElseThrow().frame().step() == 60));
        robot.clickOn("#stop-recording");
        await("the film", () -> message().startsWith("58 frames → "));
        assertThat(pictures(out)).hasSize(58).contains("frame-000003.png", "frame-000060.png");
    }
}
