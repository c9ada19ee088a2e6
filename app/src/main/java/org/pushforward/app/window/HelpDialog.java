package org.pushforward.app.window;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.stage.Window;
import org.pushforward.views.control.Theme;

/** The keys of the window. */
final class HelpDialog {

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
        alert.setTitle("Pushforward: keys");
        alert.setHeaderText("Keys");
        alert.getDialogPane().setContent(keys);
        Theme.dress(alert.getDialogPane());
        alert.show();
    }

    /** Never cut. */
    private static Label label(String text) {
        Label l = new Label(text);
        l.setMinWidth(Region.USE_PREF_SIZE);
        return l;
    }
}
