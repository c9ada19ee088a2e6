package org.pushforward.app.window;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.pushforward.app.lesson.Glossary;
import org.pushforward.app.lesson.Lesson;
import org.pushforward.app.lesson.LessonPlayer;
import org.pushforward.views.text.Language;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Family;
import org.pushforward.views.control.IconButton;
import org.pushforward.views.control.NumberText;

/** The lessons at the left of the window: the list, the lesson under way step by step, and the glossary. */
final class LessonPanel extends VBox {

    static final double WIDTH = 328;

    /** A button as high as its text is at its width. */
    private static final class TextButton extends Button {

        private static final double WIDTH_OF_TEXT = LessonPanel.WIDTH - 50;
        private final Region text;

        TextButton(Region text) {
            super("", text);
            this.text = text;
            setMinHeight(USE_PREF_SIZE);
        }

        @Override
        protected double computePrefHeight(double width) {
            return snappedTopInset() + snappedBottomInset() + text.prefHeight(WIDTH_OF_TEXT);
        }
    }

    private static final PseudoClass DONE = PseudoClass.getPseudoClass("done");
    private static final PseudoClass HERE = PseudoClass.getPseudoClass("here");

    /** What the buttons ask for. */
    interface Commands {

        void open(Lesson lesson);

        void go(int step);

        void showMe();

        void hint();

        void finish();

        void sheet(Lesson lesson);

        void list();

        void glossary();

        void close();
    }

    private final Language language;
    private final Glossary glossary;
    private final Prose prose;
    private final Commands commands;
    private final VBox content = new VBox();
    private final ScrollPane scroll = new ScrollPane(content);
    private final HBox buttons = new HBox(8);
    private final HBox head = new HBox(4);
    private final Label reading = label("", "reading");

    LessonPanel(Language language, Glossary glossary, Prose prose, Commands commands) {
        this.language = language;
        this.glossary = glossary;
        this.prose = prose;
        this.commands = commands;
        setId("lessons");
        reading.setId("lesson-reading");
        getStyleClass().addAll("panel", "left", "lessons");
        setMinWidth(WIDTH);
        setMaxWidth(WIDTH);
        head.getStyleClass().add("head");
        head.setAlignment(Pos.CENTER_LEFT);
        content.getStyleClass().add("content");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        buttons.getStyleClass().add("buttons");
        buttons.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(head, scroll, buttons);
    }

    // ---- the list

    /** Shows all lessons; {@code isDone} knows those that were finished. */
    void showList(List<Lesson> lessons, Predicate<Lesson> isDone) {
        head(text("lesson.lessons"), Optional.empty(), new IconButton("lesson-glossary", Feather.BOOK_OPEN, text("lesson.glossary"), commands::glossary));
        Map<String, List<Lesson>> groups = new LinkedHashMap<>();
        lessons.forEach(l -> groups.computeIfAbsent(l.family().map(Family::title).orElse(text("lesson.first")), _ -> new ArrayList<>()).add(l));
        List<Node> all = new ArrayList<>();
        groups.forEach((name, members) -> {
            all.add(label(name, "heading"));
            members.forEach(l -> all.add(entry(l, isDone.test(l))));
        });
        fill(all);
        content.getStyleClass().add("list");
        showButtons();
    }

    private Button entry(Lesson l, boolean done) {
        Label title = label(l.title().in(language), "name");
        Label minutes = new Label(text("lesson.minutes", l.minutes()));
        minutes.getStyleClass().add("muted");
        minutes.setMinWidth(Region.USE_PREF_SIZE);
        HBox.setHgrow(title, Priority.ALWAYS);
        title.setMaxWidth(Double.MAX_VALUE);
        HBox first = new HBox(6, title, minutes);
        first.setAlignment(Pos.BASELINE_LEFT);
        if (done) {
            first.getChildren().add(1, icon(Feather.CHECK, "tick"));
        }
        Label summary = label(l.summary().in(language), "muted");
        Button b = new TextButton(new VBox(2, first, summary));
        b.setId("lesson-" + l.id());
        b.getStyleClass().setAll("button", "lesson");
        b.setMaxWidth(Double.MAX_VALUE);
        b.setAccessibleText(l.title().in(language) + ". " + l.summary().in(language));
        b.setOnAction(_ -> commands.open(l));
        return b;
    }

    // ---- a lesson

    /** Shows the step the player is at. */
    void show(LessonPlayer player) {
        Lesson lesson = player.lesson();
        Lesson.Step step = player.step();
        head(lesson.title().in(language), Optional.of(commands::list),
                new IconButton("lesson-sheet", Feather.PRINTER, text("lesson.sheet"), () -> commands.sheet(lesson)));
        List<Node> all = new ArrayList<>();
        all.add(dots(player));
        all.add(label(step.title().in(language), "step-title"));
        all.add(prose.set(step.text().in(language)));
        if (step.hasTask()) {
            all.add(task(player));
            if (player.isHintDue()) {
                VBox hint = new VBox(4, label(text("lesson.hint"), "heading"), prose.set(step.hint().in(language)));
                hint.setId("lesson-hint");
                hint.getStyleClass().add("hint");
                all.add(hint);
            }
        }
        fill(all);
        showButtons(player);
    }

