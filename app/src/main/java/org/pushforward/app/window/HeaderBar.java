package org.pushforward.app.window;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.pushforward.app.text.Language;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.run.Session;
import org.pushforward.views.control.IconButton;
import org.pushforward.views.plane.CameraModel;

/** The line at the top: name, menus, what is open, theme, full screen, help, export. Also the list of all keys. */
final class HeaderBar extends HBox {

    /** What a key zooms by. */
    private static final double ZOOM = 1.25;

    private final WorkbenchWindow window;
    private final Supplier<Workspace> front;
    private final TransportCommands transport;
    private final Exports exports;
    private final Films films;
    private final SessionActions sessions;
    private final Literature literature;
    private final Copies copies;
    private final Label family = new Label();
    private final Label title = new Label();
    private final Menu panes = new Menu("Panes");
    private final CheckMenuItem byTime = new CheckMenuItem("Compare at equal times, not steps");
    private final CheckMenuItem loop = new CheckMenuItem("Play again and again");
    private Optional<Experiment> offered = Optional.empty();
    private List<String> ticked = List.of();
    private final MenuItem undo = item("undo", "Undo", "Ctrl+Z", this::undo);
    private final MenuItem redo = item("redo", "Redo", "Ctrl+Shift+Z", this::redo);

    HeaderBar(WorkbenchWindow window, Supplier<Workspace> front, SessionActions sessions, Exports exports, Films films, Literature literature, Copies copies,
            TransportCommands transport) {
        this.window = window;
        this.front = front;
        this.sessions = sessions;
        this.exports = exports;
        this.films = films;
        this.literature = literature;
        this.copies = copies;
        this.transport = transport;
        loop.setId("menu-loop");
        loop.setAccelerator(new KeyHint("L"));
        loop.setOnAction(_ -> workspace().setLooping(loop.isSelected()));
        byTime.setId("menu-by-time");
        byTime.setOnAction(_ -> workspace().setClock(byTime.isSelected() ? Session.Clock.TIME : Session.Clock.STEP));
        setId("header");
        getStyleClass().add("header");
        Label name = new Label("Pushforward");
        name.getStyleClass().add("product");
        name.setMinWidth(Region.USE_PREF_SIZE);
        family.getStyleClass().add("muted");
        family.setId("breadcrumb");
        title.getStyleClass().add("title");
        title.setId("session-title");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button export = new Button("Export");
        export.setId("export");
        export.getStyleClass().add("accent");
        export.setMinWidth(Region.USE_PREF_SIZE);
        export.setOnAction(_ -> exports.export());
        Button stop = new Button("", new FontIcon(Feather.CIRCLE));
        stop.textProperty().bind(films.wordsProperty());
        stop.setMinWidth(Region.USE_PREF_SIZE);
        stop.setId("stop-recording");
        stop.getStyleClass().add("danger");
        stop.setOnAction(_ -> films.stop());
        stop.visibleProperty().bind(films.recordingProperty());
        stop.managedProperty().bind(stop.visibleProperty());
        getChildren().addAll(name, menus(), family, title, gap, stop,
                new IconButton("theme", Feather.MOON, "Dark or light (Ctrl+T)", window::toggleTheme),
                new IconButton("fullscreen", Feather.MAXIMIZE_2, "Full screen (F12), lecture (F11)", window::toggleFullScreen),
                new IconButton("help-button", Feather.HELP_CIRCLE, "Keys (?)", window::help), export);
    }

