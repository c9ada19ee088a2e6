package org.pushforward.app.window;


import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.pushforward.app.export.Journal;
import org.pushforward.views.text.Language;
import org.pushforward.app.serve.Desk;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Preferences;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.io.VerdictStore;
import org.pushforward.engine.run.CheckpointBudget;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.Session;
import org.pushforward.views.control.Folding;
import org.pushforward.views.control.Gallery;
import org.pushforward.views.control.HealthStrip;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.ParameterPane;
import org.pushforward.views.control.Signal;
import org.pushforward.views.control.Theme;
import org.pushforward.views.control.TransportBar;
import org.pushforward.views.control.Zoom;

/** The window: gallery, panes, health, transport, runs, parameters, truth and messages around the {@link SessionTabs}. */
public final class WorkbenchWindow {

    /** Nobody reads numbers faster, nor looks at cards and titles as often. */
    private static final Duration READING = Duration.ofMillis(80);
    private static final Duration GLANCING = Duration.ofMillis(500);

    private static final double GALLERY_WIDTH = 240;
    private static final double GALLERY_NARROW = 72;
    private static final double SIDE_WIDTH = 304;
    private static final double LECTURE_SIDE = 264;

    /** Windows below this width or height are small. */
    private static final double NARROW = 1200;
    private static final double LOW = 860;

    private final Stage stage;
    private final Dialogs dialogs;
    private final Preferences preferences;
    private final VerdictStore verdicts = VerdictStore.ofThisMachine();
    private final Path home;
    private final Problems problems;
    private final Aside aside;
    private final WindowPlace place;
    private final PresetShelf shelf;
    private final CheckpointBudget checkpoints = new CheckpointBudget();
    private final PresetPictures pictures;
    private final RecentSessions recent;
    private final OwnThings own;
    private final Gallery gallery;
    private final SessionTabs tabs;
    private final HealthStrip health = new HealthStrip();
    private final TransportBar transport;
    private final RunCards cards;
    private final SidePane side;
    private final MessageBar messages = new MessageBar();
    private final HeaderBar header;
    private final HBox columns = new HBox();
    private final VBox middle = new VBox();
    private final VBox bottom = new VBox();
    private final BorderPane root = new BorderPane();
    private final SessionActions sessions;
    private final Journal journal = new Journal();
    private final Exports exports;
    private final Films films;
    private final Copies copies;
    private final FrameWork frameWork;
    private final Words words = new Words();
    private final Pulse pulse;
    private final Zoom zoom;
    private final Scene scene;
    private final Presence presence;
    private final TextSize size;
    private final Language language = Language.chosen();
    private final Lecture lecture;
    private final LectureBar lectureBar;
    private final Teaching teaching;
    private Theme theme;

    public WorkbenchWindow(Stage stage, Dialogs dialogs) {
        this(stage, dialogs, Program.home());
    }

    /** {@code home} is where preferences and the copies of sessions are kept. */
    WorkbenchWindow(Stage stage, Dialogs dialogs, Path home) {
        this.stage = stage;
        this.dialogs = dialogs;
        this.home = home;
        preferences = new Preferences(home);
        problems = new Problems(messages, journal, dialogs);
        aside = new Aside(problems::report);
        place = new WindowPlace(stage, preferences);
        theme = preferences.word("theme", Theme.DARK);
        Folding folding = new RememberedFolding(preferences);
        shelf = new PresetShelf(verdicts, home);
        shelf.readOwn(e -> Platform.runLater(() -> problems.report(e)));
        recent = new RecentSessions(preferences, aside);
        pictures = new PresetPictures(shelf::named, home.resolve("thumbnails"));
        gallery = new Gallery(this::openPreset, pictures::of, folding);
        SessionTab.Host host = new WindowHost(this, words, messages, preferences, problems);
        tabs = new SessionTabs(() -> new SessionTab(host, messages, theme, checkpoints, home), this::changedSession,
                (tab, close) -> sessions().mayClose(List.of(tab), close));
        sessions = new SessionActions(tabs, dialogs, messages, aside, home, recent, this::showChanged);
        own = new OwnThings(stage, home, tabs::current, dialogs, messages, aside, shelf, this::showGallery);
        exports = new Exports(tabs::current, dialogs, messages, aside);
        films = new Films(tabs::current, dialogs, messages, aside);
        TransportCommands commands = new TransportCommands(this::workspace, this::toggleCompare);
        transport = new TransportBar(commands);
        cards = new RunCards(tabs::current);
        side = new SidePane(new ParameterActions(), pinning(), r -> panes().pinned(r), folding, verdicts, dialogs::browse, this::showVerdicts, problems::report);
        copies = new Copies(tabs::current, dialogs, messages, aside, journal, sessions::save);
        header = new HeaderBar(this, this::workspace, sessions, exports, films,
                new Literature(tabs::current, messages, verdicts, e -> openPreset(shelf.first(e))),
                copies, commands);
        messages.messageProperty().map(MessageBar.Message::text).addListener((_, _, said) -> journal.add(said));
        Classroom classroom = new Classroom(this, shelf, root, side, sessions);
        lectureBar = new LectureBar(classroom, language);
        zoom = new Zoom(root);
        StackPane all = new StackPane(zoom);
        scene = new Scene(all);
        presence = new Presence(scene);
        all.getChildren().add(presence);
        teaching = new Teaching(classroom, language, preferences, dialogs, messages, aside, presence);
        layOut();
        size = new TextSize(scene, zoom, preferences, this::giveWay);
        lecture = new Lecture(stage, tabs, root, lectureBar, side, size, presence, language, this::changedLecture, gallery, teaching.panel(),
                teaching.cards(), header, health, cards.strip());
        frameWork = new FrameWork(scene, () -> panes().handOverSeconds());
        words.add(READING, () -> transport.show(selectedSnapshot()));
        words.add(READING, () -> health.show(selectedSnapshot(), frameWork.seconds()));
        words.add(READING, this::announce);
        words.add(GLANCING, cards::update);
        words.add(GLANCING, this::showChanged);
        // Last, because it is made anew for another experiment, which takes longest.
        words.add(READING, () -> workspace().selected().ifPresent(side::show));
        pulse = new Pulse(tabs::all, messages, frameWork, words, films::pulse, this::announce, teaching::poll);
        giveWay();
        Shortcuts shortcuts = new Shortcuts(header.shortcuts());
        shortcuts.install(scene);
        shortcuts.tell(presence::pressed);
        shortcuts.page(lecture::isOn);
        installDrop();
    }

