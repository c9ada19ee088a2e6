package org.pushforward.views.raster;

/**
 * The orthographic projection of a box of space onto pixels: the aspect ratio is kept, except that heights that are no lengths are
 * scaled to a fixed share of the base's longer side. Immutable.
 */
final class SpaceProjection {

    /** What is in the box: z is scaled to a share of the base, or is a length as x and y are; a ball fits from every side. */
    enum Shape { HEIGHTS, LENGTHS, BALL }

    private static final double BALL_SHARE = 0.92;
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

    SpaceProjection(double[] low, double[] high, OrbitCamera camera, Shape shape, Box room) {
        boolean lengths = shape != Shape.HEIGHTS;
        this.low = low;
        this.high = high;
        double longer = Math.max(high[0] - low[0], high[1] - low[1]);
        unit = 1 / (lengths ? Math.max(longer, high[2] - low[2]) : longer);
        rise = lengths ? unit : high[2] > low[2] ? HEIGHT / (high[2] - low[2]) : 0;
        sinA = Math.sin(Math.toRadians(camera.azimuth()));
        cosA = Math.cos(Math.toRadians(camera.azimuth()));
        sinE = Math.sin(Math.toRadians(camera.elevation()));
        cosE = Math.cos(Math.toRadians(camera.elevation()));
        double diagonal = Math.hypot(high[0] - low[0], high[1] - low[1]) * unit;
        double tall = lengths ? (high[2] - low[2]) * unit : HEIGHT;
        double fit = switch (shape) {
            case BALL -> Math.min(room.width(), room.height()) * BALL_SHARE;
            default -> Math.min(room.width() / diagonal, room.height() / (diagonal * Math.abs(sinE) + tall * cosE));
        };
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

    /** Whether the scene is seen from above. */
    boolean fromAbove() {
        return sinE >= 0;
    }

    /** Points of dimension 2, which lie at height {@code floor}, or 3 in the scene: u, v, w. */
    double[] place(double[] c, int dimension, double floor) {
        int n = c.length / dimension;
        double[] p = new double[3 * n];
        for (int k = 0; k < n; k++) {
            p[3 * k] = u(c[k * dimension]);
            p[3 * k + 1] = v(c[k * dimension + 1]);
            p[3 * k + 2] = w(dimension > 2 ? c[k * dimension + 2] : floor);
        }
        return p;
    }

    /** The corners of the box in the scene. */
    double[][] corners() {
        return new double[][] {place(low, 3, 0), place(high, 3, 0)};
    }

    /** What lies at a pixel at this distance: x, y, z. */
    double[] data(double pixelX, double pixelY, double away) {
        double a = (pixelX - centreX) / scale;
        double d = (pixelY - centreY) / scale;
        double f = away / scale;
        // The rows of the matrix are orthogonal, so its transpose goes back.
        double u = cosA * a + sinE * sinA * d - cosE * sinA * f;
        double v = sinA * a - sinE * cosA * d + cosE * cosA * f;
        double w = -cosE * d - sinE * f;
        return new double[] {u / unit + 0.5 * (low[0] + high[0]), v / unit + 0.5 * (low[1] + high[1]), (rise == 0 ? 0 : w / rise) + 0.5 * (low[2] + high[2])};
    }

    /** A length of the plane in the scene. */
    double sceneLength(double length) {
        return length * unit;
    }

    /** From the scene to pixels: right, down, away; a row each. */
    double[] matrix() {
        return new double[] {scale * cosA, scale * sinA, 0, centreX,
            scale * sinE * sinA, -scale * sinE * cosA, -scale * cosE, centreY,
            -scale * cosE * sinA, scale * cosE * cosA, -scale * sinE, 0};
    }
}