    private MenuBar menus() {
        MenuItem giveUp = item("give-up-film", "Give up the film", "", films::giveUp);
        giveUp.disableProperty().bind(films.recordingProperty().not());
        Menu file = new Menu("File", null, item("open-session", "Open session…", "Ctrl+O", sessions::openSession),
                recent(), item("open-image", "Open image…", "Ctrl+I", sessions::openImage), item("recover", "Recover what a crash left behind…", "", sessions::offerRecovery), new SeparatorMenuItem(),
                item("save", "Save", "Ctrl+S", sessions::save), item("save-as", "Save as…", "Ctrl+Shift+S", sessions::saveAs),
                item("keep-preset", "Keep as a preset…", "", window::keepAsPreset), item("forget-preset", "Forget this preset…", "", window::forgetPreset), new SeparatorMenuItem(),
                item("export-data", "Export…", "Ctrl+E", exports::export),
                item("record", "Record a film…", "Ctrl+Shift+E", films::record), giveUp, new SeparatorMenuItem(),
                item("close-session", "Close session", "Ctrl+W", window::closeSession), item("quit", "Quit", "Ctrl+Q", () -> window.close()));
        Menu edit = new Menu("Edit", null, undo, redo, new SeparatorMenuItem(),
                item("copy-picture", "Copy picture", "Ctrl+Shift+C", copies::picture), item("copy-numbers", "Copy numbers", "", copies::numbers),
                item("copy-checks", "Copy checks", "Ctrl+Shift+K", copies::checks),
                item("copy-bibtex", "Copy BibTeX of what is shown", "Ctrl+B", literature::copyBibTex),
                item("copy-command", "Copy the command line that makes this", "", copies::command));
        Menu run = new Menu("Run", null, item("menu-play", "Play or pause", "Space", transport::playOrPause),
                item("menu-step", "One step", "→", () -> workspace().step(1)), item("menu-ten", "Ten steps", "Shift+→", () -> workspace().step(10)),
                item("menu-reset", "Reset, same seed", "R", () -> workspace().reset(false)),
                item("menu-reseed", "Reset, new seed", "Shift+R", () -> workspace().reset(true)), new SeparatorMenuItem(),
                item("menu-fork", "Fork here", "F", () -> workspace().fork()), item("menu-compare", "Compare runs", "C", window::toggleCompare), byTime,
                new SeparatorMenuItem(), loop);
        Menu view = new Menu("View", null, item("menu-theme", "Dark or light", "Ctrl+T", window::toggleTheme),
                item("menu-gallery", "Gallery", "Ctrl+1", window::toggleGallery), item("menu-side", "Parameters", "Ctrl+2", window::toggleSide),
                panes, item("menu-numbers", "Numbers as a table…", "Ctrl+D", exports::showNumbers),
                item("menu-papers", "Papers…", "Ctrl+P", literature::showPapers), new SeparatorMenuItem(), item("menu-larger", "Larger", "Ctrl++", () -> window.changeSize(1)),
                item("menu-smaller", "Smaller", "Ctrl+−", () -> window.changeSize(-1)), item("menu-plain-size", "Plain size", "Ctrl+0", () -> window.changeSize(0)),
                new SeparatorMenuItem(), item("menu-lecture", "Lecture", "F11", window::toggleLecture));
        Language words = window.language();
        Menu learn = new Menu(words.text("menu.learn"), null, item("menu-lessons", words.text("menu.lessons"), "Ctrl+L", () -> window.teaching().toggle()),
                item("menu-glossary", words.text("menu.glossary"), "", () -> window.teaching().showGlossary()));
        Menu help = new Menu("Help", null, item("menu-keys", "Keys", "?", window::help), new SeparatorMenuItem(),
                item("report-problem", "Report a problem…", "", copies::reportProblem));
        MenuBar bar = new MenuBar(file, edit, run, view, learn, help);
        bar.setId("menus");
        bar.setMinWidth(Region.USE_PREF_SIZE);
        return bar;
    }

    /** Sessions of late, read anew whenever the menu opens. */
    private Menu recent() {
        Menu menu = new Menu("Open recent");
        menu.setId("open-recent");
        MenuItem none = new MenuItem("Nothing was saved or opened yet");
        none.setDisable(true);
        menu.getItems().setAll(none);
        menu.setOnShowing(_ -> {
            List<MenuItem> items = window.recent().files().stream().map(f -> {
                MenuItem i = new MenuItem(f.getFileName().toString());
                window.recent().picture(f, i::setGraphic);
                i.setOnAction(_ -> Platform.runLater(() -> sessions.openSession(f)));
                return i;
            }).toList();
            menu.getItems().setAll(items.isEmpty() ? List.of(none) : items);
        });
        return menu;
    }

    /** The keys are shown only: {@link Shortcuts} answers them, so that a text field can keep its letters. */
    private static MenuItem item(String id, String text, String keys, Runnable action) {
        MenuItem i = new MenuItem(text);
        i.setId(id);
        if (!keys.isEmpty()) {
            i.setAccelerator(new KeyHint(keys));
        }
        i.setOnAction(_ -> Platform.runLater(action));
        return i;
    }