    private void layOut() {
        gallery.getStyleClass().addAll("panel", "left");
        middle.getChildren().setAll(teaching.cards(), tabs, health, transport, cards.strip());
        VBox.setVgrow(tabs, Priority.ALWAYS);
        middle.setMinWidth(0);
        columns.getChildren().setAll(gallery, teaching.panel(), middle, side);
        columns.setId("columns");
        HBox.setHgrow(middle, Priority.ALWAYS);
        fixWidth(side, SIDE_WIDTH);
        root.setTop(new VBox(header, lectureBar));
        root.setCenter(columns);
        bottom.setId("bottom");
        bottom.getChildren().setAll(messages);
        root.setBottom(bottom);
        root.setId("workbench");
    }

    /** What surrounds the panes gives way in a small window. */
    private void giveWay() {
        boolean narrow = zoom.inner(scene.getWidth()) < NARROW;
        gallery.setCompact(narrow);
        fixWidth(gallery, narrow ? GALLERY_NARROW : GALLERY_WIDTH);
        fixWidth(side, lecture.isOn() ? LECTURE_SIDE : SIDE_WIDTH);
        cards.strip().setCompact(zoom.inner(scene.getHeight()) < LOW);
    }

    private static void fixWidth(Region r, double width) {
        r.setMinWidth(width);
        r.setMaxWidth(width);
    }

    /** Opens on the preset of last time, and offers the sessions that a crash left behind. */
    public void show() {
        stage.setScene(scene);
        stage.setTitle("Pushforward");
        place.restore();
        applyTheme();
        openPreset(rememberedPreset());
        stage.setOnCloseRequest(e -> {
            e.consume();
            close();
        });
        stage.show();
        transport.timeline().requestFocus();
        words.once(this::showGallery);
        pulse.start();
    }

    private String rememberedPreset() {
        String name = preferences.text("preset").orElse("");
        if (!name.isEmpty() && !shelf.has(name)) {
            preferences.ignore("preset", name, "the name of a preset");
        }
        return shelf.named(name).name();
    }

    /** Asks once about each jar that lies in the folder of plug-ins. */
    public void askAboutPlugIns() {
        own.askAboutPlugIns();
    }

    /** Opens sessions, pictures that carry one, or sources for the experiment in front, and comes to the front. */
    public void open(List<Path> files) {
        files.forEach(sessions::openAny);
        if (!files.isEmpty()) {
            stage.setIconified(false);
            stage.toFront();
        }
    }

    /** Begins to read what the first window shows, on another thread. */
    public static void prepare() {
        PresetShelf.prepare();
    }

    /** Closes the window, unless something is not saved and the user would rather stay. */
    void close() {
        sessions.mayClose(tabs.all(), this::end);
    }

    private void end() {
        place.keep();
        pulse.stop();
        films.close();
        journal.close();
        side.close();
        cards.close();
        pictures.close();
        tabs.close();
        stage.close();
    }

    // ---- what the header and the keys ask for

    /** Opens a preset beside what is there. */
    void openPreset(String name) {
        Presets.Preset preset = shelf.named(name);
        preferences.put("preset", preset.name());
        open(preset.session(), preset.name());
    }

    private void open(Session session, String preset) {
        tabs.free().open(session, preset);
        changedSession();
    }

    void open(Session session) {
        open(session, "");
    }

    /** For those who drive the session in front from code. */
    public Desk desk() {
        return new WindowDesk(this, tabs, messages);
    }

