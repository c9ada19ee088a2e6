package org.pushforward.app.window;

import javafx.geometry.Bounds;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Popup;
import javafx.stage.Screen;
import org.pushforward.views.control.Theme;

/** A few sentences beside what they explain; a click elsewhere or Escape closes it. */
final class Slip extends Popup {

    private static final double WIDTH = 340;
    private static final double MOST = 0.8;
    private static final double FRAME = 2;

    private final VBox box = new VBox(6);
    private final ScrollPane scroll = new ScrollPane(box);

    Slip(String id) {
        box.getStyleClass().add("content");
        scroll.setId(id);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setPrefWidth(WIDTH);
        scroll.getStyleClass().add("slip");
        Theme.dress(scroll);
        getContent().add(scroll);
        setAutoHide(true);
        setHideOnEscape(true);
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

    /** Opens below a node, or where there is room. */
    void showAt(Node node) {
        Bounds b = node.localToScreen(node.getLayoutBounds());
        Rectangle2D screen = Screen.getScreensForRectangle(b.getMinX(), b.getMinY(), 1, 1).stream().findFirst().orElse(Screen.getPrimary()).getVisualBounds();
        show(node, b.getMinX(), b.getMaxY() + 4);
        // How many lines the sentences have is known by their style and width only.
        scroll.applyCss();
        scroll.setPrefHeight(Math.min(MOST * screen.getHeight(), Math.ceil(box.prefHeight(scroll.getPrefWidth() - FRAME)) + FRAME));
        sizeToScene();
        double x = Math.clamp(b.getMinX(), screen.getMinX(), Math.max(screen.getMinX(), screen.getMaxX() - getWidth() - 8));
        setX(x);
        if (getY() + getHeight() > screen.getMaxY()) {
            setY(Math.max(screen.getMinY(), b.getMinY() - getHeight() - 4));
        }
    }
}
