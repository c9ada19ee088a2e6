package org.pushforward.views.control;

import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;

/** Shows its content larger or smaller, as a browser does with a page: words, controls and lines by the same factor, laid out anew. */
public final class Zoom extends Region {

    private final Region content;
    private final Scale scale = new Scale();
    private final DoubleProperty factor = new SimpleDoubleProperty(this, "factor", 1);

    public Zoom(Region content) {
        this.content = content;
        content.getTransforms().add(scale);
        getChildren().add(content);
        scale.xProperty().bind(factor);
        scale.yProperty().bind(factor);
        factor.addListener((_, _, _) -> requestLayout());
        setMinSize(0, 0);
    }

    public DoubleProperty factorProperty() {
        return factor;
    }

    /** The content's width in its own units when this is so wide. */
    public double inner(double outer) {
        return outer / factor.get();
    }

    @Override
    protected void layoutChildren() {
        content.resizeRelocate(0, 0, Math.ceil(inner(getWidth())), Math.ceil(inner(getHeight())));
    }

    @Override
    protected double computePrefWidth(double height) {
        return content.prefWidth(-1) * factor.get();
    }

    @Override
    protected double computePrefHeight(double width) {
        return content.prefHeight(-1) * factor.get();
    }
}