    OwnThings own() {
        return own;
    }

    RecentSessions recent() {
        return recent;
    }

    void closeSession() {
        tabs.close(tabs.current());
    }

    void turn(int by) {
        tabs.turn(by);
    }

    void toggleTheme() {
        theme = theme.other();
        preferences.put("theme", theme.name());
        applyTheme();
    }

    private void applyTheme() {
        theme.apply(scene);
        scene.getStylesheets().add(WorkbenchWindow.class.getResource("/org/pushforward/assets/css/window.css").toExternalForm());
        tabs.all().forEach(t -> t.panes().setTheme(theme));
        cards.setTheme(theme);
        size.apply();
    }

    void toggleFullScreen() {
        stage.setFullScreen(!stage.isFullScreen());
    }

    void toggleLecture() {
        lecture.toggle();
        transport.timeline().requestFocus();
    }

    /** A lecture has begun or ended, or shows something else. */
    private void changedLecture() {
        // In large letters the transport needs the whole width.
        middle.getChildren().remove(transport);
        bottom.getChildren().remove(transport);
        if (lecture.isOn()) {
            bottom.getChildren().addFirst(transport);
        } else {
            middle.getChildren().add(middle.getChildren().indexOf(cards.strip()), transport);
        }
        giveWay();
        lectureBar.show(workspace());
        workspace().selected().ifPresent(side::show);
    }

    /** The preset after the one in front, or before it, in the order of the gallery. */
    void turnPreset(int by) {
        workspace().pause();
        openPreset(shelf.after(tabs.current().preset(), by));
    }

    void changeSize(int by) {
        if (by == 0) {
            size.reset();
        } else {
            size.change(by);
        }
        presence.setLecture(lecture.isOn(), size.factor());
        messages.show(Signal.OPEN, language.text("size.now", size.words()));
    }

    /** Lessons are seen in the place of the gallery. */
    void showLessons(boolean on) {
        if (teaching.panel().isVisible() != on) {
            Lecture.show(teaching.panel(), on);
            Lecture.show(gallery, !on);
        }
    }

    TextSize size() {
        return size;
    }

    Teaching teaching() {
        return teaching;
    }

    Language language() {
        return language;
    }

    void toggleGallery() {
        Lecture.show(gallery, !gallery.isVisible());
    }

    void toggleSide() {
        Lecture.show(side, !side.isVisible());
    }

    void toggleCompare() {
        panes().setComparing(!panes().isComparing());
    }

    void help() {
        HelpDialog.show(stage, header.shortcuts());
    }

    Stage stage() {
        return stage;
    }

    /** The session in front. */
    Workspace workspace() {
        return tabs.current().workspace();
    }

    SessionTabs tabs() {
        return tabs;
    }

    SessionActions sessions() {
        return sessions;
    }

    Copies copies() {
        return copies;
    }

    Films films() {
        return films;
    }

    Exports exports() {
        return exports;
    }

    PaneArea panes() {
        return tabs.current().panes();
    }

    FrameWork frameWork() {
        return frameWork;
    }

    String title() {
        return header.title();
    }

    // ---- showing

    /** Another session is in front: everything around its panes changes with them. */
    private void changedSession() {
        gallery.select(tabs.current().preset());
        workspace().selected().ifPresent(side::show);
        transport.show(selectedSnapshot());
        health.show(selectedSnapshot(), frameWork.seconds());
        cards.update();
        showChanged();
        announce();
    }

    private ParameterPane.Pinning pinning() {
        return new ParameterPane.Pinning(Language.chosen().text("lecture.pin"),
                p -> workspace().selected().map(r -> panes().pinned(r).contains(p.id())).orElse(false),
                (p, on) -> workspace().selected().ifPresent(r -> {
                    panes().pin(r, p.id(), on);
                    workspace().markChanged();
                    side.show(r);
                }));
    }

    private Optional<RunSnapshot> selectedSnapshot() {
        return workspace().selected().flatMap(OpenRun::snapshot);
    }

    private void announce() {
        tabs.current().messages().show();
    }

    /** What is not saved has a dot. */
    private void showChanged() {
        tabs.all().forEach(SessionTab::title);
        stage.setTitle(workspace().title() + " – Pushforward");
        header.update();
        lectureBar.show(workspace());
    }

    private void showVerdicts() {
        gallery.show(shelf.cards());
        workspace().selected().ifPresent(side::show);
    }

    private void showGallery() {
        gallery.show(shelf.cards());
        gallery.select(tabs.current().preset());
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

    private final class ParameterActions implements ParameterPane.Listener {
        @Override
        public void onChange(Parameter<?> parameter, Object value, boolean dragging) {
            workspace().set(parameter, value, dragging);
        }

        @Override
        public void onDragEnd(Parameter<?> parameter, Object before, Object after) {
            workspace().endDrag(parameter, before, after);
        }

        @Override
        public void onChooseFile(Parameter.Source parameter) {
            sessions.chooseSource(parameter);
        }
    }
}
