package org.pushforward.engine.mesh;

import java.util.List;

/**
 * Problems on the unit square with known solutions: u_t + b·∇u = νΔu.
 *
 * <ul>
 * <li>burgers: b = (u, u), u = 1/(1 + exp((x + y − t)/2ν)), a front that goes from corner to corner.
 * <li>cone: b = 2π(½ − y, x − ½), ν = 0, a cone of radius 0.2 about (½, ¾) that goes round in one unit of time.
 * <li>constant: b = (u, u), u = 1; the mesh follows the front of burgers.
 * </ul>
 */
record FrontProblem(String name, double nu) {

    static final List<String> NAMES = List.of("burgers", "cone", "constant");
    private static final double RADIUS = 0.2;
    private static final String STILL = "still";

    /** Burgers' equation with zero on the sides, for starts of other people's. */
    static FrontProblem still(double nu) {
        return new FrontProblem(STILL, nu);
    }

    double exact(double x, double y, double t) {
        if (name.equals(STILL)) {
            return 0;
        }
        return name.equals("constant") ? 1 : wave(x, y, t);
    }

    /** What the mesh is to follow. */
    double wave(double x, double y, double t) {
        if (name.equals("cone")) {
            double c = Math.cos(2 * Math.PI * t);
            double s = Math.sin(2 * Math.PI * t);
            double dx = x - 0.5 + 0.25 * s;
            double dy = y - 0.5 - 0.25 * c;
            return Math.max(0, 1 - Math.hypot(dx, dy) / RADIUS);
        }
        return 1 / (1 + Math.exp((x + y - t) / (2 * nu)));
    }

    boolean isNonlinear() {
        return !name.equals("cone");
    }

    double diffusion() {
        return name.equals("cone") ? 0 : nu;
    }

    double velocityX(double y, double u) {
        return name.equals("cone") ? 2 * Math.PI * (0.5 - y) : u;
    }

    double velocityY(double x, double u) {
        return name.equals("cone") ? 2 * Math.PI * (x - 0.5) : u;
    }
}
