package org.pushforward.app.window;

import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;
import org.pushforward.views.text.Language;

/**
 * For the lecture hall: title, one formula, panes, the pinned parameters and the transport on the whole screen, in large letters, with a
 * halo around the pointer and the keys that are pressed. However the full screen is left, by F11, Escape or the window manager,
 * everything that was there before comes back.
 */
final class Lecture {

    private static final PseudoClass LECTURE = PseudoClass.getPseudoClass("lecture");

    private final Stage stage;
    private final SessionTabs tabs;
    private final Node root;
    private final LectureBar bar;
    private final SidePane side;
    private final TextSize size;
    private final Presence presence;
    private final Runnable changed;
    private final List<Node> surroundings;
    private List<Node> hidden = List.of();
    private boolean sideWasThere;
    private boolean on;

    /**
     * @param changed called when the lecture begins or ends
     * @param surroundings what is out of sight meanwhile
     */
    Lecture(Stage stage, SessionTabs tabs, Node root, LectureBar bar, SidePane side, TextSize size, Presence presence, Language language,
            Runnable changed, Node... surroundings) {
        this.stage = stage;
        this.tabs = tabs;
        this.root = root;
        this.bar = bar;
        this.side = side;
        this.size = size;
        this.presence = presence;
        this.changed = changed;
        this.surroundings = List.of(surroundings);
        show(bar, false);
        stage.setFullScreenExitHint(language.text("lecture.exit-hint"));
        stage.setFullScreenExitKeyCombination(KeyCombination.valueOf("Esc"));
        stage.fullScreenProperty().addListener((_, _, full) -> {
            if (!full) {
                end();
            }
        });
    }

    boolean isOn() {
        return on;
    }

    void toggle() {
        if (on) {
            stage.setFullScreen(false);
            end();
        } else {
            begin();
            stage.setFullScreen(true);
        }
    }

    private void begin() {
        on = true;
        hidden = surroundings.stream().filter(Node::isVisible).toList();
        hidden.forEach(n -> show(n, false));
        sideWasThere = side.isVisible();
        show(side, true);
        apply();
    }

    private void end() {
        if (on) {
            on = false;
            hidden.forEach(n -> show(n, true));
            show(side, sideWasThere);
            hidden = List.of();
            apply();
        }
    }

    private void apply() {
        show(bar, on);
        tabs.pseudoClassStateChanged(LECTURE, on);
        root.pseudoClassStateChanged(LECTURE, on);
        side.setLecture(on);
        size.setLecture(on);
        presence.setLecture(on, size.factor());
        changed.run();
    }

    static void show(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
