package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushforward.app.window.Awaited.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipEntry;
import java.util.stream.IntStream;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import javafx.application.Platform;
import javafx.scene.control.CheckBox;
import javafx.scene.control.RadioButton;
import javafx.scene.input.Clipboard;
import javafx.scene.control.MenuBar;
import org.junit.jupiter.api.Test;
import org.pushforward.app.export.ExportWish;
import org.pushforward.app.export.FilmWish;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.run.FrameDigest;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.plane.PaneView;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/** Films, exports and what is carried out of the window, in the real window. */
class RecordAndExportTest extends RealWindow {

    private Optional<RunSnapshot> snapshot() {
        return workspace().selected().flatMap(OpenRun::snapshot);
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
        if (!again) {
            // A short run that is filmed again is done before anybody looks.
            await("recording", () -> window.films().recordingProperty().get());
        }
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

        dialogs.save = Optional.of(folder.resolve("again"));
        wish(robot, true, FilmWish.Kind.MP4);
        await("the whole run", () -> message().startsWith("6 frames → "));
        assertThat(folder.resolve("again.mp4")).exists();
        dialogs.save = Optional.of(folder.resolve("never.gif"));
        wish(robot, false, FilmWish.Kind.GIF);
        step(robot, 4);
        robot.interact(() -> window.films().giveUp());
        await("nothing", () -> message().equals("Nothing was recorded"));
        assertThat(folder.resolve("never.gif")).doesNotExist();

        // Runs side by side are filmed together.
        robot.interact(() -> workspace().fork());
        await("the fork", () -> workspace().runs().size() == 2 && window.panes().isComparing());
        Path two = Files.createDirectories(folder.resolve("two"));
        dialogs.folder = Optional.of(two);
        wish(robot, false, FilmWish.Kind.PICTURES);
        robot.interact(() -> workspace().play());
        await("some steps", () -> snapshot().orElseThrow().frame().step() > 12);
        robot.interact(() -> workspace().pause());
        await("rest", () -> !workspace().isPlaying() && workspace().runs().stream().noneMatch(r -> r.workingSeconds() > 0));
        robot.clickOn("#stop-recording");
        await("the film of both", () -> message().contains(" frames → "));
        assertThat(pictures(two)).hasSizeGreaterThan(3).contains("frame-000009.png", "frame-000012.png");
    }

