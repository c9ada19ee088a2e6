package org.pushforward.views.plane;

import javafx.beans.binding.BooleanBinding;
import javafx.geometry.Insets;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;

/**
 * The line above a picture: title, subtitle and tools. Where the tools leave no room for the title they lie over it, and are seen only
 * while the mouse is in the pane or a tool has the focus.
 */
final class PaneHead extends Region {

    private static final double GAP = 12;

    /** A stub of a subtitle says nothing. */
    private static final double LEAST_SUBTITLE = 36;

    private final Label title;
    private final Label subtitle;
    private final PaneToolbar tools;
    private final BooleanBinding wanted;

    PaneHead(String titleText, String subtitleText, PaneToolbar tools, Region pane) {
        title = new Label(titleText);
        title.getStyleClass().add("title");
        subtitle = new Label(subtitleText);
        subtitle.getStyleClass().add("muted");
        this.tools = tools;
        wanted = pane.hoverProperty().or(tools.focusWithinProperty());
        wanted.addListener((_, _, _) -> requestLayout());
        getStyleClass().add("head");
        getChildren().addAll(title, subtitle, tools);
        Rectangle clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
    }

    void setTexts(String titleText, String subtitleText) {
        title.setText(titleText);
        subtitle.setText(subtitleText);
    }

    /** Whether title and tools have room beside each other. */
    boolean isRoomy() {
        Insets in = getInsets();
        return in.getLeft() + title.prefWidth(-1) + GAP + tools.prefWidth(-1) + in.getRight() <= getWidth();
    }

    @Override
    protected void layoutChildren() {
        Insets in = getInsets();
        double toolsWidth = tools.prefWidth(-1);
        double right = getWidth() - in.getRight();
        place(tools, right - toolsWidth, toolsWidth);
        tools.setOpacity(isRoomy() || wanted.get() ? 1 : 0);
        double end = isRoomy() ? right - toolsWidth - GAP : right;
        double titleWidth = Math.clamp(end - in.getLeft(), 0, Math.ceil(title.prefWidth(-1)));
        place(title, in.getLeft(), titleWidth);
        title.setVisible(isRoomy() || !wanted.get());
        double x = in.getLeft() + titleWidth + GAP;
        double room = Math.min(end - x, Math.ceil(subtitle.prefWidth(-1)));
        place(subtitle, x, Math.max(0, room));
        subtitle.setVisible(title.isVisible() && room >= LEAST_SUBTITLE);
    }

    private void place(Region r, double x, double width) {
        double h = Math.ceil(r.prefHeight(-1));
        r.resizeRelocate(Math.floor(x), Math.round(0.5 * (getHeight() - h)), width, h);
    }

    @Override
    protected double computePrefHeight(double width) {
        return getInsets().getTop() + Math.ceil(tools.prefHeight(-1)) + getInsets().getBottom();
    }

    @Override
    protected double computeMinWidth(double height) {
        return 0;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 0;
    }
}