    List<Shortcuts.Shortcut> shortcuts() {
        return List.of(key("Space", "Play or pause", transport::playOrPause), held("Right", "One step", () -> workspace().step(1)),
                held("Shift+Right", "Ten steps", () -> workspace().step(10)), held("Left", "One step back", transport::stepBack),
                key("Home", "To the first step", () -> workspace().seek(0)),
                key("R", "Reset with the same seed", () -> workspace().reset(false)), key("Shift+R", "Reset with a new seed", () -> workspace().reset(true)),
                held("[", "Half as fast", () -> workspace().setPace(workspace().pace().halved())),
                held("]", "Twice as fast", () -> workspace().setPace(workspace().pace().doubled())),
                key("F", "Fork here", () -> workspace().fork()), key("C", "Compare runs", window::toggleCompare),
                key("L", "Play again and again", () -> workspace().setLooping(!workspace().isLooping())),
                held("Shortcut+Z", "Undo", this::undo), held("Shortcut+Shift+Z", "Redo", this::redo),
                key("Shortcut+S", "Save the session", sessions::save), key("Shortcut+Shift+S", "Save under another name", sessions::saveAs),
                key("Shortcut+O", "Open a session", sessions::openSession), key("Shortcut+I", "Open an image", sessions::openImage),
                key("Shortcut+W", "Close the session", window::closeSession), held("Shortcut+Tab", "Next session", () -> window.turn(1)),
                held("Shortcut+Shift+Tab", "Session before", () -> window.turn(-1)),
                key("Shortcut+E", "Export figure and numbers", exports::export), key("Shortcut+Shift+E", "Record a film, or end it", films::record),
                key("Shortcut+D", "Numbers as a table", exports::showNumbers),
                key("Shortcut+P", "All papers", literature::showPapers), key("Shortcut+B", "Copy BibTeX of what is shown", literature::copyBibTex),
                key("Shortcut+Shift+C", "Copy the picture", copies::picture), key("Shortcut+Shift+K", "Copy what the checks say", copies::checks),
                held("Alt+Left", "Look left; turn a scene", () -> cameras().nudge(1, 0)), held("Alt+Right", "Look right", () -> cameras().nudge(-1, 0)),
                held("Alt+Up", "Look up", () -> cameras().nudge(0, 1)), held("Alt+Down", "Look down", () -> cameras().nudge(0, -1)),
                held("+", "Nearer", () -> cameras().zoom(ZOOM)), held("-", "Farther", () -> cameras().zoom(1 / ZOOM)),
                key("Alt+Home", "See all of it", () -> cameras().reset()),
                key("Shortcut+T", "Dark or light", window::toggleTheme), key("Shortcut+1", "Gallery", window::toggleGallery),
                key("Shortcut+2", "Parameters", window::toggleSide), key("F11", "Lecture", window::toggleLecture),
                key("Shortcut+Plus|Shortcut+Equals|Shortcut+Shift+Equals|Shortcut+Add", "Larger", () -> window.changeSize(1)),
                key("Shortcut+Minus|Shortcut+Subtract", "Smaller", () -> window.changeSize(-1)),
                key("Shortcut+0|Shortcut+Numpad 0", "Plain size", () -> window.changeSize(0)),
                key("Shortcut+L", window.language().text("menu.lessons"), () -> window.teaching().toggle()),
                key("Page Down", "Next preset", () -> window.turnPreset(1)), key("Page Up", "Preset before", () -> window.turnPreset(-1)),
                key("F12", "Full screen", window::toggleFullScreen), key("?", "These keys", window::help), key("F1", "These keys", window::help),
                key("Shortcut+Q", "Quit", () -> window.close()));
    }

    private CameraModel cameras() {
        return window.panes().cameras();
    }

    private static Shortcuts.Shortcut key(String keys, String meaning, Runnable action) {
        return new Shortcuts.Shortcut(keys, meaning, false, action);
    }

    /** Acts again and again while it is held. */
    private static Shortcuts.Shortcut held(String keys, String meaning, Runnable action) {
        return new Shortcuts.Shortcut(keys, meaning, true, action);
    }

    private Workspace workspace() {
        return front.get();
    }

    private void undo() {
        workspace().undo();
    }

    private void redo() {
        workspace().redo();
    }

    private void offerPanes(Experiment e) {
        List<String> chosen = window.panes().chosen(e);
        if (offered.equals(Optional.of(e)) && ticked.equals(chosen)) {
            return;
        }
        offered = Optional.of(e);
        ticked = chosen;
        panes.getItems().setAll(e.panes().stream().map(p -> {
            CheckMenuItem i = new CheckMenuItem(p.title());
            i.setId("menu-pane-" + p.id());
            i.setMnemonicParsing(false);
            i.setSelected(chosen.contains(p.id()));
            i.setOnAction(_ -> {
                window.panes().choose(e, p.id(), i.isSelected());
                // The choice may have been refused, or have cost another pane its place.
                offered = Optional.empty();
                update();
            });
            return (MenuItem) i;
        }).toList());
    }

    String title() {
        return title.getText();
    }

    /** Shows what is open and what can be undone. */
    void update() {
        String name = workspace().selected().map(OpenRun::experiment).map(e -> e.description().family().title()).orElse("");
        workspace().selected().map(OpenRun::experiment).ifPresent(this::offerPanes);
        loop.setSelected(workspace().isLooping());
        byTime.setSelected(workspace().clock() == Session.Clock.TIME);
        family.setText("Gallery › " + name + " ›");
        title.setText(workspace().title() + (workspace().isChanged() ? " •" : ""));
        undo.setText(workspace().nextUndo().map(e -> "Undo " + e.label()).orElse("Undo"));
        undo.setDisable(workspace().nextUndo().isEmpty());
        redo.setText(workspace().nextRedo().map(e -> "Redo " + e.label()).orElse("Redo"));
        redo.setDisable(workspace().nextRedo().isEmpty());
    }
}
