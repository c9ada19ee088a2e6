package org.pushforward.views.control;

import javafx.application.ConditionalFeature;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.stage.Screen;
import org.controlsfx.control.PopOver;

/**
 * A few controls or sentences beside what they belong to, in the theme of the program, with an arrow to it. A click elsewhere or Escape
 * closes it.
 */
public class Popover extends PopOver {

    private static final double ARROW = 8;
    private static final double RADIUS = 6;
    private static final double INDENT = 8;
    private static final double AIR = 8;
    private static final double MOST = 0.8;

    private final Region content;

    public Popover(Region content) {
        super(content);
        this.content = content;
        Theme.dress(getRoot());
        boolean seenThrough = Platform.isSupported(ConditionalFeature.TRANSPARENT_WINDOW);
        setArrowSize(seenThrough ? ARROW : 0);
        setCornerRadius(seenThrough ? RADIUS : 0);
        setArrowIndent(INDENT);
        setDetachable(false);
        setAnimated(false);
        setHideOnEscape(true);
        setConsumeAutoHidingEvents(false);
    }

    /** Opens below a node, above it where there is more room, and inside its screen. */
    public final void showAt(Node node) {
        Bounds b = node.localToScreen(node.getLayoutBounds());
        Rectangle2D screen = Screen.getScreensForRectangle(b.getMinX(), b.getMinY(), 1, 1).stream().findFirst().orElse(Screen.getPrimary()).getVisualBounds();
        measure(MOST * screen.getHeight());
        boolean below = b.getMaxY() + content.getPrefHeight() + ARROW + AIR <= screen.getMaxY() || screen.getMaxY() - b.getMaxY() >= b.getMinY() - screen.getMinY();
        double half = content.getPrefWidth() / 2 + AIR;
        double middle = (b.getMinX() + b.getMaxX()) / 2;
        setArrowLocation(middle - half < screen.getMinX() ? below ? ArrowLocation.TOP_LEFT : ArrowLocation.BOTTOM_LEFT
                : middle + half > screen.getMaxX() ? below ? ArrowLocation.TOP_RIGHT : ArrowLocation.BOTTOM_RIGHT
                : below ? ArrowLocation.TOP_CENTER : ArrowLocation.BOTTOM_CENTER);
        show(node, 0);
    }

    /** How large it wants to be is known by its style only, and where it goes depends on that. */
    private void measure(double most) {
        StackPane root = new StackPane(content);
        Theme.dress(root);
        new Scene(root);
        root.applyCss();
        content.setPrefWidth(Math.ceil(content.prefWidth(-1)));
        content.setPrefHeight(Math.min(most, Math.ceil(wantedHeight(content.getPrefWidth()))));
        root.getChildren().clear();
    }

    /** Height at a width, in the style of the program. */
    protected double wantedHeight(double width) {
        return content.prefHeight(width);
    }
}