    @Test
    void whatIsShownIsCarriedOutAndComesBack(FxRobot robot) throws Exception {
        openLine(robot);
        step(robot, 7);
        Path out = folder.resolve("export");
        dialogs.folder = Optional.of(out);
        dialogs.export = Optional.of(new ExportWish(List.of("density"), Optional.of(ExportWish.Picture.SVG), 160, 100, true, ExportWish.Ground.WHITE, true, true, true,
                true, true, OptionalDouble.empty()));
        robot.clickOn("#export");
        await("the export", () -> message().equals("Exported to " + out));
        assertThat(pictures(out)).contains("session.json", "figure.svg", "metrics.csv", "arrays.npz", "points.npy");

        // A picture of one pane is dropped on the window, and the session is there again.
        Path picture = folder.resolve("pane.png");
        dialogs.save = Optional.of(picture);
        robot.interact(() -> window.panes().first().orElseThrow().export());
        await("the picture", () -> message().equals("Saved " + picture));
        String digest = FrameDigest.of(snapshot().orElseThrow().frame());
        step(robot, 3);
        robot.interact(() -> window.open(List.of(picture)));
        await("the session", () -> window.tabs().all().size() == 2 && snapshot().filter(s -> s.frame().step() == 7 && s.state().name().equals("PAUSED")).isPresent());
        assertThat(FrameDigest.of(snapshot().orElseThrow().frame())).isEqualTo(digest);

        robot.interact(() -> window.copies().numbers());
        await("the numbers", () -> message().startsWith("Copied the numbers of 8 steps"));
        assertThat(clipboard()).startsWith("step\t").hasLineCount(9);
        robot.interact(() -> window.copies().command());
        assertThat(clipboard()).isEqualTo("./pushforward run ot.line --seed 1 --steps 7 --out results");
        robot.interact(() -> window.copies().picture());
        await("the picture", () -> message().startsWith("Copied a picture"));
        assertThat(WaitForAsyncUtils.waitForAsyncFx(10_000, () -> Clipboard.getSystemClipboard().hasImage())).isTrue();

        Path report = folder.resolve("report.zip");
        dialogs.save = Optional.of(report);
        robot.interact(() -> window.copies().reportProblem());
        await("the report", () -> message().startsWith("Saved " + report));
        try (ZipFile zip = new ZipFile(report.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("version.txt", "log.txt", "session.json");
            assertThat(new String(zip.getInputStream(zip.getEntry("log.txt")).readAllBytes(), StandardCharsets.UTF_8)).contains("Copied a picture");
        }
    }

    private static String clipboard() {
        return WaitForAsyncUtils.waitForAsyncFx(10_000, () -> Clipboard.getSystemClipboard().getString());
    }

    @Test
    void theSheetsSayWhatWasChosen(FxRobot robot) {
        Dialogs asking = Dialogs.of(window.stage(), null);
        CompletableFuture<Optional<ExportWish>> export = new CompletableFuture<>();
        Platform.runLater(() -> export.complete(asking.askExport(window.panes().views().stream().map(PaneView::pane).toList(), ExportWish.FIRST)));
        await("the export sheet", () -> robot.lookup("#export-unit").tryQuery().isPresent());
        robot.interact(() -> {
            robot.lookup("#export-unit").queryComboBox().getSelectionModel().select(1);
            ((CheckBox) robot.lookup("#export-npz").query()).fire();
        });
        assertThat(robot.lookup("#export-width").queryTextInputControl().getText()).isEqualTo("160");
        robot.interact(() -> robot.lookup("#export-height").queryTextInputControl().setText("1e9"));
        assertThat(robot.lookup("#export-next").query().isDisabled()).isTrue();
        robot.interact(() -> {
            robot.lookup("#export-height").queryTextInputControl().setText("90");
            robot.lookup("#export-next").queryButton().fire();
        });
        ExportWish wish = export.join().orElseThrow();
        assertThat(wish.pixelWidth()).isEqualTo(1890);
        assertThat(wish.pixelHeight()).isEqualTo(1063);
        assertThat(wish.npz()).isTrue();

        CompletableFuture<Optional<FilmWish>> film = new CompletableFuture<>();
        Platform.runLater(() -> film.complete(asking.askFilm(FilmWish.FIRST)));
        await("the film sheet", () -> robot.lookup("#film-again").tryQuery().isPresent());
        robot.interact(() -> {
            ((RadioButton) robot.lookup("#film-again").query()).fire();
            robot.lookup("#film-kind").queryComboBox().getSelectionModel().select(1);
            robot.lookup("#film-size").queryComboBox().getSelectionModel().select(0);
            robot.lookup("#film-next").queryButton().fire();
        });
        assertThat(film.join()).contains(new FilmWish(true, FilmWish.Kind.GIF, 600, 400, 1, 30));
    }

    @Test
    void aSweepIsShownAsCurvesAndAsAMap(FxRobot robot) throws Exception {
        Path table = folder.resolve("table.csv");
        Files.writeString(table, "alpha,n,seed,state,steps,residual\n" + IntStream.range(0, 18)
                .mapToObj(k -> (1 + k / 6) + "," + (8 << k / 2 % 3) + "," + (1 + k % 2) + ",finished,3," + Math.exp(-0.2 * k)).collect(Collectors.joining("\n")));
        dialogs.open = Optional.of(table);
        robot.interact(() -> ((MenuBar) window.stage().getScene().lookup("#menus")).getMenus().getFirst().getItems().stream()
                .filter(i -> "open-sweep".equals(i.getId())).findFirst().orElseThrow().fire());
        await("the sweep", () -> robot.lookup("#sweep").tryQuery().isPresent() && robot.lookup("#sweep-curves").query().getLayoutBounds().getWidth() > 100);
        robot.interact(() -> ((CheckBox) robot.lookup("#sweep-map").query()).fire());
        assertThat(robot.lookup("#sweep-cells").query().lookupAll(".label")).as("nine cells, two headings of three, and what they are").hasSize(16);
    }
}
