package org.pushforward.engine.data;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.numerics.Philox;

/**
 * Made-up scans with two blobs of the same size in noise, one solid and one hollow, of which a vector of numbers about the patient says which is the lesion: the sign of its
 * first number, positive for the solid one; the others say nothing. As the scan alone tells nothing of it, an answer that has a share a of the voxels of one
 * and b of the other has the expected Dice (a + b)/(a + b + 1) at most, which is 2/3 for both and ½ for one. Immutable and thread-safe.
 *
 * @param side voxels along each axis
 * @param squaredRadius of the blobs, whose centres are voxels, so that both have equally many
 * @param noise deviation at every voxel, of a blob of brightness 1
 */
public record BlobPhantoms(int side, int squaredRadius, double noise) {

    /** Numbers about a patient. */
    public static final int FEATURES = 4;
    /** The best expected Dice of an answer that does not know the patient. */
    public static final double CEILING = 2.0 / 3;

    private static final int LARGEST = 9;
    private static final int TRIES = 200;
    /** Of the squared radius: the hole of the hollow blob. */
    private static final double HOLE = 1.0 / 3;

    /**
     * One scan.
     *
     * @param voxels side³, x fastest
     * @param solid and {@code hollow}: 1 in the blob, its hole included, else 0
     */
    public record Scan(double[] voxels, double[] solid, double[] hollow, double[] patient) {

        public boolean isSolid() {
            return patient[0] > 0;
        }

        /** What is to be found. */
        public double[] lesion() {
            return isSolid() ? solid : hollow;
        }

        /** The same scan of a patient of whom the other blob is the lesion. */
        public Scan flipped() {
            double[] other = patient.clone();
            other[0] = -other[0];
            return new Scan(voxels, solid, hollow, other);
        }
    }

    /** Blobs that come nearest to this share of all voxels. */
    public static BlobPhantoms of(int side, double foreground, double noise) {
        int best = 1;
        for (int r = 1; r <= LARGEST; r++) {
            best = Math.abs(size(r) - foreground * side * side * side) < Math.abs(size(best) - foreground * side * side * side) ? r : best;
        }
        return new BlobPhantoms(side, best, noise);
    }

    /** Voxels of a blob. */
    private static int size(int squaredRadius) {
        int count = 0;
        for (int k = 0; k < 343; k++) {
            count += squared(k % 7 - 3, k / 7 % 7 - 3, k / 49 - 3) <= squaredRadius ? 1 : 0;
        }
        return count;
    }

    private static int squared(int x, int y, int z) {
        return x * x + y * y + z * z;
    }

    /** Share of the voxels that one blob has. */
    public double foreground() {
        return (double) size(squaredRadius) / (side * side * side);
    }

    /** The scan of that number, always the same. */
    public Scan scan(Philox random, long number) {
        double[] u = new double[6 * TRIES + 1];
        random.uniforms(number, 1, 0, u.length, u, 0);
        int reach = (int) Math.ceil(Math.sqrt(squaredRadius));
        int[] centres = new int[6];
        double apart = 2 * Math.sqrt(squaredRadius) + 1;
        for (int t = 0; t < TRIES; t++) {
            for (int k = 0; k < 6; k++) {
                centres[k] = reach + Math.min(side - 2 * reach - 1, (int) (u[6 * t + k] * (side - 2 * reach)));
            }
            if (squared(centres[0] - centres[3], centres[1] - centres[4], centres[2] - centres[5]) >= apart * apart) {
                return scan(random, number, centres, u[6 * TRIES] > 0.5 ? 1 : -1);
            }
        }
        // Opposite corners, always far enough apart.
        int far = side - 1 - reach;
        return scan(random, number, new int[] {reach, reach, reach, far, far, far}, u[6 * TRIES] > 0.5 ? 1 : -1);
    }

    private Scan scan(Philox random, long number, int[] centres, int sign) {
        int n = side * side * side;
        double[] z = new double[n + FEATURES];
        random.normals(number, 1, 1, z.length, z, 0);
        double[] voxels = new double[n];
        double[] solid = new double[n];
        double[] hollow = new double[n];
        for (int k = 0; k < n; k++) {
            int x = k % side;
            int y = k / side % side;
            int h = k / side / side;
            int one = squared(x - centres[0], y - centres[1], h - centres[2]);
            int other = squared(x - centres[3], y - centres[4], h - centres[5]);
            solid[k] = one <= squaredRadius ? 1 : 0;
            hollow[k] = other <= squaredRadius ? 1 : 0;
            voxels[k] = solid[k] + hollow[k] * (other <= HOLE * squaredRadius ? 0 : 1) + noise * z[k];
        }
        double[] patient = {sign * (1 + 0.3 * Math.tanh(z[n])), z[n + 1], z[n + 2], z[n + 3]};
        return new Scan(voxels, solid, hollow, patient);
    }

    /** Some in a row. */
    public List<Scan> scans(Philox random, long first, int count) {
        List<Scan> all = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            all.add(scan(random, first + k));
        }
        return all;
    }

    /** 2 Σ ab/(Σ a + Σ b) of two sets as zeros and ones (Dice 1945); 1 if both are empty. */
    public static double dice(double[] a, double[] b) {
        double both = 0;
        double all = 0;
        for (int k = 0; k < a.length; k++) {
            both += a[k] * b[k];
            all += a[k] + b[k];
        }
        return all == 0 ? 1 : 2 * both / all;
    }
}
