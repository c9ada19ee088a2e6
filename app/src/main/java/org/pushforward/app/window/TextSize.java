package org.pushforward.app.window;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javafx.scene.Scene;
import org.pushforward.app.workspace.Preferences;
import org.pushforward.views.control.Zoom;

/**
 * How large everything in the window is: a size for work and one for the lecture hall, both remembered. Words, controls, panes and lines
 * grow together; a window that would have no room for them shows them as large as it can.
 */
final class TextSize {

    private static final List<Double> STEPS = List.of(0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5);
    private static final double LEAST_LECTURE = 1.5;
    private static final double MOST_LECTURE = 2.5;

    /** A window of this height has room for letters of the plain size, in a lecture. */
    private static final double LECTURE_HEIGHT = 620;

    /** Nothing can be laid out in less, at work and in a lecture. */
    private static final double WORK_WIDTH = 920;
    private static final double WORK_HEIGHT = 480;
    private static final double TALK_WIDTH = 600;
    private static final double TALK_HEIGHT = 330;

    private static final double LETTERS = 13;

    private final Scene scene;
    private final Zoom zoom;
    private final Preferences preferences;
    private final Runnable changed;
    private String sheet = "";
    private boolean lecture;

    TextSize(Scene scene, Zoom zoom, Preferences preferences, Runnable changed) {
        this.scene = scene;
        this.zoom = zoom;
        this.preferences = preferences;
        this.changed = changed;
        scene.widthProperty().addListener((_, _, _) -> apply());
        scene.heightProperty().addListener((_, _, _) -> apply());
    }

    void setLecture(boolean on) {
        lecture = on;
        apply();
    }

    /** One size larger or smaller. */
    void change(int by) {
        double now = zoom.factorProperty().get();
        (by > 0 ? STEPS.stream().filter(s -> s > now + 1e-6) : STEPS.reversed().stream().filter(s -> s < now - 1e-6)).findFirst()
                .ifPresent(s -> put(lecture ? Math.clamp(s, LEAST_LECTURE, MOST_LECTURE) : s));
    }

    /** As it is where nobody chose. */
    void reset() {
        put(lecture ? suggested() : 1);
    }

    private void put(double size) {
        preferences.put(name(), String.valueOf(size));
        apply();
    }

    private String name() {
        return lecture ? "lecture-size" : "text-size";
    }

    /** What the last row can read. */
    private double suggested() {
        return Math.clamp(Math.rint(4 * scene.getHeight() / LECTURE_HEIGHT) / 4, LEAST_LECTURE, MOST_LECTURE);
    }

    double factor() {
        return zoom.factorProperty().get();
    }

    /** In percent, for messages. */
    String words() {
        return Math.round(100 * factor()) + " %";
    }

    /** Shows everything as large as was chosen and as there is room for. */
    void apply() {
        double wanted = lecture ? preferences.number(name(), LEAST_LECTURE, MOST_LECTURE, suggested()) : preferences.number(name(), STEPS.getFirst(), STEPS.getLast(), 1);
        double room = lecture ? Math.min(scene.getWidth() / TALK_WIDTH, scene.getHeight() / TALK_HEIGHT)
                : Math.min(scene.getWidth() / WORK_WIDTH, scene.getHeight() / WORK_HEIGHT);
        double factor = scene.getWidth() > 0 ? Math.min(wanted, Math.max(Math.min(1, wanted), room)) : wanted;
        zoom.factorProperty().set(factor);
        popups(factor);
        changed.run();
    }

    /** Menus, tooltips, dialogs and tables are windows of their own: they get larger letters. Dialogs have the style sheets of their owner. */
    private void popups(double factor) {
        String next = factor == 1 ? "" : "data:text/css," + URLEncoder.encode(String.format(Locale.ROOT,
                ".root.popup, .context-menu, .tooltip, .root.workbench.dialog-pane *, .root.workbench.side-window * { -fx-font-size: %.1fpx; }", factor * LETTERS), StandardCharsets.UTF_8).replace("+", "%20");
        if (!next.equals(sheet) || !next.isEmpty() && !scene.getStylesheets().contains(next)) {
            scene.getStylesheets().removeIf(s -> s.startsWith("data:text/css,"));
            Stream.of(next).filter(s -> !s.isEmpty()).forEach(scene.getStylesheets()::add);
            sheet = next;
        }
    }
}