    private HBox dots(LessonPlayer player) {
        HBox dots = new HBox(6);
        dots.setAlignment(Pos.CENTER_LEFT);
        dots.getStyleClass().add("dots");
        int n = player.lesson().steps().size();
        for (int k = 0; k < n; k++) {
            Region dot = new Region();
            dot.getStyleClass().add("step-dot");
            dot.pseudoClassStateChanged(DONE, player.isDone(k));
            dot.pseudoClassStateChanged(HERE, k == player.at());
            dots.getChildren().add(dot);
        }
        Label count = new Label(text("lesson.count", player.at() + 1, n));
        count.setId("lesson-count");
        count.getStyleClass().add("muted");
        dots.getChildren().add(count);
        return dots;
    }

    private Node task(LessonPlayer player) {
        boolean done = player.isDone(player.at());
        Node words = prose.set(player.step().task().in(language));
        StackPane tick = new StackPane(icon(done ? Feather.CHECK_CIRCLE : Feather.CIRCLE, "tick"));
        tick.setAlignment(Pos.TOP_CENTER);
        reading.setText("");
        Lecture.show(reading, false);
        VBox both = new VBox(6, words, reading);
        HBox.setHgrow(both, Priority.ALWAYS);
        HBox task = new HBox(10, tick, both);
        task.setId("lesson-task");
        task.getStyleClass().add("task");
        task.pseudoClassStateChanged(DONE, done);
        return task;
    }

    /** The numbers that the task is about, as they are now. */
    void showReadings(List<Diagnostics.Entry> readings) {
        String words = readings.stream().map(e -> e.label() + "  " + NumberText.brief(e.value()) + (e.unit().isEmpty() ? "" : " " + e.unit())).collect(Collectors.joining("\n"));
        if (!words.equals(reading.getText())) {
            reading.setText(words);
            Lecture.show(reading, !words.isEmpty());
        }
    }

    private void showButtons(LessonPlayer player) {
        int at = player.at();
        boolean last = at == player.lesson().steps().size() - 1;
        List<Node> all = new ArrayList<>();
        if (player.step().hasTask() && !player.isDone(at)) {
            Button show = button("lesson-show", player.isShowing() ? text("lesson.showing") : text("lesson.show"), commands::showMe);
            show.setDisable(player.isShowing());
            all.add(show);
            if (!player.isHintDue()) {
                all.add(new IconButton("lesson-ask", Feather.HELP_CIRCLE, text("lesson.ask"), commands::hint));
            }
        }
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        all.add(gap);
        if (at > 0) {
            all.add(button("lesson-back", text("lesson.back"), () -> commands.go(at - 1)));
        }
        Button next = last ? button("lesson-finish", text("lesson.finish"), commands::finish) : button("lesson-next", text("lesson.next"), () -> commands.go(at + 1));
        if (player.isDone(at)) {
            next.getStyleClass().add("accent");
        }
        all.add(next);
        showButtons(all.toArray(Node[]::new));
    }

    // ---- the glossary

    void showGlossary() {
        head(text("lesson.glossary"), Optional.of(commands::list));
        List<Node> all = new ArrayList<>();
        glossary.all().stream().sorted((a, b) -> a.term().in(language).compareToIgnoreCase(b.term().in(language))).forEach(e -> {
            Label term = label(e.term().in(language), "name");
            term.setId("glossary-" + e.id());
            all.add(new VBox(2, term, prose.set(e.text().in(language))));
        });
        fill(all);
        content.getChildren().forEach(n -> n.getStyleClass().add("entry"));
        showButtons();
    }

    // ---- what all have

    private void head(String title, Optional<Runnable> back, Node... tools) {
        Label words = new Label(title);
        words.getStyleClass().add("title");
        words.setMinWidth(0);
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        head.getChildren().clear();
        back.ifPresent(b -> head.getChildren().add(new IconButton("lesson-list", Feather.CHEVRON_LEFT, text("lesson.all"), b)));
        head.getChildren().addAll(words, gap);
        head.getChildren().addAll(tools);
        head.getChildren().add(new IconButton("lesson-close", Feather.X, text("lesson.close"), commands::close));
    }

    private void fill(List<Node> nodes) {
        content.getStyleClass().remove("list");
        content.getChildren().setAll(nodes);
        scroll.setVvalue(0);
    }

    private void showButtons(Node... nodes) {
        buttons.getChildren().setAll(nodes);
        Lecture.show(buttons, nodes.length > 0);
    }

    private static Button button(String id, String words, Runnable action) {
        Button b = new Button(words);
        b.setId(id);
        b.setMinWidth(Region.USE_PREF_SIZE);
        b.setOnAction(_ -> action.run());
        return b;
    }

    private static FontIcon icon(Feather f, String styleClass) {
        FontIcon icon = new FontIcon(f);
        icon.getStyleClass().add(styleClass);
        return icon;
    }

    private static Label label(String words, String styleClass) {
        return Slip.line(words, styleClass);
    }

    private String text(String key, Object... inserted) {
        return language.text(key, inserted);
    }
}
