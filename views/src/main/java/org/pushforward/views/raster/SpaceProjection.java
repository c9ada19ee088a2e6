package org.pushforward.views.raster;

/**
 * The orthographic projection of a box of space onto pixels: the plane's aspect ratio is kept, heights are scaled to a fixed share of
 * its longer side. Immutable.
 */
final class SpaceProjection {

    /** Height of the box over the longer side of its base. */
    private static final double HEIGHT = 0.5;

    private final double[] low;
    private final double[] high;
    private final double unit;
    private final double rise;
    private final double sinA;
    private final double cosA;
    private final double sinE;
    private final double cosE;
    private final double scale;
    private final double centreX;
    private final double centreY;

    SpaceProjection(double[] low, double[] high, OrbitCamera camera, Box room) {
        this.low = low;
        this.high = high;
        double longer = Math.max(high[0] - low[0], high[1] - low[1]);
        unit = 1 / longer;
        rise = high[2] > low[2] ? HEIGHT / (high[2] - low[2]) : 0;
        sinA = Math.sin(Math.toRadians(camera.azimuth()));
        cosA = Math.cos(Math.toRadians(camera.azimuth()));
        sinE = Math.sin(Math.toRadians(camera.elevation()));
        cosE = Math.cos(Math.toRadians(camera.elevation()));
        double diagonal = Math.hypot(high[0] - low[0], high[1] - low[1]) * unit;
        double fit = Math.min(room.width() / diagonal, room.height() / (diagonal * sinE + HEIGHT * cosE));
        scale = fit * camera.zoom();
        // The target of the camera is seen in the middle.
        centreX = 0.5 * (room.left() + room.right()) - scale * (cosA * camera.u() + sinA * camera.v());
        centreY = 0.5 * (room.top() + room.bottom()) + scale * (sinE * (cosA * camera.v() - sinA * camera.u()) + cosE * camera.w());
    }

    /** Pixels per scene unit. */
    double scale() {
        return scale;
    }

    private double u(double x) {
        return (x - 0.5 * (low[0] + high[0])) * unit;
    }

    private double v(double y) {
        return (y - 0.5 * (low[1] + high[1])) * unit;
    }

    private double w(double z) {
        return rise == 0 ? 0 : (z - 0.5 * (low[2] + high[2])) * rise;
    }

    double pixelX(double x, double y) {
        return centreX + scale * (cosA * u(x) + sinA * v(y));
    }

    double pixelY(double x, double y, double z) {
        return centreY - scale * (sinE * (cosA * v(y) - sinA * u(x)) + cosE * w(z));
    }

    /** Distance from the viewer, up to a constant. */
    double depth(double x, double y, double z) {
        return cosE * (cosA * v(y) - sinA * u(x)) - sinE * w(z);
    }

    /** Whether larger x, larger y lie farther from the viewer. */
    boolean xRecedes() {
        return sinA < 0;
    }

    boolean yRecedes() {
        return cosA > 0;
    }

    /** Slopes of a surface as seen: from slopes in data to those of the scaled box. */
    double slope(double perLength) {
        return perLength * rise / unit;
    }

    /** Light from above the viewer's left shoulder on a surface with the given slopes (∂z/∂x, ∂z/∂y) of the scaled box: 0.45 to 1.1. */
    double light(double slopeX, double slopeY) {
        double right = cosA * slopeX + sinA * slopeY;
        double away = cosA * slopeY - sinA * slopeX;
        double length = Math.sqrt(1 + right * right + away * away);
        // The normal is (−right, −away, 1)/length; the light comes from (−0.45, −0.45, 0.77).
        double diffuse = Math.max(0, (0.45 * right + 0.45 * away + 0.77) / length);
        return 0.45 + 0.65 * diffuse;
    }
}
