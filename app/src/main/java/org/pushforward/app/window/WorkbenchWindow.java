package org.pushforward.app.window;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.pushforward.app.workspace.Autosave;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Preferences;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.io.VerdictStore;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.control.Gallery;
import org.pushforward.views.control.HealthStrip;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.ParameterPane;
import org.pushforward.views.control.Signal;
import org.pushforward.views.control.Theme;
import org.pushforward.views.control.TransportBar;
import org.pushforward.views.plane.PaneView;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.ViewState;

/** The window: gallery, panes, health, transport, runs, parameters, truth and messages around one {@link Workspace}. */
public final class WorkbenchWindow {

    /** Nobody reads numbers faster, nor looks at cards and titles as often. */
    private static final Duration READING = Duration.ofMillis(80);
    private static final Duration GLANCING = Duration.ofMillis(500);

    private static final double GALLERY_WIDTH = 216;
    private static final double GALLERY_NARROW = 72;
    private static final double SIDE_WIDTH = 304;

    /** Windows below this width or height are small. */
    private static final double NARROW = 1200;
    private static final double LOW = 860;

    private final Stage stage;
    private final Dialogs dialogs;
    private final Preferences preferences;
    private final VerdictStore verdicts = VerdictStore.ofThisMachine();
    private final Autosave autosave;
    private final PresetShelf shelf = new PresetShelf(verdicts);
    private final Workspace workspace;
    private final Gallery gallery = new Gallery(this::openPreset);
    private final PaneArea panes;
    private final HealthStrip health = new HealthStrip();
    private final TransportBar transport;
    private final RunCards cards;
    private final SidePane side;
    private final MessageBar messages = new MessageBar();
    private final HeaderBar header;
    private final HBox columns = new HBox();
    private final SessionActions sessions;
    private final Messages announcer;
    private final FrameWork frameWork;
    private final Words words = new Words();
    private final Pulse pulse;
    private final Scene scene;
    private final Presentation presentation;
    private Theme theme;

    public WorkbenchWindow(Stage stage, Dialogs dialogs) {
        this(stage, dialogs, Program.home());
    }

    /** {@code home} is where preferences and the autosaved session are kept. */
    WorkbenchWindow(Stage stage, Dialogs dialogs, Path home) {
        this.stage = stage;
        this.dialogs = dialogs;
        preferences = new Preferences(home.resolve("preferences.json"));
        autosave = new Autosave(home);
        workspace = new Workspace(Platform::runLater, Runtime.getRuntime().availableProcessors(), new Workshop());
        announcer = new Messages(messages, workspace);
        panes = new PaneArea(workspace, new PaneActions());
        sessions = new SessionActions(workspace, panes, dialogs, messages, autosave, () -> header().update());
        transport = new TransportBar(new TransportCommands(workspace, this::toggleCompare));
        cards = new RunCards(workspace, panes);
        side = new SidePane(new ParameterActions(), verdicts, dialogs::browse, this::showVerdicts, this::report);
        header = new HeaderBar(this, workspace, sessions);
        theme = Theme.valueOf(preferences.get("theme", Theme.DARK.name()));
        scene = new Scene(layOut());
        presentation = new Presentation(stage, gallery, side, header, health, cards.strip());
        frameWork = new FrameWork(scene, panes::handOverSeconds);
        words.add(READING, () -> ofSelected(transport::show));
        words.add(READING, () -> ofSelected(s -> health.show(s, frameWork.seconds())));
        words.add(READING, () -> ofSelected(announcer::show));
        words.add(GLANCING, cards::update);
        words.add(GLANCING, header::update);
        // Last, because it is made anew for another experiment, which takes longest.
        words.add(READING, () -> workspace.selected().ifPresent(side::show));
        pulse = new Pulse(workspace, messages, frameWork, words, () -> sessions.autosave());
        scene.widthProperty().addListener((_, _, _) -> giveWay());
        scene.heightProperty().addListener((_, _, _) -> giveWay());
        giveWay();
        new Shortcuts(header.shortcuts()).install(scene);
        installDrop();
    }

