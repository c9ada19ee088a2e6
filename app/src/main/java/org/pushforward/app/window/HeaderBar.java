package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

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
import org.pushforward.views.text.Language;
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
    private final Menu panes = new Menu(say("menu.panes"));
    private final CheckMenuItem byTime = new CheckMenuItem(say("menu.by-time"));
    private final CheckMenuItem loop = new CheckMenuItem(say("menu.loop"));
    private Optional<Experiment> offered = Optional.empty();
    private List<String> ticked = List.of();
    private final MenuItem undo = item("undo", say("menu.undo"), "Ctrl+Z", this::undo);
    private final MenuItem redo = item("redo", say("menu.redo"), "Ctrl+Shift+Z", this::redo);

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
        Button export = new Button(say("header.export"));
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
                new IconButton("theme", Feather.MOON, say("header.theme"), window::toggleTheme),
                new IconButton("fullscreen", Feather.MAXIMIZE_2, say("header.full-screen"), window::toggleFullScreen),
                new IconButton("help-button", Feather.HELP_CIRCLE, say("header.keys"), window::help), export);
    }

    private MenuBar menus() {
        MenuItem giveUp = item("give-up-film", say("menu.give-up-film"), "", films::giveUp);
        giveUp.disableProperty().bind(films.recordingProperty().not());
        Menu file = new Menu(say("menu.file"), null, item("open-session", say("menu.open-session"), "Ctrl+O", sessions::openSession),
                recent(), item("open-image", say("menu.open-image"), "Ctrl+I", sessions::openImage), item("open-sweep", say("menu.open-sweep"), "", sessions::openSweep), item("recover", say("menu.recover"), "", sessions::offerRecovery), new SeparatorMenuItem(),
                item("save", say("menu.save"), "Ctrl+S", sessions::save), item("save-as", say("menu.save-as"), "Ctrl+Shift+S", sessions::saveAs),
                item("keep-preset", say("menu.keep-preset"), "", window.own()::keepAsPreset), item("forget-preset", say("menu.forget-preset"), "", window.own()::forgetPreset), new SeparatorMenuItem(),
                item("export-data", say("menu.export-data"), "Ctrl+E", exports::export),
                item("record", say("menu.record"), "Ctrl+Shift+E", films::record), giveUp, new SeparatorMenuItem(),
                item("close-session", say("menu.close-session"), "Ctrl+W", window::closeSession), item("quit", say("menu.quit"), "Ctrl+Q", () -> window.close()));
        Menu edit = new Menu(say("menu.edit"), null, undo, redo, new SeparatorMenuItem(),
                item("copy-picture", say("menu.copy-picture"), "Ctrl+Shift+C", copies::picture), item("copy-numbers", say("menu.copy-numbers"), "", copies::numbers),
                item("copy-checks", say("menu.copy-checks"), "Ctrl+Shift+K", copies::checks),
                item("copy-bibtex", say("menu.copy-bibtex"), "Ctrl+B", literature::copyBibTex),
                item("copy-command", say("menu.copy-command"), "", copies::command));
        Menu run = new Menu(say("menu.run"), null, item("menu-play", say("menu.play"), "Space", transport::playOrPause),
                item("menu-step", say("menu.step"), "→", () -> workspace().step(1)), item("menu-ten", say("menu.ten"), "Shift+→", () -> workspace().step(10)),
                item("menu-reset", say("menu.reset"), "R", () -> workspace().reset(false)),
                item("menu-reseed", say("menu.reseed"), "Shift+R", () -> workspace().reset(true)), new SeparatorMenuItem(),
                item("menu-fork", say("menu.fork"), "F", () -> workspace().fork()), item("menu-compare", say("menu.compare"), "C", window::toggleCompare), byTime,
                new SeparatorMenuItem(), loop);
        Menu view = new Menu(say("menu.view"), null, item("menu-theme", say("menu.theme"), "Ctrl+T", window::toggleTheme),
                item("menu-gallery", say("menu.gallery"), "Ctrl+1", window::toggleGallery), item("menu-side", say("menu.side"), "Ctrl+2", window::toggleSide),
                panes, item("menu-numbers", say("menu.numbers"), "Ctrl+D", exports::showNumbers),
                item("menu-papers", say("menu.papers"), "Ctrl+P", literature::showPapers), new SeparatorMenuItem(), item("menu-larger", say("menu.larger"), "Ctrl++", () -> window.changeSize(1)),
                item("menu-smaller", say("menu.smaller"), "Ctrl+−", () -> window.changeSize(-1)), item("menu-plain-size", say("menu.plain-size"), "Ctrl+0", () -> window.changeSize(0)),
                new SeparatorMenuItem(), item("menu-lecture", say("menu.lecture"), "F11", window::toggleLecture));
        Language words = window.language();
        Menu learn = new Menu(words.text("menu.learn"), null, item("menu-lessons", words.text("menu.lessons"), "Ctrl+L", () -> window.teaching().toggle()),
                item("menu-glossary", words.text("menu.glossary"), "", () -> window.teaching().showGlossary()));
        Menu help = new Menu(say("menu.help"), null, item("menu-keys", say("menu.keys"), "?", window::help), new SeparatorMenuItem(),
                item("report-problem", say("menu.report-problem"), "", copies::reportProblem));
        MenuBar bar = new MenuBar(file, edit, run, view, learn, help);
        bar.setId("menus");
        bar.setMinWidth(Region.USE_PREF_SIZE);
        return bar;
    }

    /** Sessions of late, read anew whenever the menu opens. */
    private Menu recent() {
        Menu menu = new Menu(say("menu.recent"));
        menu.setId("open-recent");
        MenuItem none = new MenuItem(say("menu.recent-none"));
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
        return List.of(key("Space", say("keys.play"), transport::playOrPause), held("Right", say("keys.step"), () -> workspace().step(1)),
                held("Shift+Right", say("keys.ten"), () -> workspace().step(10)), held("Left", say("keys.back"), transport::stepBack),
                key("Home", say("keys.first"), () -> workspace().seek(0)),
                key("R", say("keys.reset"), () -> workspace().reset(false)), key("Shift+R", say("keys.reseed"), () -> workspace().reset(true)),
                held("[", say("keys.slower"), () -> workspace().setPace(workspace().pace().halved())),
                held("]", say("keys.faster"), () -> workspace().setPace(workspace().pace().doubled())),
                key("F", say("keys.fork"), () -> workspace().fork()), key("C", say("keys.compare"), window::toggleCompare),
                key("L", say("keys.loop"), () -> workspace().setLooping(!workspace().isLooping())),
                held("Shortcut+Z", say("keys.undo"), this::undo), held("Shortcut+Shift+Z", say("keys.redo"), this::redo),
                key("Shortcut+S", say("keys.save"), sessions::save), key("Shortcut+Shift+S", say("keys.save-as"), sessions::saveAs),
                key("Shortcut+O", say("keys.open"), sessions::openSession), key("Shortcut+I", say("keys.image"), sessions::openImage),
                key("Shortcut+W", say("keys.close"), window::closeSession), held("Shortcut+Tab", say("keys.next-session"), () -> window.turn(1)),
                held("Shortcut+Shift+Tab", say("keys.session-before"), () -> window.turn(-1)),
                key("Shortcut+E", say("keys.export"), exports::export), key("Shortcut+Shift+E", say("keys.film"), films::record),
                key("Shortcut+D", say("keys.numbers"), exports::showNumbers),
                key("Shortcut+P", say("keys.papers"), literature::showPapers), key("Shortcut+B", say("keys.bibtex"), literature::copyBibTex),
                key("Shortcut+Shift+C", say("keys.picture"), copies::picture), key("Shortcut+Shift+K", say("keys.checks"), copies::checks),
                held("Alt+Left", say("keys.left"), () -> cameras().nudge(1, 0)), held("Alt+Right", say("keys.right"), () -> cameras().nudge(-1, 0)),
                held("Alt+Up", say("keys.up"), () -> cameras().nudge(0, 1)), held("Alt+Down", say("keys.down"), () -> cameras().nudge(0, -1)),
                held("+", say("keys.nearer"), () -> cameras().zoom(ZOOM)), held("-", say("keys.farther"), () -> cameras().zoom(1 / ZOOM)),
                key("Alt+Home", say("keys.all"), () -> cameras().reset()),
                key("Shortcut+T", say("keys.theme"), window::toggleTheme), key("Shortcut+1", say("keys.gallery"), window::toggleGallery),
                key("Shortcut+2", say("keys.parameters"), window::toggleSide), key("F11", say("keys.lecture"), window::toggleLecture),
                key("Shortcut+Plus|Shortcut+Equals|Shortcut+Shift+Equals|Shortcut+Add", say("keys.larger"), () -> window.changeSize(1)),
                key("Shortcut+Minus|Shortcut+Subtract", say("keys.smaller"), () -> window.changeSize(-1)),
                key("Shortcut+0|Shortcut+Numpad 0", say("keys.plain"), () -> window.changeSize(0)),
                key("Shortcut+L", window.language().text("menu.lessons"), () -> window.teaching().toggle()),
                key("Page Down", say("keys.next-preset"), () -> window.turnPreset(1)), key("Page Up", say("keys.preset-before"), () -> window.turnPreset(-1)),
                key("F12", say("keys.full-screen"), window::toggleFullScreen), key("?", say("keys.keys"), window::help), key("F1", say("keys.keys"), window::help),
                key("Shortcut+Q", say("keys.quit"), () -> window.close()));
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
        family.setText(say("header.gallery", name));
        title.setText(workspace().title() + (workspace().isChanged() ? " •" : ""));
        undo.setText(workspace().nextUndo().map(e -> say("menu.undo-what", e.label())).orElse(say("menu.undo")));
        undo.setDisable(workspace().nextUndo().isEmpty());
        redo.setText(workspace().nextRedo().map(e -> say("menu.redo-what", e.label())).orElse(say("menu.redo")));
        redo.setDisable(workspace().nextRedo().isEmpty());
    }
}
