package org.pushforward.engine.pde;

import java.util.Arrays;
import org.pushforward.engine.geometry.PlaneStress;
import org.pushforward.engine.geometry.RingMesh;
import org.pushforward.engine.numerics.SparseSystem;
import org.pushforward.engine.numerics.FourierLine;
import org.pushforward.engine.numerics.GaussianField;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;

/**
 * Plates [−1, 1]² with a hole in the middle, held at the bottom and pulled up at the top by 1: their stress by finite elements on an O-grid. The hole's radius is
 * the trigonometric interpolant of {@value #CODE} radii, drawn as least + range/(1 + e^g) with a smooth random g, as in the data of Li et al. 2023
 * (arXiv:2207.05209), whose plate is of rubber. Linear, plane stress, ν = 0.3. Stateless but for its mesh.
 */
final class HolePlates {

    /** Radii that say what a hole is. */
    static final int CODE = 16;
    private static final double POISSON = 0.3;
    private static final int WAVES = 4;
    private static final GaussianField SHAPE = GaussianField.matern(1, WAVES, 1.6, 0.25, 2);
    /** g is known at so many angles. */
    private static final int PLACES = 16;

    private final double least;
    private final double range;
    private final int layers;
    private final int around;
    private final double growth;
    private final SparseSystem order;

    /**
     * @param least radius of a hole
     * @param range of its radii
     * @param around rays, a multiple of 8
     */
    HolePlates(double least, double range, int layers, int around, double growth) {
        this.least = least;
        this.range = range;
        this.layers = layers;
        this.around = around;
        this.growth = growth;
        RingMesh any = RingMesh.of(_ -> 0.5, RingMesh.square(1), layers, around, growth);
        order = PlaneStress.order(any.xy(), any.triangles());
    }

    /** @param stress of von Mises at the nodes of the mesh */
    record Plate(double[] radii, RingMesh mesh, double[] stress) {

        /** Mean of the highest tenth of the rim's: less a matter of one triangle than the largest. */
        double peak() {
            double[] rim = Arrays.copyOf(stress, mesh.around());
            Arrays.sort(rim);
            int n = Math.max(1, rim.length / 10);
            return Arrays.stream(rim, rim.length - n, rim.length).average().orElseThrow();
        }
    }

    int nodes() {
        return (layers + 1) * around;
    }

    int layers() {
        return layers;
    }

    int around() {
        return around;
    }

    /** s_i of a layer. */
    double share(int layer) {
        return RingMesh.share(layer, layers, growth);
    }

    /** Radii of the hole of that number. */
    double[] radii(Philox random, int number) {
        return Arrays.stream(SHAPE.sample(random, number, PLACES)).map(g -> least + range / (1 + Math.exp(g))).toArray();
    }

    /**
     * Radii against a slope, among holes as they are drawn: a step of g in the waves of the random field over their deviations, and not farther than so many of them
     * from g = 0.
     */
    double[] moved(double[] radii, double[] slope, double length, double farthest) {
        int d = 2 * WAVES;
        double[] z = new double[d];
        double[] down = new double[d];
        for (int k = 0; k < CODE; k++) {
            double share = Math.clamp((radii[k] - least) / range, 0.02, 0.98);
            double g = Math.log(1 / share - 1);
            for (int j = 0; j < d; j++) {
                z[j] += 2.0 / CODE * g * wave(j, k) / deviation(j);
                down[j] -= slope[k] * -range * share * (1 - share) * wave(j, k) * deviation(j);
            }
        }
        double steep = Math.max(1e-12, Vectors.norm(down));
        for (int j = 0; j < d; j++) {
            z[j] += length * down[j] / steep;
        }
        double shrink = Math.min(1, farthest / Vectors.norm(z));
        double[] moved = new double[CODE];
        for (int k = 0; k < CODE; k++) {
            double g = 0;
            for (int j = 0; j < d; j++) {
                g += shrink * z[j] * deviation(j) * wave(j, k);
            }
            moved[k] = least + range / (1 + Math.exp(g));
        }
        return moved;
    }

    private static double wave(int j, int place) {
        double angle = 2 * Math.PI * (j / 2 + 1) * place / CODE;
        return j % 2 == 0 ? Math.cos(angle) : Math.sin(angle);
    }

    private static double deviation(int j) {
        return Math.sqrt(SHAPE.variance(j / 2 + 1));
    }

    /** Of radii at evenly spaced angles, the radius at any; of an even number of radii the last wave is a cosine. */
    static double radius(double[] radii, double angle) {
        double[] weights = weights(radii.length, angle);
        double sum = 0;
        for (int k = 0; k < radii.length; k++) {
            sum += weights[k] * radii[k];
        }
        return sum;
    }

    /** What each radius has in the radius at an angle: Dirichlet's kernel. */
    static double[] weights(int n, double angle) {
        double[] w = new double[n];
        for (int k = 0; k < n; k++) {
            double d = angle - 2 * Math.PI * k / n;
            double sum = 1;
            for (int m = 1; m < n / 2; m++) {
                sum += 2 * Math.cos(m * d);
            }
            w[k] = (sum + Math.cos(n / 2 * d)) / n;
        }
        return w;
    }

    /** The area of a hole of these radii: ½ ∫ r². */
    static double area(double[] radii) {
        double[] fine = FourierLine.values(FourierLine.coefficients(radii), 4 * radii.length);
        return Math.PI * Arrays.stream(fine).map(r -> r * r).average().orElseThrow();
    }

    RingMesh mesh(double[] radii) {
        return RingMesh.of(a -> radius(radii, a), RingMesh.square(1), layers, around, growth);
    }

    Plate plate(double[] radii) {
        RingMesh mesh = mesh(radii);
        PlaneStress s = PlaneStress.uniform(mesh.xy(), mesh.triangles(), 1, POISSON, order);
        double[] f = new double[2 * mesh.nodes()];
        boolean[] held = new boolean[f.length];
        for (int j = 0; j < around; j++) {
            int a = mesh.node(layers, j);
            int b = mesh.node(layers, (j + 1) % around);
            if (mesh.xy()[2 * a + 1] > 1 - 1e-9 && mesh.xy()[2 * b + 1] > 1 - 1e-9) {
                s.pull(f, a, b, 0, 1);
            }
            if (mesh.xy()[2 * a + 1] < 1e-9 - 1) {
                held[2 * a] = held[2 * a + 1] = true;
            }
        }
        return new Plate(radii, mesh, PlaneStress.mises(s.nodalStress(s.solve(f, held, new double[f.length]))));
    }

    /** That of a hole drawn at random. */
    Plate plate(Philox random, int number) {
        return plate(radii(random, number));
    }
}