    private HeaderBar header() {
        return header;
    }

    private BorderPane layOut() {
        gallery.getStyleClass().addAll("panel", "left");
        VBox middle = new VBox(panes, health, transport, cards.strip());
        VBox.setVgrow(panes, Priority.ALWAYS);
        middle.setMinWidth(0);
        columns.getChildren().setAll(gallery, middle, side);
        columns.setId("columns");
        HBox.setHgrow(middle, Priority.ALWAYS);
        fixWidth(side, SIDE_WIDTH);
        BorderPane root = new BorderPane(columns, header, null, messages, null);
        root.setId("workbench");
        return root;
    }

    /** What surrounds the panes gives way in a small window. */
    private void giveWay() {
        boolean narrow = scene.getWidth() < NARROW;
        gallery.setCompact(narrow);
        fixWidth(gallery, narrow ? GALLERY_NARROW : GALLERY_WIDTH);
        cards.strip().setCompact(scene.getHeight() < LOW);
    }

    private static void fixWidth(Region r, double width) {
        r.setMinWidth(width);
        r.setMaxWidth(width);
    }

    /** Opens on the first preset, or offers the session that a crash left behind. */
    public void show() {
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        stage.setScene(scene);
        stage.setTitle("Pushforward");
        stage.setMinWidth(960);
        stage.setMinHeight(600);
        stage.setWidth(Math.min(screen.getWidth(), number("width", Math.clamp(0.8 * screen.getWidth(), 1600, 2560))));
        stage.setHeight(Math.min(screen.getHeight(), number("height", Math.clamp(0.85 * screen.getHeight(), 1000, 1600))));
        applyTheme();
        openPreset(preferences.get("preset", ""));
        stage.setOnCloseRequest(e -> {
            if (!close()) {
                e.consume();
            }
        });
        stage.show();
        transport.timeline().requestFocus();
        words.once(this::showGallery);
        pulse.start();
    }

