package org.pushforward.app.window;

import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;

/**
 * For the lecture hall: only panes, transport and messages, on the whole screen. However the full screen is left, by F11, Escape or the
 * window manager, everything that was there before comes back.
 */
final class Presentation {

    private static final PseudoClass PRESENTATION = PseudoClass.getPseudoClass("presentation");

    private final Stage stage;
    private final SessionTabs tabs;
    private final List<Node> surroundings;
    private List<Node> hidden = List.of();

    Presentation(Stage stage, SessionTabs tabs, Node... surroundings) {
        this.stage = stage;
        this.tabs = tabs;
        this.surroundings = List.of(surroundings);
        stage.setFullScreenExitHint("Esc brings the window back");
        stage.setFullScreenExitKeyCombination(KeyCombination.valueOf("Esc"));
        stage.fullScreenProperty().addListener((_, _, on) -> {
            if (!on) {
                end();
            }
        });
    }

    void toggle() {
        if (hidden.isEmpty()) {
            hidden = surroundings.stream().filter(Node::isVisible).toList();
            hidden.forEach(n -> show(n, false));
            showTabs(false);
            stage.setFullScreen(true);
        } else {
            stage.setFullScreen(false);
            end();
        }
    }

    private void end() {
        hidden.forEach(n -> show(n, true));
        showTabs(true);
        hidden = List.of();
    }

    private void showTabs(boolean on) {
        tabs.pseudoClassStateChanged(PRESENTATION, !on);
    }

    static void show(Node node, boolean on) {
        node.setVisible(on);
        node.setManaged(on);
    }
}
