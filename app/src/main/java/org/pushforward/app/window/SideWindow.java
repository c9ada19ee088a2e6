package org.pushforward.app.window;

import javafx.beans.binding.Bindings;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.pushforward.views.control.Theme;

/** A window beside the workbench, for a table: it goes with its owner and with Escape, and its letters grow with the owner's. */
final class SideWindow {

    private SideWindow() { }

    /** The scene is given back for keys of its own. */
    static Scene open(Window owner, String title, Parent root, double width, double height) {
        Stage stage = new Stage();
        stage.initOwner(owner);
        stage.setTitle(title);
        Theme.dress(root);
        root.getStyleClass().add("side-window");
        Scene scene = new Scene(root, width, height);
        Bindings.bindContent(scene.getStylesheets(), owner.getScene().getStylesheets());
        scene.setOnKeyPressed(e -> {
            if (e.getCode() == KeyCode.ESCAPE) {
                stage.close();
            }
        });
        stage.setScene(scene);
        stage.show();
        return scene;
    }
}