    private double number(String name, double otherwise) {
        try {
            return Double.parseDouble(preferences.get(name, String.valueOf(otherwise)));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** Begins to read what the first window shows, on another thread. */
    public static void prepare() {
        PresetShelf.prepare();
    }

    /** Ends the runs; false when the user would rather stay. */
    boolean close() {
        if (workspace.isWorthKeeping() && !sessions.mayDiscard("Close without saving?")) {
            return false;
        }
        preferences.put("width", String.valueOf(stage.getWidth()));
        preferences.put("height", String.valueOf(stage.getHeight()));
        pulse.stop();
        side.close();
        panes.close();
        cards.close();
        workspace.close();
        autosave.close();
        stage.close();
        return true;
    }

    // ---- what the header and the keys ask for

    void openPreset(String name) {
        Presets.Preset preset = shelf.named(name);
        if (workspace.isWorthKeeping() && !sessions.mayDiscard("Leave this session?")) {
            gallery.select(preferences.get("preset", ""));
            return;
        }
        preferences.put("preset", preset.name());
        panes.setComparing(false);
        panes.forgetRanges();
        panes.cameras().reset();
        workspace.open(preset.session());
        panes.restore(preset.session().view());
        sessions.forgetFile();
        gallery.select(preset.name());
    }

    void toggleTheme() {
        theme = theme.other();
        preferences.put("theme", theme.name());
        applyTheme();
    }

    private void applyTheme() {
        theme.apply(scene);
        scene.getStylesheets().add(WorkbenchWindow.class.getResource("/org/pushforward/assets/css/window.css").toExternalForm());
        panes.setTheme(theme);
        cards.setTheme(theme);
    }

    void toggleFullScreen() {
        stage.setFullScreen(!stage.isFullScreen());
    }

    void togglePresentation() {
        presentation.toggle();
    }

    void toggleGallery() {
        Presentation.show(gallery, !gallery.isVisible());
    }

    void toggleSide() {
        Presentation.show(side, !side.isVisible());
    }

    void toggleCompare() {
        panes.setComparing(!panes.isComparing());
    }

    void help() {
        HelpDialog.show(stage, header.shortcuts());
    }

    Stage stage() {
        return stage;
    }

    Workspace workspace() {
        return workspace;
    }

    SessionActions sessions() {
        return sessions;
    }

    PaneArea panes() {
        return panes;
    }

    FrameWork frameWork() {
        return frameWork;
    }

    String title() {
        return header.title();
    }

    // ---- showing

    private void showVerdicts() {
        gallery.show(shelf.entries());
        workspace.selected().ifPresent(side::show);
    }

    private void showGallery() {
        gallery.show(shelf.entries());
        gallery.select(preferences.get("preset", ""));
    }

    private void ofSelected(Consumer<RunSnapshot> show) {
        workspace.selected().flatMap(OpenRun::snapshot).ifPresent(show);
    }

    private void installDrop() {
        scene.setOnDragOver(e -> {
            if (e.getDragboard().hasFiles()) {
                e.acceptTransferModes(TransferMode.COPY);
            }
            e.consume();
        });
        scene.setOnDragDropped(e -> {
            List<Path> files = e.getDragboard().getFiles().stream().map(File::toPath).toList();
            e.setDropCompleted(!files.isEmpty());
            e.consume();
            files.stream().findFirst().ifPresent(f -> Platform.runLater(() -> sessions.openAny(f)));
        });
    }

    /** One sentence for what the user did wrong, a report for what we did wrong. */
    void report(Throwable problem) {
        Throwable cause = problem instanceof CompletionException || problem instanceof ExecutionException ? problem.getCause() : problem;
        if (cause instanceof InputException bad) {
            messages.show(Signal.WARNING, bad.getMessage() + (bad.hint().isEmpty() ? "" : " – " + bad.hint()));
            return;
        }
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        dialogs.error("Something went wrong inside Pushforward. Your session is kept.", "The report below helps to mend it.",
                "Pushforward " + Program.version() + ", " + Program.machine() + "\n\n" + trace);
    }

    /** What the workspace tells. */
    private final class Workshop implements Workspace.Listener {
        private boolean first = true;

        @Override
        public void onRuns() {
            panes.arrange();
            words.change(true);
        }

        @Override
        public void onSnapshot(OpenRun run, RunSnapshot snapshot) {
            panes.fill();
            boolean rests = !workspace.isPlaying();
            words.change(rests);
            if (rests) {
                // At once, so that it cannot replace what is said later.
                ofSelected(announcer::show);
            }
            if (first) {
                first = false;
                sessions.offerRecovery();
            }
        }

        @Override
        public void onProblem(String what, Throwable problem) {
            if (problem instanceof IllegalStateException) {
                messages.show(Signal.WARNING, what);
            } else {
                report(problem);
            }
        }

        @Override
        public void onFork(OpenRun fork) {
            panes.setComparing(true);
        }

        @Override
        public void onKeptFuture(OpenRun kept) {
            panes.arrange();
            messages.show(Signal.OPEN, "The future you changed is kept as \"" + kept.name() + "\"",
                    new MessageBar.Remedy("Compare", () -> panes.setComparing(true)), new MessageBar.Remedy("Discard", () -> workspace.close(kept.id())));
        }
    }

    private final class PaneActions implements PaneView.Listener {
        @Override
        public void onStroke(List<Double> xy, double radius, double strength) {
            workspace.paint(xy, radius, strength);
        }

        @Override
        public void onMaximise(boolean maximised) { }

        @Override
        public void onExport(PaneContent content, ViewState view) {
            sessions.exportPane(content, view);
        }

        @Override
        public void onBroken(RuntimeException e) {
            report(e);
        }
    }

    private final class ParameterActions implements ParameterPane.Listener {
        @Override
        public void onChange(Parameter<?> parameter, Object value, boolean dragging) {
            workspace.set(parameter, value, dragging);
        }

        @Override
        public void onDragEnd(Parameter<?> parameter, Object before, Object after) {
            workspace.endDrag(parameter, before, after);
        }

        @Override
        public void onChooseFile(Parameter.Source parameter) {
            sessions.chooseSource(parameter);
        }
    }
}
