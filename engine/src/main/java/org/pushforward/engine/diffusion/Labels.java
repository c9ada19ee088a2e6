package org.pushforward.engine.diffusion;

import java.util.Arrays;
import org.pushforward.engine.learn.Value;

/** The places of labels, u_k = 2 e_k: every class has a coordinate of its own. */
record Labels(int classes) {

    private static final double RADIUS = 2;

    /** All u_k, m × m. */
    double[] places() {
        double[] u = new double[classes * classes];
        Arrays.setAll(u, k -> k / classes == k % classes ? RADIUS : 0);
        return u;
    }

    /** −|z − u_k|². */
    Value logits(Value z) {
        return z.unsqueeze(1).minus(z.tape().of(places(), 1, classes, classes)).square().sum(2).negated();
    }

    /** Cross-entropy of rows z with these logits. */
    Value entropy(Value z, int[] label) {
        return logits(z).logSoftmax(1).gather(1, z.tape().indices(label, label.length, 1)).mean().negated();
    }

    /** Of one row of many. */
    int nearest(double[] z, int row) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            // |z − u_k|² = |z|² + |u|² − 2 z·u_k is least where the coordinate is largest.
            if (z[row * classes + k] > z[row * classes + best]) {
                best = k;
            }
        }
        return best;
    }

    /** Places in a plane, in which labels lie on a circle; two labels have a plane of their own. */
    double[] seen(double[] z) {
        if (classes == 2) {
            return z;
        }
        double[] xy = new double[z.length / classes * 2];
        for (int q = 0; q < z.length / classes; q++) {
            for (int k = 0; k < classes; k++) {
                double angle = 2 * Math.PI * k / classes;
                xy[2 * q] += z[q * classes + k] * Math.cos(angle);
                xy[2 * q + 1] += z[q * classes + k] * Math.sin(angle);
            }
        }
        return xy;
    }
}
