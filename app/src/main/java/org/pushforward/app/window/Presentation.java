package org.pushforward.app.window;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;

/**
 * For the lecture hall: only panes, transport and messages, on the whole screen. However the full screen is left, by F11, Escape or the
 * window manager, everything that was there before comes back.
 */
final class Presentation {

    private final Stage stage;
    private final List<Node> surroundings;
    private List<Node> hidden = List.of();

    Presentation(Stage stage, Node... surroundings) {
        this.stage = stage;
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
            stage.setFullScreen(true);
        } else {
            stage.setFullScreen(false);
            end();
        }
    }

    private void end() {
        hidden.forEach(n -> show(n, true));
        hidden = List.of();
    }

    static void show(Node node, boolean on) {
        node.setVisible(on);
        node.setManaged(on);
    }
}
