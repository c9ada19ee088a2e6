package org.pushforward.app.window;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.pushforward.views.control.Popover;

/** A few sentences beside what they explain. */
final class Slip extends Popover {

    private static final double WIDTH = 340;

    private final VBox box;
    private final ScrollPane scroll;

    Slip(String id) {
        VBox lines = new VBox(6);
        ScrollPane around = new ScrollPane(lines);
        super(around);
        box = lines;
        scroll = around;
        box.getStyleClass().add("content");
        scroll.setId(id);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setPrefWidth(WIDTH);
        scroll.getStyleClass().add("slip");
    }

    /** Puts a heading and what stands under it in the place of what was there. */
    Slip say(String heading, Node... under) {
        Label title = new Label(heading);
        title.getStyleClass().add("title");
        title.setWrapText(true);
        box.getChildren().setAll(title);
        box.getChildren().addAll(under);
        return this;
    }

    /** As large as the rest of the window. */
    Slip scaled(double factor) {
        scroll.setStyle("-fx-font-size: " + 13 * factor + "px;");
        scroll.setPrefWidth(WIDTH * factor);
        return this;
    }

    static Label line(String text, String styleClass) {
        Label l = new Label(text);
        l.setWrapText(true);
        l.setMinHeight(Region.USE_PREF_SIZE);
        l.getStyleClass().add(styleClass);
        return l;
    }

    @Override
    protected double wantedHeight(double width) {
        return box.prefHeight(width);
    }
}
