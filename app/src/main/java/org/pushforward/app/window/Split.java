package org.pushforward.app.window;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;

/** Parts beside each other whose shares only a hand changes: a window that grows or is laid out for the first time leaves them alone. */
final class Split extends SplitPane {

    private double[] shares;
    private double laidOut = -1;

    /** @param shares where the dividers are, as fractions; even parts if there are too few */
    Split(Orientation orientation, List<? extends Node> parts, List<Double> shares) {
        super(parts.toArray(Node[]::new));
        setOrientation(orientation);
        int n = parts.size();
        this.shares = shares.size() == n - 1 ? shares.stream().mapToDouble(Double::doubleValue).toArray()
                : IntStream.range(1, n).mapToDouble(k -> (double) k / n).toArray();
        setDividerPositions(this.shares);
        getDividers().forEach(d -> d.positionProperty().addListener((_, _, _) -> {
            if (isPressed()) {
                this.shares = getDividerPositions();
            }
        }));
    }

    List<Double> shares() {
        return Arrays.stream(shares).boxed().toList();
    }

    /** Puts another part in the place of one. */
    void replace(Node old, Node other) {
        getItems().set(getItems().indexOf(old), other);
        setDividerPositions(shares);
    }

    @Override
    protected void layoutChildren() {
        double length = getOrientation() == Orientation.HORIZONTAL ? getWidth() : getHeight();
        if (length != laidOut) {
            // Once for the new length, which moves the dividers, and once with the dividers back in their places.
            super.layoutChildren();
            laidOut = length;
            setDividerPositions(shares);
        }
        super.layoutChildren();
    }
}
