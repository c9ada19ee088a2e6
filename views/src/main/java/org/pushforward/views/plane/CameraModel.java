package org.pushforward.views.plane;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.pushforward.views.raster.Camera2D;
import org.pushforward.views.raster.OrbitCamera;

/** Where panes look, in the plane and in space. Panes that share one move together. */
public final class CameraModel {

    private final ObjectProperty<Camera2D> plane = new SimpleObjectProperty<>(this, "plane", Camera2D.FIT);
    private final ObjectProperty<OrbitCamera> orbit = new SimpleObjectProperty<>(this, "orbit", OrbitCamera.STANDARD);

    public ObjectProperty<Camera2D> planeProperty() {
        return plane;
    }

    public ObjectProperty<OrbitCamera> orbitProperty() {
        return orbit;
    }

    /** Back to where everything is seen. Colours are not touched. */
    public void reset() {
        plane.set(Camera2D.FIT);
        orbit.set(OrbitCamera.STANDARD);
    }
}
