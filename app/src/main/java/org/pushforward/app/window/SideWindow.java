package org.pushforward.app.window;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ChangeListener;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.controlsfx.control.NotificationPane;
import org.controlsfx.control.action.Action;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;
import org.pushforward.views.control.Theme;

/**
 * A window beside the workbench, for a table: it goes with its owner and with Escape, and its letters grow with the owner's. What the
 * owner says meanwhile, at its bottom where this window may lie over it, is said here too.
 */
final class SideWindow {

    private SideWindow() { }

    /** The scene is given back for keys of its own. */
    static Scene open(Window owner, String title, Parent root, double width, double height) {
        Stage stage = new Stage();
        stage.initOwner(owner);
        stage.setTitle(title);
        NotificationPane pane = new NotificationPane(root);
        pane.setShowFromTop(false);
        Theme.dress(pane);
        pane.getStyleClass().add("side-window");
        Scene scene = new Scene(pane, width, height);
        Bindings.bindContent(scene.getStylesheets(), owner.getScene().getStylesheets());
        scene.setOnKeyPressed(e -> {
            if (e.getCode() == KeyCode.ESCAPE) {
                stage.close();
            }
        });
        stage.setScene(scene);
        if (owner.getScene().lookup("#messages") instanceof MessageBar bar) {
            ChangeListener<MessageBar.Message> said = (_, _, m) -> say(m, pane);
            bar.messageProperty().addListener(said);
            stage.setOnHidden(_ -> bar.messageProperty().removeListener(said));
        }
        stage.show();
        return scene;
    }

    private static void say(MessageBar.Message m, NotificationPane pane) {
        if (m.signal() != Signal.OPEN) {
            pane.getActions().setAll(m.remedies().stream().map(r -> new Action(r.label(), _ -> r.action().run())).toList());
            pane.show(m.text());
        }
    }
}
