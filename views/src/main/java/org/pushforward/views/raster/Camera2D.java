package org.pushforward.views.raster;

/**
 * What a plane or a plot looks at: the offset from the centre of the domain, in widths and heights of the domain, and the zoom, 1 when
 * the domain just fits. Free of pixels and units, so panes of different size or domain can share one.
 */
public record Camera2D(double x, double y, double zoom) {

    public static final Camera2D FIT = new Camera2D(0, 0, 1);

    private static final double MIN_ZOOM = 0.25;
    private static final double MAX_ZOOM = 4096;

    public Camera2D {
        if (!Double.isFinite(x + y + zoom)) {
            throw new IllegalArgumentException("camera at " + x + ", " + y + ", zoom " + zoom);
        }
        zoom = Math.clamp(zoom, MIN_ZOOM, MAX_ZOOM);
        x = Math.clamp(x, -1, 1);
        y = Math.clamp(y, -1, 1);
    }

    public Camera2D withZoom(double newZoom) {
        return new Camera2D(x, y, newZoom);
    }
}
