package org.pushforward.views.control;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/**
 * A number that changes many times a second. It keeps the room it once needed, so that nothing jumps, and as long as that is enough a new
 * text lays out nothing but itself: its label is not managed, so what surrounds it does not hear of it.
 */
final class Numeral extends Region {

    private final Label label;
    private double room;

    /**
     * @param label shows the text; styled by the caller
     * @param room width that is kept at least
     */
    Numeral(Label label, double room, Pos alignment) {
        this.label = label;
        this.room = room;
        label.setManaged(false);
        label.setAlignment(alignment);
        getChildren().add(label);
    }

    String text() {
        return label.getText();
    }

    void show(String text) {
        if (!text.equals(label.getText())) {
            label.setText(text);
            widen();
        }
    }

    private void widen() {
        double needed = Math.ceil(label.prefWidth(-1));
        if (needed > room) {
            room = needed;
            requestLayout();
        }
    }

    @Override
    protected void layoutChildren() {
        // The first layout is the first with the styles.
        widen();
        label.resizeRelocate(0, 0, getWidth(), getHeight());
    }

    @Override
    protected double computeMinWidth(double height) {
        return computePrefWidth(height);
    }

    @Override
    protected double computePrefWidth(double height) {
        return Math.max(room, Math.ceil(label.prefWidth(-1)));
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        return label.prefHeight(-1);
    }

    @Override
    public double getBaselineOffset() {
        return label.getBaselineOffset();
    }
}
