package org.pushforward.app.window;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.scene.Node;
import org.kordamp.ikonli.feather.Feather;
import org.pushforward.app.lesson.Explanation;
import org.pushforward.app.lesson.Glossary;
import org.pushforward.app.lesson.Lesson;
import org.pushforward.app.lesson.LessonPlayer;
import org.pushforward.app.lesson.Lessons;
import org.pushforward.app.lesson.Target;
import org.pushforward.app.lesson.TeacherSheet;
import org.pushforward.views.text.Language;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Preferences;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;
import org.pushforward.views.plane.PaneView;
import org.pushforward.views.raster.Overlay;
import org.pushforward.views.raster.PaneContent;

/** What the window teaches: lessons and the glossary in a panel of their own, explanations of pictures, and ways to begin. */
final class Teaching {

    private static final String BEGUN = "begun";
    private static final String DONE = "done";

    /** What lessons need of the window. */
    interface Window extends LessonPlayer.Stage {

        Experiment experimentOf(String preset);

        Node lookup(String id);

        /** Scrolls a parameter into sight. */
        Optional<Node> reveal(String parameter);

        /** The panel is to be seen in the place of the gallery, or no longer. */
        void showLessons(boolean on);

        double textSize();

        void openData();
    }

    private final Window window;
    private final Language language;
    private final Preferences preferences;
    private final Dialogs dialogs;
    private final MessageBar messages;
    private final Aside aside;
    private final Presence presence;
    private final List<Lesson> lessons = Lessons.shipped();
    private final Glossary glossary = Glossary.shipped();
    private final LessonPanel panel;
    private final StartCards cards;
    private Optional<LessonPlayer> player = Optional.empty();
    private Optional<Node> pointed = Optional.empty();

    Teaching(Window window, Language language, Preferences preferences, Dialogs dialogs, MessageBar messages, Aside aside, Presence presence) {
        this.window = window;
        this.language = language;
        this.preferences = preferences;
        this.dialogs = dialogs;
        this.messages = messages;
        this.aside = aside;
        this.presence = presence;
        panel = new LessonPanel(language, glossary, new Prose(glossary, language, this::define), new PanelCommands());
        Lecture.show(panel, false);
        cards = new StartCards(language, List.of(new StartCards.Way("photograph", Feather.IMAGE, () -> begin("photograph")),
                new StartCards.Way("lesson", Feather.BOOK_OPEN, () -> open(lessons.getFirst())),
                new StartCards.Way("data", Feather.FOLDER, window::openData)), this::putCardsAway);
        Lecture.show(cards, preferences.text(BEGUN).isEmpty());
    }

    LessonPanel panel() {
        return panel;
    }

    StartCards cards() {
        return cards;
    }

    private void putCardsAway() {
        preferences.put(BEGUN, DONE);
        Lecture.show(cards, false);
    }

    private void begin(String preset) {
        window.open(preset);
        window.workspace().play();
    }

    // ---- lessons

    void toggle() {
        if (panel.isVisible()) {
            close();
        } else {
            showList();
        }
    }

    void showList() {
        leave();
        panel.showList(lessons, l -> preferences.text("lesson." + l.id()).filter(DONE::equals).isPresent());
        see(true);
    }

    void showGlossary() {
        leave();
        panel.showGlossary();
        see(true);
    }

    private void close() {
        leave();
        see(false);
    }

    /** The lesson is given up; what it has opened stays. */
    private void leave() {
        player = Optional.empty();
        pointed = Optional.empty();
        presence.pointAt(null);
    }

    private void see(boolean on) {
        window.showLessons(on);
    }

    void open(Lesson lesson) {
        putCardsAway();
        UnaryOperator<String> experiments = preset -> window.experimentOf(preset).id();
        player = Optional.of(new LessonPlayer(lesson, experiments, window));
        see(true);
        go(0);
    }

    private void go(int step) {
        player.ifPresent(p -> {
            p.go(step, System.nanoTime());
            pointed = Optional.empty();
            panel.show(p);
            p.step().point().filter(t -> t.kind() == Target.Kind.PARAMETER).ifPresent(t -> pointed = window.reveal(t.name()));
        });
    }

