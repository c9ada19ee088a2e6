package org.pushforward.views.plane;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.pushforward.views.raster.Camera2D;
import org.pushforward.views.raster.OrbitCamera;

/** Where panes look, in the plane and in space. Panes that share one move together. */
public final class CameraModel {

    /** What a key moves: this part of what is seen, or so many pixels of dragging a scene. */
    private static final double NUDGE = 0.08;
    private static final double TURN = 24;

    private final ObjectProperty<Camera2D> plane = new SimpleObjectProperty<>(this, "plane", Camera2D.FIT);
    private final ObjectProperty<OrbitCamera> orbit = new SimpleObjectProperty<>(this, "orbit", OrbitCamera.STANDARD);

    public ObjectProperty<Camera2D> planeProperty() {
        return plane;
    }

    public ObjectProperty<OrbitCamera> orbitProperty() {
        return orbit;
    }

    /** Back to where everything is seen. Colors are not touched. */
    public void reset() {
        plane.set(Camera2D.FIT);
        orbit.set(OrbitCamera.STANDARD);
    }

    /** Moves the pictures of the plane and turns the scenes, as if dragged by a key's worth to the right and down. */
    public void nudge(int right, int down) {
        Camera2D c = plane.get();
        plane.set(new Camera2D(c.x() - NUDGE * right / c.zoom(), c.y() + NUDGE * down / c.zoom(), c.zoom()));
        orbit.set(orbit.get().dragged(TURN * right, TURN * down));
    }

    /** Zooms planes about their middle and scenes about their target. */
    public void zoom(double factor) {
        plane.set(plane.get().withZoom(plane.get().zoom() * factor));
        orbit.set(orbit.get().zoomed(factor));
    }
}
