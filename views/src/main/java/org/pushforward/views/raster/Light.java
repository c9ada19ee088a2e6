package org.pushforward.views.raster;

/**
 * Where a 3D scene is lit from: a vector of length 1 towards the light as the viewer sees it, to the right, down and away. A surface is as bright as
 * {@code 0.45 + 0.65 max(0, n·l)}.
 */
public record Light(double x, double y, double z) {

    public static final double AMBIENT = 0.45;
    public static final double DIFFUSE = 0.65;
    /** From above the viewer's left shoulder. */
    public static final Light STANDARD = new Light(-0.45, -0.77, -0.45);
    /** Degrees that a pixel of dragging turns it by. */
    private static final double TURN = 0.45;

    public Light {
        if (!(Math.abs(Math.sqrt(x * x + y * y + z * z) - 1) < 0.01)) {
            throw new IllegalArgumentException("a light from " + x + ", " + y + ", " + z);
        }
    }

    /** After dragging it by (right, down) pixels; it stays between straight up and straight down. */
    public Light turned(double right, double down) {
        double up = Math.clamp(Math.asin(Math.clamp(-y, -1, 1)) - Math.toRadians(TURN * down), -0.5 * Math.PI, 0.5 * Math.PI);
        double side = Math.atan2(x, -z) + Math.toRadians(TURN * right);
        return new Light(Math.sin(side) * Math.cos(up), -Math.sin(up), -Math.cos(side) * Math.cos(up));
    }

    /** How bright a surface is whose normal is (nx, ny, nz), of any length and either sign: its side that is seen counts. */
    double on(double nx, double ny, double nz) {
        double length = Math.sqrt(nx * nx + ny * ny + nz * nz);
        double cos = nx * x + ny * y + nz * z;
        return length > 0 ? AMBIENT + DIFFUSE * Math.max(0, nz > 0 ? -cos : cos) / length : 1;
    }
}
