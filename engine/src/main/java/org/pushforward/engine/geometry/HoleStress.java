package org.pushforward.engine.geometry;

/**
 * The stress around a round hole of radius a in an infinite plate that is pulled along x by 1 (Kirsch 1898, "Die Theorie der Elastizität und die Bedürfnisse der
 * Festigkeitslehre"): largest, 3, on the rim across the pull. In plane stress and plane strain alike.
 *
 * @param a radius
 */
public record HoleStress(double a) {

    /** (xx, yy, xy) at a point outside the hole. */
    public double[] at(double x, double y) {
        double r = Math.hypot(x, y);
        double q = a * a / (r * r);
        double cos = (x * x - y * y) / (r * r);
        double sin = 2 * x * y / (r * r);
        double radial = 0.5 * (1 - q) + 0.5 * (1 - 4 * q + 3 * q * q) * cos;
        double hoop = 0.5 * (1 + q) - 0.5 * (1 + 3 * q * q) * cos;
        double shear = -0.5 * (1 + 2 * q - 3 * q * q) * sin;
        double mean = 0.5 * (radial + hoop);
        double half = 0.5 * (radial - hoop);
        // Turned from the directions of r and θ to x and y.
        return new double[] {mean + half * cos - shear * sin, mean - half * cos + shear * sin, half * sin + shear * cos};
    }

    /** von Mises. */
    public double mises(double x, double y) {
        return PlaneStress.mises(at(x, y))[0];
    }
}
