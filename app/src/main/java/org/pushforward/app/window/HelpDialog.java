package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.learn.Networks;
import org.pushforward.views.control.Theme;

/** The keys of the window, and what program this is on what machine. */
final class HelpDialog {

    private static final double TEXT_WIDTH = 640;

    private HelpDialog() { }

    static void show(Window owner, List<Shortcuts.Shortcut> shortcuts) {
        Map<String, String> keysOf = new LinkedHashMap<>();
        shortcuts.forEach(s -> keysOf.merge(s.meaning(), s.words(), (a, b) -> a + ", " + b));
        GridPane keys = new GridPane(24, 8);
        keys.setId("help");
        int half = (keysOf.size() + 1) / 2;
        int k = 0;
        for (var e : keysOf.entrySet()) {
            Label key = label(e.getValue());
            key.getStyleClass().add("mono");
            keys.add(key, k < half ? 0 : 2, k % half);
            keys.add(label(e.getKey()), k < half ? 1 : 3, k % half);
            k++;
        }
        Alert alert = new Alert(Alert.AlertType.NONE, "", ButtonType.CLOSE);
        alert.initOwner(owner);
        alert.setTitle(say("help.title"));
        alert.setHeaderText(say("help.header"));
        alert.getDialogPane().setContent(new VBox(24, keys, about()));
        Theme.dress(alert.getDialogPane());
        alert.show();
    }

    /** What networks are computed with is known once libtorch is loaded and tried, which a click on help is not kept waiting for. */
    private static VBox about() {
        Label networks = wrapped(say("help.loading"));
        networks.setId("networks");
        Thread.ofVirtual().start(() -> {
            String words = Networks.arithmetic(new CancelToken());
            Platform.runLater(() -> {
                networks.setText(say("help.networks", words));
                // Help may be closed by then.
                Optional.ofNullable(networks.getScene()).map(Scene::getWindow).ifPresent(Window::sizeToScene);
            });
        });
        return new VBox(8, wrapped("Pushforward " + Program.version() + ", " + Program.machine()), networks);
    }

    private static Label wrapped(String text) {
        Label l = new Label(text);
        l.setWrapText(true);
        l.setMinHeight(Region.USE_PREF_SIZE);
        l.setMaxWidth(TEXT_WIDTH);
        return l;
    }

    /** Never cut. */
    private static Label label(String text) {
        Label l = new Label(text);
        l.setMinWidth(Region.USE_PREF_SIZE);
        return l;
    }
}
