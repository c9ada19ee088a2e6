package org.pushforward.views.raster;

/**
 * Where a pane shows what: the maps of both axes, the box that may be drawn into and the box that the whole domain takes up (which
 * reaches beyond it when zoomed in). Pixels are those of the raster, y down; values have y up. Immutable.
 */
public record PlaneTransform(AxisMap x, AxisMap y, Box view) {

    /** The box of the whole domain. */
    public Box domain() {
        return new Box(x.pixel(x.from()), y.pixel(y.to()), x.pixel(x.to()), y.pixel(y.from()));
    }

    public double pixelX(double valueX) {
        return x.pixel(valueX);
    }

    public double pixelY(double valueY) {
        return y.pixel(valueY);
    }

    public double valueX(double pixelX) {
        return x.value(pixelX);
    }

    public double valueY(double pixelY) {
        return y.value(pixelY);
    }

    /** The camera after the picture was dragged by (dx, dy) pixels. */
    public Camera2D dragged(Camera2D camera, double dx, double dy) {
        return new Camera2D(camera.x() - dx / (x.a() * x.length()), camera.y() - dy / (y.a() * y.length()), camera.zoom());
    }

    /** The camera after zooming by a factor with the point under the pixel staying where it is. */
    public Camera2D zoomed(Camera2D camera, double pixelX, double pixelY, double factor) {
        Camera2D limited = camera.withZoom(camera.zoom() * factor);
        double kept = 1 - camera.zoom() / limited.zoom();
        return new Camera2D(camera.x() + kept * fromCentre(x, pixelX, camera.x()), camera.y() + kept * fromCentre(y, pixelY, camera.y()),
                limited.zoom());
    }

    /** How far the pixel is from where the camera looks, in lengths of the axis. */
    private static double fromCentre(AxisMap axis, double pixel, double offset) {
        double u = (pixel - axis.b()) / axis.a();
        return (u - axis.scaled(axis.from())) / axis.length() - 0.5 - offset;
    }
}
