package org.pushforward.views.raster;

/**
 * An orthographic look at a scene from azimuth (about the vertical axis, from the −y side, counter-clockwise) and elevation, negative
 * from below, both in degrees; zoom 1 shows all of the scene from every side. The scene turns about the target (u, v, w), which is seen
 * in the middle; it is given relative to the centre of the scene, in units of the longer side of its base. The light goes with the viewer.
 */
public record OrbitCamera(double azimuth, double elevation, double zoom, double u, double v, double w, Light light) {

    public static final OrbitCamera STANDARD = new OrbitCamera(-35, 32, 1);

    /** Farther than this from the centre there is nothing to look at. */
    private static final double REACH = 1;

    /** A look at the centre. */
    public OrbitCamera(double azimuth, double elevation, double zoom) {
        this(azimuth, elevation, zoom, 0, 0, 0);
    }

    public OrbitCamera(double azimuth, double elevation, double zoom, double u, double v, double w) {
        this(azimuth, elevation, zoom, u, v, w, Light.STANDARD);
    }

    public OrbitCamera {
        if (!Double.isFinite(azimuth + elevation + zoom + u + v + w)) {
            throw new IllegalArgumentException("camera at azimuth " + azimuth + ", elevation " + elevation + ", zoom " + zoom
                    + ", target " + u + ", " + v + ", " + w);
        }
        azimuth = Math.IEEEremainder(azimuth, 360);
        elevation = Math.clamp(elevation, -90, 90);
        zoom = Math.clamp(zoom, 0.2, 20);
        u = Math.clamp(u, -REACH, REACH);
        v = Math.clamp(v, -REACH, REACH);
        w = Math.clamp(w, -REACH, REACH);
    }

    /** After dragging by (dx, dy) pixels; 200 pixels turn by 90 degrees. */
    public OrbitCamera dragged(double dx, double dy) {
        return new OrbitCamera(azimuth - 0.45 * dx, elevation + 0.45 * dy, zoom, u, v, w, light);
    }

    /** After moving the scene by (right, down) across the view, in scene units. */
    public OrbitCamera panned(double right, double down) {
        double sinA = Math.sin(Math.toRadians(azimuth));
        double cosA = Math.cos(Math.toRadians(azimuth));
        double sinE = Math.sin(Math.toRadians(elevation));
        double cosE = Math.cos(Math.toRadians(elevation));
        // The view's right is (cos a, sin a, 0), its up is (−sin a sin e, cos a sin e, cos e).
        return new OrbitCamera(azimuth, elevation, zoom, u - right * cosA - down * sinA * sinE, v - right * sinA + down * cosA * sinE,
                w + down * cosE, light);
    }

    /** All of the scene from another side, in the same light. */
    public OrbitCamera from(double newAzimuth, double newElevation) {
        return new OrbitCamera(newAzimuth, newElevation, 1, 0, 0, 0, light);
    }

    public OrbitCamera withLight(Light from) {
        return new OrbitCamera(azimuth, elevation, zoom, u, v, w, from);
    }

    public OrbitCamera zoomed(double factor) {
        return new OrbitCamera(azimuth, elevation, zoom * factor, u, v, w, light);
    }
}
