package org.pushforward.engine.mesh;

import java.util.function.DoubleBinaryOperator;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MovedMesh;
import org.pushforward.engine.numerics.GaussLegendre;

/**
 * L2 error of continuous piecewise linear interpolation on a mesh: (∫(f − I f)²)^½ over the domain.
 *
 * <p>Each quadrilateral is cut into two triangles along its diagonal from south-west to north-east, and f is interpolated linearly in
 * their corners. 8 × 8 Gauss-Legendre points per triangle through the collapsed square (exact to degree 14). Second order in the cell
 * size. Pure.
 */
final class InterpolationError {

    private static final GaussLegendre GAUSS = new GaussLegendre(8);

    private InterpolationError() { }

    static double of(MeshGrid grid, double[] xy, SampleFunction f) {
        return of(grid, xy, values(f));
    }

    static double of(MeshGrid grid, double[] xy, DoubleBinaryOperator f) {
        double sum = 0;
        int east = 2 * (grid.ny() + 1);
        for (int c = 0; c < grid.nx() * grid.ny(); c++) {
            int a = MovedMesh.southWest(grid, c);
            sum += squared(xy, a, a + east, a + east + 2, f) + squared(xy, a, a + east + 2, a + 2, f);
        }
        return Math.sqrt(sum);
    }

    /** The same on triangles, three node numbers each. */
    static double of(double[] xy, int[] triangles, SampleFunction of) {
        DoubleBinaryOperator f = values(of);
        double sum = 0;
        for (int k = 0; k < triangles.length; k += 3) {
            sum += squared(xy, 2 * triangles[k], 2 * triangles[k + 1], 2 * triangles[k + 2], f);
        }
        return Math.sqrt(sum);
    }

    /** ∫(f − I f)² over the triangle with corners at the given places of {@code xy}. */
    private static double squared(double[] xy, int a, int b, int c, DoubleBinaryOperator f) {
        double ux = xy[b] - xy[a];
        double uy = xy[b + 1] - xy[a + 1];
        double vx = xy[c] - xy[a];
        double vy = xy[c + 1] - xy[a + 1];
        double fa = f.applyAsDouble(xy[a], xy[a + 1]);
        double fb = f.applyAsDouble(xy[b], xy[b + 1]);
        double fc = f.applyAsDouble(xy[c], xy[c + 1]);
        double sum = 0;
        for (int i = 0; i < GAUSS.size(); i++) {
            double r = GAUSS.node(i);
            for (int j = 0; j < GAUSS.size(); j++) {
                double s = r * (1 - GAUSS.node(j));
                double t = r * GAUSS.node(j);
                double e = f.applyAsDouble(xy[a] + s * ux + t * vx, xy[a + 1] + s * uy + t * vy) - (fa + s * (fb - fa) + t * (fc - fa));
                sum += GAUSS.weight(i) * GAUSS.weight(j) * r * e * e;
            }
        }
        return sum * Math.abs(ux * vy - uy * vx);
    }

    private static DoubleBinaryOperator values(SampleFunction f) {
        double[] jet = new double[SampleFunction.JET];
        return (x, y) -> {
            f.jet(x, y, jet);
            return jet[SampleFunction.F];
        };
    }
}
