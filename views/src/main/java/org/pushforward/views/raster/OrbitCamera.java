package org.pushforward.views.raster;

/**
 * An orthographic look at the centre of a scene from azimuth (about the vertical axis, from the −y side, counter-clockwise) and
 * elevation, both in degrees; zoom 1 shows all of the scene from every side.
 */
public record OrbitCamera(double azimuth, double elevation, double zoom) {

    public static final OrbitCamera STANDARD = new OrbitCamera(-35, 32, 1);

    public OrbitCamera {
        if (!Double.isFinite(azimuth + elevation + zoom)) {
            throw new IllegalArgumentException("camera at azimuth " + azimuth + ", elevation " + elevation + ", zoom " + zoom);
        }
        azimuth = Math.IEEEremainder(azimuth, 360);
        elevation = Math.clamp(elevation, 0, 90);
        zoom = Math.clamp(zoom, 0.2, 20);
    }

    /** After dragging by (dx, dy) pixels; 200 pixels turn by 90 degrees. */
    public OrbitCamera dragged(double dx, double dy) {
        return new OrbitCamera(azimuth - 0.45 * dx, elevation + 0.45 * dy, zoom);
    }

    public OrbitCamera zoomed(double factor) {
        return new OrbitCamera(azimuth, elevation, zoom * factor);
    }
}