    private void finish() {
        player.ifPresent(p -> {
            if (p.isOver()) {
                preferences.put("lesson." + p.lesson().id(), DONE);
                messages.show(Signal.GOOD, language.text("lesson.finished", p.lesson().title().in(language)));
            }
        });
        showList();
    }

    /** Looks after the lesson under way; called every pulse. */
    void poll(long now) {
        player.ifPresent(p -> {
            if (p.poll(now)) {
                panel.show(p);
            }
            panel.showReadings(p.readings());
            presence.pointAt(p.isDone(p.at()) && p.step().hasTask() ? null : target(p).orElse(null));
        });
    }

    private Optional<Node> target(LessonPlayer p) {
        if (pointed.filter(n -> n.getScene() != null).isEmpty()) {
            pointed = p.step().point().flatMap(this::node);
        }
        return pointed;
    }

    private Optional<Node> node(Target t) {
        return switch (t.kind()) {
            case PARAMETER -> window.reveal(t.name());
            case PANE -> Optional.ofNullable(window.lookup("pane-" + t.name()));
            case LAYER -> window.workspace().selected().map(OpenRun::experiment).flatMap(e -> Target.paneOf(e, t.name())).map(Pane::id)
                    .flatMap(id -> Optional.ofNullable(window.lookup("pane-" + id)));
            case CONTROL -> Optional.ofNullable(window.lookup(t.name()));
        };
    }

    private void saveSheet(Lesson lesson) {
        dialogs.chooseSave(language.text("lesson.sheet"), lesson.id() + ".html", language.text("lesson.page"), "html").ifPresent(path ->
                aside.work("sheet", () -> {
                    String html = new TeacherSheet(glossary, language).html(lesson, window::experimentOf);
                    AtomicFile.write(path, out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
                    return path;
                }, this::saved));
    }

    private void saved(Path path) {
        messages.show(Signal.GOOD, language.text("lesson.saved", path), new MessageBar.Remedy(language.text("lesson.look"), () -> dialogs.browse(path.toUri())));
    }

    // ---- explanations

    private void define(Glossary.Entry entry, Node at) {
        new Slip("definition").say(entry.term().in(language), new Prose(glossary, language, (e, _) -> define(e, at)).set(entry.text().in(language)))
                .scaled(window.textSize()).showAt(at);
    }

    /** Says what a pane shows, beside it. */
    void explain(PaneView view, PaneContent content) {
        Workspace w = window.workspace();
        w.selected().map(OpenRun::experiment).ifPresent(e -> {
            Explanation x = Explanation.of(content.pane(), content.frame(), view.overlaysProperty().get().contains(Overlay.PICTURE), e, w.summary(), language);
            Node[] parts = x.parts().stream().flatMap(p -> Stream.concat(Stream.of(Slip.line(p.heading(), "heading")),
                    p.sentences().stream().map(s -> Slip.line(s, "sentence")))).toArray(Node[]::new);
            Node button = window.lookup("explain-" + content.pane().id());
            new Slip("explanation").say(content.pane().title(), parts).scaled(window.textSize()).showAt(button == null ? view : button);
        });
    }

    private final class PanelCommands implements LessonPanel.Commands {
        @Override
        public void open(Lesson lesson) {
            Teaching.this.open(lesson);
        }

        @Override
        public void go(int step) {
            Teaching.this.go(step);
        }

        @Override
        public void showMe() {
            player.ifPresent(p -> {
                p.showMe();
                panel.show(p);
            });
        }

        @Override
        public void hint() {
            player.ifPresent(p -> {
                p.hint();
                panel.show(p);
            });
        }

        @Override
        public void finish() {
            Teaching.this.finish();
        }

        @Override
        public void sheet(Lesson lesson) {
            saveSheet(lesson);
        }

        @Override
        public void list() {
            showList();
        }

        @Override
        public void glossary() {
            showGlossary();
        }

        @Override
        public void close() {
            Teaching.this.close();
        }
    }
}
