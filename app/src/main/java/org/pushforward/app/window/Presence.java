package org.pushforward.app.window;

import javafx.animation.FadeTransition;
import javafx.animation.PauseTransition;
import javafx.animation.SequentialTransition;
import javafx.css.PseudoClass;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Rectangle;
import javafx.util.Duration;

/**
 * What lies over the window and takes no mouse: a halo around the pointer and the key that was pressed, so that an audience can follow;
 * and a ring around what a lesson points at.
 */
final class Presence extends Pane {

    private static final PseudoClass PRESSED = PseudoClass.getPseudoClass("pressed");
    private static final double RADIUS = 26;
    private static final double RING = 4;
    private static final double MARGIN = 24;
    private static final Duration SHOWN = Duration.seconds(1.6);
    private static final Duration FADES = Duration.millis(400);

    private final Circle halo = new Circle();
    private final HBox key = new HBox();
    private final Label sign = new Label();
    private final Label meaning = new Label();
    private final Rectangle ring = new Rectangle();
    private final FadeTransition fade = new FadeTransition(FADES, key);
    private final SequentialTransition goes = new SequentialTransition(new PauseTransition(SHOWN), fade);
    private boolean lecture;
    private double size = 1;

    Presence(Scene scene) {
        setId("presence");
        setMouseTransparent(true);
        setPickOnBounds(false);
        halo.setId("halo");
        halo.getStyleClass().add("halo");
        key.setId("pressed-key");
        key.getStyleClass().add("pressed-key");
        sign.getStyleClass().add("mono");
        key.getChildren().addAll(sign, meaning);
        ring.setId("pointing-ring");
        ring.getStyleClass().add("pointing-ring");
        for (Node n : new Node[] {halo, key, ring}) {
            n.setManaged(false);
            n.setVisible(false);
        }
        getChildren().addAll(ring, halo, key);
        fade.setToValue(0);
        goes.setOnFinished(_ -> key.setVisible(false));
        scene.addEventFilter(MouseEvent.ANY, this::follow);
    }

    private void follow(MouseEvent e) {
        if (!lecture || !e.getEventType().getSuperType().equals(MouseEvent.ANY)) {
            return;
        }
        halo.setVisible(e.getEventType() != MouseEvent.MOUSE_EXITED_TARGET || e.getTarget() != getScene());
        halo.setCenterX(e.getSceneX());
        halo.setCenterY(e.getSceneY());
        halo.pseudoClassStateChanged(PRESSED, e.isPrimaryButtonDown() || e.isSecondaryButtonDown());
    }

    /** @param factor by which everything is shown larger */
    void setLecture(boolean on, double factor) {
        lecture = on;
        size = factor;
        halo.setRadius(RADIUS * factor);
        if (!on) {
            halo.setVisible(false);
            key.setVisible(false);
        }
    }

    /** Shows a key and what it does for a moment. */
    void pressed(Shortcuts.Shortcut s) {
        if (!lecture) {
            return;
        }
        sign.setText(s.words());
        meaning.setText(s.meaning());
        key.setStyle("-fx-font-size: " + 16 * size + "px;");
        sign.setStyle("-fx-font-size: " + 18 * size + "px;");
        key.setOpacity(1);
        key.setVisible(true);
        key.applyCss();
        key.autosize();
        key.relocate(Math.round(0.5 * (getWidth() - key.getWidth())), Math.round(getHeight() - key.getHeight() - (MARGIN + 96) * size));
        goes.playFromStart();
    }

    /** Draws the ring around a node that is in sight, or none. */
    void pointAt(Node node) {
        Bounds b = node == null || !isInSight(node) ? null : sceneToLocal(node.localToScene(node.getLayoutBounds()));
        ring.setVisible(b != null && b.getWidth() > 0);
        if (b != null) {
            ring.setX(Math.rint(b.getMinX() - RING));
            ring.setY(Math.rint(b.getMinY() - RING));
            ring.setWidth(Math.rint(b.getWidth() + 2 * RING));
            ring.setHeight(Math.rint(b.getHeight() + 2 * RING));
        }
    }

    private static boolean isInSight(Node node) {
        for (Node n = node; n != null; n = n.getParent()) {
            if (!n.isVisible()) {
                return false;
            }
        }
        return node.getScene() != null;
    }
}
