package org.pushforward.app.window;

import java.util.List;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.stage.Window;
import org.pushforward.views.control.Theme;

/** The keys of the window. */
final class HelpDialog {

    private HelpDialog() { }

    static void show(Window owner, List<Shortcuts.Shortcut> shortcuts) {
        GridPane keys = new GridPane(32, 8);
        keys.setId("help");
        for (int k = 0; k < shortcuts.size(); k++) {
            Label key = new Label(shortcuts.get(k).keys().replace("Shortcut", "Ctrl").replace("+", " + "));
            key.getStyleClass().add("mono");
            int half = (shortcuts.size() + 1) / 2;
            keys.add(key, k < half ? 0 : 2, k % half);
            keys.add(new Label(shortcuts.get(k).meaning()), k < half ? 1 : 3, k % half);
        }
        Alert alert = new Alert(Alert.AlertType.NONE, "", ButtonType.CLOSE);
        alert.initOwner(owner);
        alert.setTitle("Pushforward: keys");
        alert.setHeaderText("Keys");
        alert.getDialogPane().setContent(keys);
        alert.getDialogPane().getStylesheets().setAll(Theme.sheets());
        alert.getDialogPane().getStyleClass().add("workbench");
        alert.show();
    }
}
